import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import type { Duplex } from "node:stream";
import { connect } from "node:tls";
import { kubectl } from "../../faults/cluster.ts";
import type { Backend } from "../front.ts";

interface Kubeconfig {
  readonly clusters: readonly { cluster: { server: string; "certificate-authority-data": string } }[];
  readonly users: readonly { user: { "client-certificate-data": string; "client-key-data": string } }[];
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The cluster's API, for an administrator with a certificate, past the program. */
export class Api {
  readonly #server: URL;
  readonly #identity: { readonly ca: Buffer; readonly cert: Buffer; readonly key: Buffer };
  readonly #agent: Agent;

  /** By the kubeconfig in use. */
  constructor() {
    const config: Kubeconfig = JSON.parse(
      kubectl("config", "view", "--raw", "--minify", "--flatten", "-o", "json"),
    );
    const [cluster] = config.clusters;
    const [user] = config.users;
    if (cluster === undefined || user === undefined) throw new Error("the kubeconfig in use is empty");
    const bytes = (base64: string) => Buffer.from(base64, "base64");
    this.#server = new URL(cluster.cluster.server);
    this.#identity = {
      ca: bytes(cluster.cluster["certificate-authority-data"]),
      cert: bytes(user.user["client-certificate-data"]),
      key: bytes(user.user["client-key-data"]),
    };
    this.#agent = new Agent({ keepAlive: true, ...this.#identity });
  }

  get #target() {
    return { host: this.#server.hostname, port: Number(this.#server.port || 443) };
  }

  /** Calls, and reads the answer's JSON. */
  async call(method: string, path: string, body?: unknown): Promise<Answer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const sent = request({
      ...this.#target,
      agent: this.#agent,
      method,
      path,
      headers: {
        accept: "application/json",
        ...(text !== undefined && {
          "content-type": "application/json",
          "content-length": String(Buffer.byteLength(text)),
        }),
      },
    });
    sent.end(text);
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return { status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString() || "null") };
  }

  /** Hands requests on as they are. */
  get backend(): Backend {
    return {
      request: (from, to) => {
        const { host: _, authorization: __, ...headers } = from.headers;
        const onward = request(
          { ...this.#target, agent: this.#agent, method: from.method, path: from.url, headers },
          (answer) => {
            to.writeHead(answer.statusCode ?? 502, answer.headers);
            to.flushHeaders();
            answer.on("data", (chunk) => to.write(chunk));
            answer.on("end", () => to.end());
            answer.on("close", () => answer.complete || to.destroy());
          },
        );
        onward.on("error", () => to.destroy());
        to.on("close", () => onward.destroy());
        from.pipe(onward);
      },
      upgrade: (from, socket, head) => this.#upgrade(from, socket, head),
    };
  }

  #upgrade(from: IncomingMessage, socket: Duplex, head: Buffer): void {
    // ws's own handshake goes through as it is; its frames are bytes for whoever stands between
    const onward = connect({ ...this.#target, ...this.#identity, servername: "kubernetes" }, () => {
      const lines = Object.entries(from.headers).map(([name, value]) => `${name}: ${value}`);
      onward.write([`${from.method} ${from.url} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
      if (head.length > 0) onward.write(head);
      onward.pipe(socket);
      socket.pipe(onward);
    });
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy());
    socket.on("close", () => onward.destroy());
  }
}
