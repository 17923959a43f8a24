import type { RequestOptions } from "node:https";
import { isIP } from "node:net";
import { checkServerIdentity } from "node:tls";
import { HttpProxyAgent, HttpsProxyAgent } from "hpagent";
import { SocksProxyAgent } from "socks-proxy-agent";
import type { ProxyServer } from "./proxy.ts";

/** Sends requests to `url` through a proxy; `timeout` limits the wait for the proxy's own answer, in milliseconds. */
export function throughProxy(
  url: URL,
  proxy: ProxyServer,
  timeout: number,
): Pick<RequestOptions, "agent"> & object {
  if (proxy.url.startsWith("socks")) {
    const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
    return { agent: new SocksProxyAgent(proxy.url, { timeout }), ...(isIP(host) === 0 ? {} : knownAs(host)) };
  }
  const options = { proxy: proxy.url, timeout };
  return { agent: url.protocol === "https:" ? new HttpsProxyAgent(options) : new HttpProxyAgent(options) };
}

/**
 * How a server is identified if its name is an address: an address cannot be sent as a server name (RFC 6066, 3), and Bun and Deno refuse to
 * try, so it is only compared with the certificate.
 */
export function knownAs(address: string): Pick<RequestOptions, "servername" | "checkServerIdentity"> {
  return {
    servername: "",
    checkServerIdentity: (_host, certificate) => checkServerIdentity(address, certificate),
  };
}
