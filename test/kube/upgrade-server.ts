import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { connectionTo } from "./scripted-server.ts";

/** A server that meets each connection's request with this. */
export async function refusing(answer: (socket: Duplex, request: IncomingMessage) => void) {
  const sockets = new Set<Duplex>();
  const server = createServer().on("upgrade", (request, socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    answer(socket, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    cluster: { connection: { ...connectionTo(`http://127.0.0.1:${port}`), requestTimeout: 300 } },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const upgraded = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n";

/** The headers by which a server takes the request for a WebSocket. */
export function webSocket(request: IncomingMessage): string {
  const key = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  return `Upgrade: websocket\r\nSec-WebSocket-Accept: ${createHash("sha1").update(key).digest("base64")}`;
}
