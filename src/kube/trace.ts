import type { IncomingHttpHeaders } from "node:http";
import { InputError } from "../errors.ts";
import { redactText } from "../text/redact.ts";
import { safe } from "../text/safe.ts";

/** Prints what is sent to a server and what comes back, with the levels of kubectl's `-v` (client-go `transport/round_trippers.go`). */
export interface Trace {
  /** 6 each call, 7 also its headers, 8 also the answer's headers and the beginnings of bodies, 9 whole bodies. */
  readonly level: number;
  readonly say: (line: string) => void;
}

/** The trace for `-v`; undefined below the levels that show anything. Throws InputError. */
export function traceOf(level: string | undefined, say: (line: string) => void): Trace | undefined {
  if (level === undefined) return undefined;
  if (!/^-?\d{1,9}$/.test(level))
    throw new InputError(`-v ${level}: not a whole number`, { fix: "use -v=6 to -v=9" });
  return Number(level) < 6 ? undefined : { level: Number(level), say };
}

/** Reports that a call was answered, or that it was not. */
export function traceCall(
  trace: Trace,
  call: { readonly method: string; readonly url: URL },
  outcome: string,
  started: number,
): void {
  const took = Math.round(performance.now() - started);
  trace.say(safe(`${call.method} ${redactText(call.url.href)} ${outcome} in ${took} ms`));
}

/** Prints headers, without the values that give access. */
export function traceHeaders(
  trace: Trace,
  title: string,
  headers: Readonly<Record<string, unknown>> | IncomingHttpHeaders,
): void {
  trace.say(`${title}:`);
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    const shown = /^(?:proxy-)?authorization$|cookie|token|secret/i.test(name) ? "<masked>" : String(value);
    trace.say(safe(`    ${name}: ${redactText(shown)}`));
  }
}

const beginning = 1024;
const most = 1024 * 1024;

/** Prints a body, but not one that may contain a secret; `path` is that of the call. */
export function traceBody(trace: Trace, title: string, path: string, body: string | Uint8Array): void {
  if (body.length === 0) return;
  const text = typeof body === "string" ? body : new TextDecoder().decode(body.subarray(0, most));
  if (/\/(?:secrets|token|tokenreviews)\b/.test(path) || /"kind"\s*:\s*"(?:Secret|Token)/.test(text)) {
    trace.say(`${title}: (not shown, as it may hold secrets)`);
    return;
  }
  const end = trace.level > 8 ? most : beginning;
  const rest = body.length > end ? ` [truncated ${body.length - end} chars]` : "";
  const lines = redactText(text.slice(0, end)).split("\n").map(safe);
  trace.say(`${title}: ${lines.join("\n")}${rest}`);
}
