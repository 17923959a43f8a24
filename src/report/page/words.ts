import { clock } from "../../text/duration.ts";
import { safe } from "../../text/safe.ts";

/** Seconds in a readable form: `0.4s`, `45s`, `27m02s`. */
export function took(seconds: number): string {
  return seconds < 10 ? `${Math.max(0, Math.round(seconds * 10) / 10)}s` : clock(Math.round(seconds) * 1000);
}

/** The time of the day of a moment, in UTC: `22:16:04`. */
export function timeOfDay(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}

/** `1 test`, `2 tests`. */
export function counted(count: number, one: string): string {
  return `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;
}

/** Untrusted text in one line, with anything that could reorder or hide it made visible. */
export function shown(text: string): string {
  return safe(text.replaceAll("\t", "    "));
}
