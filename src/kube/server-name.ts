import { isIP } from "node:net";
import { type ConnectionOptions, checkServerIdentity } from "node:tls";

/**
 * How a server is known by a `tls-server-name` other than the name it is called at. An address cannot be sent as a name
 * (RFC 6066, 3), and Bun and Deno refuse to try, so its certificate alone is held against it.
 */
export function serverName(
  name: string | undefined,
): Pick<ConnectionOptions, "servername" | "checkServerIdentity"> {
  if (name === undefined) return {};
  if (isIP(name) === 0) return { servername: name };
  return {
    servername: "",
    checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
  };
}
