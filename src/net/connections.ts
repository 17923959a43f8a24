import http from "node:http";
import https, { type RequestOptions } from "node:https";
import { HttpProxyAgent, HttpsProxyAgent } from "hpagent";
import { throughProxy } from "./agent.ts";
import type { ProxyServer } from "./proxy.ts";

/** Connections that are kept for further requests, so that thousands of small requests do not each wait for a handshake. */
export class Connections {
  readonly #most: number;
  readonly #agents = new Map<string, http.Agent>();

  /** At most `most` connections to one server. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The options of a request to `url` that uses one of the connections. */
  to(url: URL, proxy: ProxyServer | undefined): Pick<RequestOptions, "agent"> & object {
    if (proxy?.url.startsWith("socks")) return throughProxy(url, proxy, patience);
    const key = `${url.origin} ${proxy?.url ?? ""}`;
    const agent = this.#agents.get(key) ?? this.#make(url, proxy);
    this.#agents.set(key, agent);
    return { agent };
  }

  /** Closes those that are idle. */
  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
    this.#agents.clear();
  }

  #make({ protocol }: URL, proxy: ProxyServer | undefined): http.Agent {
    const options = { keepAlive: true, maxSockets: this.#most, maxFreeSockets: this.#most };
    const isTls = protocol === "https:";
    if (proxy === undefined) return isTls ? new https.Agent(options) : new http.Agent(options);
    const through = { ...options, proxy: proxy.url, timeout: patience };
    return isTls ? new HttpsProxyAgent(through) : new HttpProxyAgent(through);
  }
}

// milliseconds for the proxy's own answer
const patience = 30_000;
