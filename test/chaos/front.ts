import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { FailingProxy, type ProxyLife } from "../faults/proxy.ts";
import type { Door } from "./ground.ts";
import { misbehave, misbehaveAtUpgrade } from "./misbehaviour.ts";
import type { Route, Trouble } from "./scenario.ts";

/** A trouble under way. */
export interface Active {
  readonly route: Route | "any";
  readonly trouble: Trouble;
}

/** What answers where nothing goes wrong. */
export interface Backend {
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

export interface FrontOptions {
  readonly backend: Backend;
  readonly life: ProxyLife;
  active(): Iterable<Active>;
  onRequest(method: string, url: string): void;
}

/** The API server as one client sees it: through a network that can fail, with troubles of its own. */
export class Front implements Door {
  readonly proxy: FailingProxy;
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();

  private constructor(proxy: FailingProxy, server: Server) {
    this.proxy = proxy;
    this.#server = server;
    server.on("connection", (socket: Duplex) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
  }

  static async open({ backend, life, active, onRequest }: FrontOptions): Promise<Front> {
    let drop: (port: number | undefined) => void = () => undefined;
    const admit = (request: IncomingMessage) => {
      life.stir();
      onRequest(request.method ?? "GET", request.url ?? "/");
      const route = routeOf(request);
      const trouble = [...active()].find((one) => one.route === "any" || one.route === route)?.trouble;
      return { trouble, cut: () => drop(request.socket.remotePort) };
    };
    const server = createServer((request, response) => {
      const { trouble, cut } = admit(request);
      response.once("close", life.stir);
      const through = () => backend.request(request, response);
      if (trouble === undefined) through();
      else misbehave(trouble, { request, response, through, cut });
    });
    server.on("upgrade", (request, socket, head) => {
      const { trouble, cut } = admit(request);
      const through = () => backend.upgrade(request, socket, head);
      const cutAfter = (ms: number) => void life.sleep(ms).then(cut);
      if (trouble === undefined) through();
      else misbehaveAtUpgrade(trouble, { request, socket, head, through, cutAfter });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const proxy = await FailingProxy.open("127.0.0.1", port, life);
    drop = (from) => proxy.dropOne(from);
    return new Front(proxy, server);
  }

  get kubeconfig(): string {
    const server = `http://127.0.0.1:${this.proxy.port}`;
    return JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "c", cluster: { server, "insecure-skip-tls-verify": true } }],
      users: [{ name: "u", user: {} }],
      contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
      "current-context": "c",
    });
  }

  close(): void {
    this.proxy.close();
    this.#server.close();
    this.#server.closeAllConnections();
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** What a request is for. */
export function routeOf({ method, url = "/" }: Pick<IncomingMessage, "method" | "url">): Route {
  const { pathname, searchParams } = new URL(url, "http://c");
  if (pathname.endsWith("/exec")) return "exec";
  if (pathname.endsWith("/log")) return "log";
  if (method === "DELETE") return "delete";
  if (method !== "GET") return "write";
  if (/^\/api\/v1\/namespaces\/[^/]+\/pods/.test(pathname)) return "own-pod";
  if (/\/events$/.test(pathname)) return "events";
  // by their label the runs are looked for
  const picky = searchParams.has("labelSelector");
  if (pathname === "/api/v1/pods" && !picky) return "rows";
  if (pathname === "/api/v1/namespaces" && !picky) return "namespaces";
  return "other";
}
