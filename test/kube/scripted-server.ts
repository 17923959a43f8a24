import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import type { Connection } from "../../src/kube/connection.ts";

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface ScriptedServer extends AsyncDisposable {
  readonly connection: Connection;
  /** The requests that came, `GET /api/v1/pods?watch=true`. */
  readonly requests: string[];
}

/** A server that gives these answers, one a request, the last one again and again: for what a real server does seldom. */
export async function scriptedServer(...answers: readonly Answer[]): Promise<ScriptedServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const answer = answers[Math.min(requests.length, answers.length) - 1];
    request.resume();
    answer?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    connection: connectionTo(`http://127.0.0.1:${port}`),
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function connectionTo(server: string): Connection {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser({ name: "c", server, skipTLSVerify: true }, { name: "u" });
  return { kubeConfig, server, context: "test", headers: {}, requestTimeout: 0, compression: true };
}

/** A connection as it is, but to a server without TLS, to which `connect` itself would show no credentials. */
export function withoutTls(connection: Connection, server: string): Connection {
  const kubeConfig = new KubeConfig();
  const [user] = connection.kubeConfig.users;
  kubeConfig.loadFromClusterAndUser({ name: "c", server, skipTLSVerify: true }, user ?? { name: "u" });
  return { ...connection, kubeConfig, server };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return (_request, response) => {
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  };
}

/** A stream of these frames; it ends after them, stays open, or is cut. */
export function stream(frames: readonly unknown[], then: "end" | "stay" | "cut" = "end"): Answer {
  return (_request, response) => {
    response.writeHead(200, { "Content-Type": "application/json" });
    response.write(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(""), () => {
      if (then === "end") response.end();
      if (then === "cut") response.destroy();
    });
  };
}

export const status = (code: number, reason: string, message: string) => ({
  kind: "Status",
  apiVersion: "v1",
  status: "Failure",
  code,
  reason,
  message,
});
