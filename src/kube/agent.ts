import { Agent } from "node:http";
import { isIP } from "node:net";
import { checkServerIdentity } from "node:tls";
import type { Connection } from "./connection.ts";

// where no --request-timeout is given
const tunnelTimeout = 30_000;

/** Completes what the client library makes of a connection; for the options of each request, before they are used. */
export function complete(options: { servername?: unknown; agent?: unknown }, connection: Connection): void {
  const name = typeof options.servername === "string" ? options.servername : undefined;
  const known = addressAsName(name);
  Object.assign(options, known);
  if (!(options.agent instanceof Agent) || !("options" in options.agent)) return;
  // what an agent was made with goes over what a request says
  Object.assign(options.agent.options ?? {}, known);
  // a proxy that never answers would keep the process from its end: until then no request has a socket to destroy
  const bound = { timeout: connection.requestTimeout || tunnelTimeout };
  if (connection.proxy !== undefined) Object.assign(options.agent.options ?? {}, bound);
}

/**
 * How a server is known by a `tls-server-name` that is an address: it cannot be sent as a name (RFC 6066, 3), and Bun and Deno refuse
 * to try, so that its certificate alone is held against it. Other names need nothing more.
 */
function addressAsName(name: string | undefined): object {
  if (name === undefined || isIP(name) === 0) return {};
  return {
    servername: "",
    checkServerIdentity: (_host: string, certificate: Parameters<typeof checkServerIdentity>[1]) =>
      checkServerIdentity(name, certificate),
  };
}
