import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import type { Connection } from "../../src/kube/connection.ts";
import { connectionTo, status } from "../kube/scripted-server.ts";

/** What a program in a container prints and ends with; or the code with which the way to it is refused. */
export type Ran =
  | {
      readonly stdout?: string | Uint8Array;
      readonly exitCode?: number;
      readonly stderr?: string;
      /** The stream ends without a word. */
      readonly isCut?: true;
    }
  | { readonly refused: number; readonly reason?: string; readonly words?: string };

export interface ExecServer extends AsyncDisposable {
  readonly connection: Connection;
  /** The words of the programs that were asked for. */
  readonly programs: readonly (readonly string[])[];
}

/** A server that knows nothing but exec, and answers each program with what `run` gives. */
export async function execServer(run: (words: readonly string[]) => Ran): Promise<ExecServer> {
  const programs: (readonly string[])[] = [];
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => "v5.channel.k8s.io" });
  const server = createServer();
  server.on("upgrade", (request, socket, head) => {
    const words = new URL(request.url ?? "", "http://pod").searchParams.getAll("command");
    programs.push(words);
    const ran = run(words);
    if ("refused" in ran) {
      const body = JSON.stringify(status(ran.refused, ran.reason ?? "Forbidden", ran.words ?? "not you"));
      const head = `HTTP/1.1 ${ran.refused} Refused\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close`;
      socket.end(`${head}\r\n\r\n${body}`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (one) => {
      const send = (channel: number, bytes: string | Uint8Array) =>
        one.send(Buffer.concat([Buffer.from([channel]), Buffer.from(bytes)]));
      if (ran.stdout !== undefined) send(1, ran.stdout);
      if (ran.stderr !== undefined) send(2, ran.stderr);
      if (ran.isCut !== true) send(3, JSON.stringify(endOf(ran.exitCode ?? 0)));
      one.close();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    connection: connectionTo(`http://127.0.0.1:${port}`),
    programs,
    async [Symbol.asyncDispose]() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function endOf(exitCode: number): object {
  if (exitCode === 0) return { status: "Success" };
  const causes = [{ reason: "ExitCode", message: String(exitCode) }];
  return {
    status: "Failure",
    message: `command terminated with exit code ${exitCode}`,
    reason: "NonZeroExitCode",
    details: { causes },
  };
}
