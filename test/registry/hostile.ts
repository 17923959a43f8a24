import http from "node:http";
import { freePort } from "./tools.ts";

/** What a hostile proxy does to requests: nothing where it gives undefined. */
export type Meddle = (request: {
  readonly method: string;
  readonly path: string;
  /** Counts all requests, from 0 on. */
  readonly number: number;
}) => Attack | undefined;

export type Attack =
  | { readonly kind: "status"; readonly status: number; readonly headers?: Record<string, string> }
  /** Cuts the connection after so many bytes of the answer's body. */
  | { readonly kind: "cut-answer"; readonly after: number }
  /** Cuts it after so many bytes of the request's body have gone on. */
  | { readonly kind: "cut-request"; readonly after: number }
  /** Carries the request out, and cuts the connection instead of answering. */
  | { readonly kind: "swallow" }
  /** Changes a byte of the answer's body. */
  | { readonly kind: "flip" }
  /** Changes a byte of the request's body. */
  | { readonly kind: "flip-request"; readonly at: number };

export interface Hostile {
  readonly host: string;
  /** Method and path of each request that arrived. */
  readonly seen: readonly string[];
  stop(): Promise<void>;
}

/** A proxy in front of a server that meddles. */
export async function startHostile(to: string, meddle: Meddle): Promise<Hostile> {
  const host = `127.0.0.1:${await freePort()}`;
  const seen: string[] = [];
  const [name, port] = to.split(":");
  const server = http.createServer((request, response) => {
    const { method = "GET", url: path = "/" } = request;
    const attack = meddle({ method, path, number: seen.length });
    seen.push(`${method} ${path}`);
    request.on("error", () => undefined);
    response.on("error", () => undefined);
    if (attack?.kind === "status") {
      request.resume();
      response.writeHead(attack.status, attack.headers).end("{}");
      return;
    }
    const forward = http.request(
      { host: name, port, method, path, headers: { ...request.headers, host } },
      (answer) => {
        if (attack?.kind === "swallow") {
          answer.resume();
          answer.on("end", () => response.socket?.destroy());
          return;
        }
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        let sent = 0;
        answer.on("data", (bytes: Buffer) => {
          if (attack?.kind === "cut-answer" && sent + bytes.length > attack.after) {
            response.write(bytes.subarray(0, attack.after - sent), () => response.socket?.destroy());
            answer.destroy();
            return;
          }
          sent += bytes.length;
          const changed = Buffer.from(bytes);
          if (attack?.kind === "flip") changed[0] = (changed[0] ?? 0) ^ 1;
          response.write(changed);
        });
        answer.on("end", () => response.end());
      },
    );
    forward.on("error", () => response.socket?.destroy());
    let taken = 0;
    request.on("data", (bytes: Buffer) => {
      if (attack?.kind === "cut-request" && taken + bytes.length > attack.after) {
        forward.write(bytes.subarray(0, attack.after - taken), () => forward.destroy());
        request.socket.destroy();
        return;
      }
      const changed = Buffer.from(bytes);
      if (attack?.kind === "flip-request" && attack.at >= taken && attack.at < taken + bytes.length)
        changed[attack.at - taken] = (changed[attack.at - taken] ?? 0) ^ 1;
      taken += bytes.length;
      forward.write(changed);
    });
    request.on("end", () => forward.end());
  });
  const [, own = "0"] = host.split(":");
  await new Promise<void>((resolve) => server.listen(Number(own), "127.0.0.1", resolve));
  return {
    host,
    seen,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
