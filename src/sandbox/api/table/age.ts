import { humanDuration } from "../../../text/duration.ts";

/** How long ago a timestamp was, as the server prints it in tables. */
export function age(timestamp: unknown, now: number): string {
  return typeof timestamp === "string" ? humanDuration(now - Date.parse(timestamp)) : "<unknown>";
}
