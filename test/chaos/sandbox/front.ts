import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { FailingProxy } from "../../faults/proxy.ts";
import type { Route, Trouble } from "../scenario.ts";
import { misbehave, misbehaveAtUpgrade } from "./misbehaviour.ts";
import type { VirtualTime } from "./virtual-time.ts";
import type { World } from "./world.ts";

/** A trouble under way. */
export interface Active {
  readonly route: Route | "any";
  readonly trouble: Trouble;
}

/** The API server as one client sees it: through a network that can fail, with troubles of its own. */
export class Front {
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

  static async open(
    world: World,
    time: VirtualTime,
    active: () => readonly Active[],
    onRequest: (method: string, path: string) => void,
  ): Promise<Front> {
    let drop: (port: number | undefined) => void = () => undefined;
    const admit = (request: IncomingMessage) => {
      time.stir();
      onRequest(request.method ?? "GET", request.url ?? "/");
      Object.defineProperty(request.socket, "authorized", { value: true, configurable: true });
      const route = routeOf(request);
      return active().find((one) => one.route === "any" || one.route === route)?.trouble;
    };
    const server = createServer((request, response) => {
      const trouble = admit(request);
      response.once("close", time.stir);
      const through = () => world.server.emit("request", request, response);
      if (trouble === undefined) through();
      else misbehave(trouble, { request, response, through, cut: () => drop(request.socket.remotePort) });
    });
    server.on("upgrade", (request, socket, head) => {
      const trouble = admit(request);
      const through = () => world.server.emit("upgrade", request, socket, head);
      if (trouble === undefined) through();
      else
        misbehaveAtUpgrade(trouble, {
          request,
          socket,
          head,
          through,
          time,
          cut: () => drop(request.socket.remotePort),
        });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const proxy = await FailingProxy.open("127.0.0.1", port, {
      sleep: (ms) => time.sleep(ms),
      now: () => time.monotonic,
      random: Math.random,
      stir: time.stir,
    });
    drop = (from) => proxy.dropOne(from);
    return new Front(proxy, server);
  }

  /** As a kubeconfig of its own. */
  get kubeconfig(): string {
    return JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [
        {
          name: "c",
          cluster: { server: `http://127.0.0.1:${this.proxy.port}`, "insecure-skip-tls-verify": true },
        },
      ],
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
  const picky = searchParams.has("labelSelector");
  if (pathname === "/api/v1/pods" && !picky) return "rows";
  if (pathname === "/api/v1/namespaces" && !picky) return "namespaces";
  return "other";
}
