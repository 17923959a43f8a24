import net, { type AddressInfo } from "node:net";

/** Shows other processes on this machine that this one is alive. */
export interface Beacon {
  /** Its port on the loopback; 0 if this process may not listen, so that nobody can see it. */
  readonly port: number;
  close(): void;
}

// milliseconds; a process on the same machine answers at once
const patience = 1000;
const mostBytes = 256;

/** Answers every connection on the loopback with the word, for as long as the process lives. It does not keep the process alive. */
export async function light(word: string): Promise<Beacon> {
  const server = net.createServer((socket) => {
    socket.on("error", () => undefined);
    socket.end(word);
  });
  const listening = Promise.withResolvers<number>();
  // a sandbox may forbid this
  server.on("error", () => listening.resolve(0));
  try {
    server.listen(0, "127.0.0.1", () => listening.resolve((server.address() as AddressInfo).port));
    server.unref();
  } catch {
    listening.resolve(0);
  }
  return { port: await listening.promise, close: () => server.close() };
}

/** Whether the process that lit a beacon with this word on this machine is alive. Sends nothing. */
export async function shines(port: number, word: string): Promise<boolean> {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return false;
  const seen = Promise.withResolvers<boolean>();
  let received = "";
  const isIt = () => seen.resolve(received === word);
  try {
    const socket = net.connect({ port, host: "127.0.0.1" });
    socket.setTimeout(patience, () => socket.destroy());
    socket.on("data", (bytes: Buffer) => {
      received += bytes.toString("latin1");
      if (received.length > mostBytes) socket.destroy();
    });
    socket.on("error", isIt).on("end", isIt).on("close", isIt);
    return await seen.promise.finally(() => socket.destroy());
  } catch {
    return false;
  }
}
