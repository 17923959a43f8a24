import { Agent } from "node:http";
import { isIP } from "node:net";
import { rootCertificates } from "node:tls";
import { knownAs } from "../net/agent.ts";
import type { Connection } from "./connection.ts";
import type { Credential } from "./credentials/source.ts";

// if no --request-timeout is given
const tunnelTimeout = 30_000;

/**
 * Completes the options that the client library sets for a request, and adds what a credential plugin returned; for each request,
 * before they are used.
 */
export function complete(options: Options, connection: Connection, credential?: Credential): void {
  if (credential !== undefined) authorize(options, credential);
  const name = typeof options.servername === "string" ? options.servername : addressBehindSocks(connection);
  const known = addressAsName(name);
  Object.assign(options, known);
  if (!(options.agent instanceof Agent) || !("options" in options.agent)) return;
  const { cert, key } = options;
  // an agent's own options override those of a request
  Object.assign(options.agent.options ?? {}, known, cert && key ? { cert, key } : {});
  // a proxy that never answers would keep the process alive: until it answers, a request has no socket to destroy
  const bound = { timeout: connection.requestTimeout || tunnelTimeout };
  if (connection.proxy === undefined) return;
  Object.assign(options.agent.options ?? {}, bound);
  throughTls(options.agent, connection.proxy.url, options);
}

/** What hpagent reads from itself for each tunnel. */
interface TunnelAgent extends Agent {
  proxyRequestOptions?: object;
  proxy?: object;
}

const prepared = new WeakSet<object>();

/**
 * What hpagent lacks for a proxy that itself uses TLS: the proxy is verified by its own name and, as with kubectl, trusted through the cluster's authority
 * as well as those of this machine; and an error on the way to it is marked as the proxy's.
 */
function throughTls(agent: TunnelAgent, proxy: string, { ca, rejectUnauthorized }: Options): void {
  if (!proxy.startsWith("https:") || prepared.has(agent)) return;
  prepared.add(agent);
  const authorities = ca === undefined ? {} : { ca: [...rootCertificates, String(ca)] };
  const { hostname, port, username, password } = new URL(proxy);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const trust = rejectUnauthorized === false ? { rejectUnauthorized } : authorities;
  agent.proxyRequestOptions = { ...trust, servername: host, ...addressAsName(host) };
  // otherwise hpagent would replace that name for https, even with an address, which Bun and Deno refuse
  agent.proxy = { protocol: "tls:", hostname: host, port, username, password };
  const plain = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) =>
    plain(options, (error, stream) => {
      if (error !== null) Object.assign(error, { isOfProxy: true });
      callback?.(error, stream);
    });
}

interface Options {
  servername?: unknown;
  agent?: unknown;
  headers?: unknown;
  ca?: unknown;
  rejectUnauthorized?: unknown;
  cert?: unknown;
  key?: unknown;
}

function authorize(options: Options, { token, cert, key }: Credential): void {
  if (cert && key) Object.assign(options, { cert, key });
  // a token in the kubeconfig itself takes precedence
  const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  options.headers = { ...authorization, ...Object(options.headers) };
}

/** The server's address, if it is an IP address and is reached through SOCKS: that agent does not pass it to TLS. */
function addressBehindSocks({ proxy, server }: Connection): string | undefined {
  if (proxy?.url.startsWith("socks") !== true) return undefined;
  return new URL(server).hostname.replace(/^\[(.*)\]$/, "$1");
}

/** What a server needs if its name is an address, as `tls-server-name` may be; other names need nothing more. */
function addressAsName(name: string | undefined): object {
  return name === undefined || isIP(name) === 0 ? {} : knownAs(name);
}
