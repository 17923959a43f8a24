import { InputError } from "../errors.ts";
import { parseDuration } from "../text/duration.ts";
import { redactText } from "../text/redact.ts";
import { impersonation } from "./credentials/impersonation.ts";
import type { ConnectionFlags } from "./flags.ts";
import { traceOf } from "./trace.ts";

/**
 * Checks what can be checked of connection flags without a kubeconfig.
 * @throws InputError naming a flag whose value cannot be used
 */
export function checkConnectionFlags(flags: ConnectionFlags): void {
  if (flags.server !== undefined) serverUrl(flags.server, "--server");
  if (flags.as !== undefined) impersonation(flags, { name: "" }, undefined);
  requestTimeout(flags.requestTimeout ?? "0");
  traceOf(flags.v, () => {});
}

/**
 * A server's address as kubectl reads it (client-go `rest/url_utils.go`): a host and port alone mean http, and anything after the
 * path is dropped.
 */
export function serverUrl(text: string, origin: string): string {
  const [, scheme, rest = ""] = /^([a-z][a-z0-9+.-]*:\/\/)?(.*)$/is.exec(text) ?? [];
  const isBare = scheme === undefined;
  const whole = isBare ? `http://${rest}` : text;
  const url =
    URL.canParse(whole) && /^https?:\/\/[^/\s]/i.test(whole) && !/\s/.test(whole)
      ? new URL(whole)
      : undefined;
  if (url === undefined || (isBare && url.pathname !== "/")) {
    throw new InputError(`${origin} ${redactText(text)}: not an http(s) URL or HOST:PORT`, {
      fix: "write it as https://HOST:PORT",
    });
  }
  const user = /^[^/]*@/.exec(whole.replace(/^[^/]*\/\//, ""))?.[0] ?? "";
  return `${url.protocol}//${user}${url.host}${url.pathname.replace(/\/+$/, "")}`;
}

/** Milliseconds; 0 means no limit. Throws InputError in kubectl's words. */
export function requestTimeout(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new InputError(
    `--request-timeout ${text}: Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)`,
  );
}
