import { BlockList, isIP } from "node:net";
import { InputError } from "../errors.ts";
import type { Io } from "../process/io.ts";

/** The proxy between this machine and an API server. */
export interface ProxyServer {
  /** With its credentials: never show it. */
  readonly url: string;
  /** Only its address, for a message. */
  readonly shown: string;
  /** What named it: `HTTPS_PROXY`, `cluster c: proxy-url`. */
  readonly origin: string;
}

/**
 * The proxy that kubectl uses for a server: that of its cluster in the kubeconfig (client-go `clientcmd/client_config.go`), otherwise the
 * environment's, by the rules of Go's `golang.org/x/net/http/httpproxy`.
 * @throws InputError that names the variable or the cluster if its proxy is not a valid URL
 */
export function proxyTo(
  server: string,
  cluster: { readonly name: string; readonly proxyUrl?: string },
  env: Io["env"],
): ProxyServer | undefined {
  if (cluster.proxyUrl) return parseProxy(cluster.proxyUrl, `cluster ${cluster.name}: proxy-url`);
  const url = new URL(server);
  const [origin, text] = first(env, url.protocol === "http:" ? "HTTP_PROXY" : "HTTPS_PROXY");
  if (text === "" || isExempt(url, first(env, "NO_PROXY")[1])) return undefined;
  return parseProxy(text.includes("://") ? text : `http://${text}`, origin);
}

function first(env: Io["env"], name: string): readonly [name: string, value: string] {
  const small = name.toLowerCase();
  return env[name] ? [name, env[name]] : [small, env[small] ?? ""];
}

const schemes = ["http:", "https:", "socks:", "socks4:", "socks4a:", "socks5:", "socks5h:"];

function parseProxy(text: string, origin: string): ProxyServer {
  const address = withoutCredentials(text);
  const fix = `write it as http://HOST:PORT (or https, or socks5)`;
  if (!text.includes("://")) throw new InputError(`${origin} ${address}: has no scheme`, { fix });
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === "") {
    throw new InputError(`${origin} ${address}: not the URL of a proxy`, { fix });
  }
  if (!schemes.includes(url.protocol)) {
    throw new InputError(`${origin} ${address}: unsupported scheme`, { fix });
  }
  return {
    // kubectl leaves name resolution to the proxy; the library would resolve the name here
    url: text.replace(/^socks5:/i, "socks5h:"),
    shown: `${url.protocol}//${url.host}`,
    origin,
  };
}

/** The text up to its path, even if it is not a URL, because its credentials must not be shown even then. */
function withoutCredentials(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/i, "$1");
}

/** Whether a server is reached without the environment's proxy: true for every server on this machine, and for those that `NO_PROXY` lists. */
function isExempt(server: URL, listed: string): boolean {
  const host = server.hostname.replace(/^\[(.*)\]$/, "$1");
  if (host === "localhost" || isWithin(host, "127.0.0.0/8") || isWithin(host, "::1")) return true;
  const port = server.port || (server.protocol === "http:" ? "80" : "443");
  return listed.split(",").some((entry) => exempts(entry.trim().toLowerCase(), host, port));
}

function exempts(entry: string, host: string, port: string): boolean {
  if (entry === "*") return true;
  if (isWithin(host, entry)) return true;
  const [, bracketed, plain, onPort] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  const name = (bracketed ?? plain ?? "").replace(/^\*\./, ".");
  if (name === "" || (onPort !== undefined && onPort !== port)) return false;
  if (isIP(host) !== 0) return isWithin(host, name);
  return name.startsWith(".") ? host.endsWith(name) : host === name || host.endsWith(`.${name}`);
}

/** Whether `host` is in `range`, an address or a CIDR. */
function isWithin(host: string, range: string): boolean {
  const [base = "", prefix] = range.split("/", 2);
  const family = isIP(base);
  if (isIP(host) === 0 || family === 0) return false;
  const bits = prefix === undefined ? (family === 4 ? 32 : 128) : Number(prefix);
  if (!Number.isInteger(bits) || bits < 0 || bits > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(base, bits, family === 4 ? "ipv4" : "ipv6");
  return list.check(host, isIP(host) === 4 ? "ipv4" : "ipv6");
}
