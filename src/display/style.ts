import { styleText } from "node:util";
import type { Io, Sink } from "../process/io.ts";

/** Signs that depend on the terminal's character set. */
export interface Signs {
  readonly full: string;
  readonly empty: string;
  readonly failed: string;
  readonly passed: string;
  readonly dot: string;
  readonly ellipsis: string;
}

/** How text may look on one sink: colors that are readable on light and dark backgrounds, or none. */
export interface Style {
  bold(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warning(text: string): string;
  readonly signs: Signs;
}

const unicode: Signs = { full: "█", empty: "░", failed: "✗", passed: "✓", dot: "·", ellipsis: "…" };
const ascii: Signs = { full: "#", empty: ".", failed: "x", passed: "+", dot: "-", ellipsis: "..." };

/**
 * The style for a sink: color on a terminal, or anywhere with `CLICOLOR_FORCE` (bixense.com/clicolors), and never with `NO_COLOR`
 * (no-color.org); on a terminal not with `TERM=dumb`; signs
 * beyond ASCII if the locale is UTF-8.
 */
export function styleFor(sink: Sink, env: Io["env"]): Style {
  const isForced = (env.CLICOLOR_FORCE ?? "0") !== "0" && env.CLICOLOR_FORCE !== "";
  const colour = !env.NO_COLOR && (isForced || (sink.isTTY && env.TERM !== "dumb"));
  // The sink has been checked here: styleText would check the process's own stdout.
  const paint = (format: "bold" | "red" | "green" | "magenta") => (text: string) =>
    colour && text !== "" ? styleText(format, text, { validateStream: false }) : text;
  return {
    bold: paint("bold"),
    good: paint("green"),
    bad: paint("red"),
    // Yellow vanishes on white.
    warning: paint("magenta"),
    signs: isUtf8(env) ? unicode : ascii,
  };
}

/** Whether the locale's character set is UTF-8: POSIX uses the first of `LC_ALL`, `LC_CTYPE`, `LANG` that is set. */
function isUtf8(env: Io["env"]): boolean {
  return /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || "");
}
