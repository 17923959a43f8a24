import { Agent } from "node:http";
import { isIP } from "node:net";
import { knownAs } from "../net/agent.ts";
import type { Connection } from "./connection.ts";
import type { Credential } from "./credentials/source.ts";

// where no --request-timeout is given
const tunnelTimeout = 30_000;

/**
 * Completes what the client library makes of a connection, and adds what a credential plugin gave; for the options of each request,
 * before they are used.
 */
export function complete(options: Options, connection: Connection, credential?: Credential): void {
  if (credential !== undefined) authorize(options, credential);
  const name = typeof options.servername === "string" ? options.servername : addressBehindSocks(connection);
  const known = addressAsName(name);
  Object.assign(options, known);
  if (!(options.agent instanceof Agent) || !("options" in options.agent)) return;
  const { cert, key } = options;
  // what an agent was made with goes over what a request says
  Object.assign(options.agent.options ?? {}, known, cert && key ? { cert, key } : {});
  // a proxy that never answers would keep the process from its end: until then no request has a socket to destroy
  const bound = { timeout: connection.requestTimeout || tunnelTimeout };
  if (connection.proxy !== undefined) Object.assign(options.agent.options ?? {}, bound);
}

interface Options {
  servername?: unknown;
  agent?: unknown;
  headers?: unknown;
  cert?: unknown;
  key?: unknown;
}

function authorize(options: Options, { token, cert, key }: Credential): void {
  if (cert && key) Object.assign(options, { cert, key });
  // a token of the kubeconfig's own goes before
  const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  options.headers = { ...authorization, ...Object(options.headers) };
}

/** The server's address, where it is one and is reached through SOCKS: that agent tells TLS nothing of it. */
function addressBehindSocks({ proxy, server }: Connection): string | undefined {
  if (proxy?.url.startsWith("socks") !== true) return undefined;
  return new URL(server).hostname.replace(/^\[(.*)\]$/, "$1");
}

/** What a server needs whose name is an address, as `tls-server-name` may be; other names need nothing more. */
function addressAsName(name: string | undefined): object {
  return name === undefined || isIP(name) === 0 ? {} : knownAs(name);
}
