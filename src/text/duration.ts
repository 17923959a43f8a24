const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

const units: Readonly<Record<string, number>> = { ms: 1, s: second, m: minute, h: hour };

/**
 * Parses a duration as kubectl's flags take it, to milliseconds: a bare number is seconds, anything else a Go duration (`90s`, `1h30m`).
 * Undefined if the text is neither.
 */
export function parseDuration(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join("") !== text) return undefined;
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ""] ?? 0), 0);
}

/** A duration of `ms` milliseconds as kubectl writes an AGE (apimachinery `duration.HumanDuration`): `2m9s`, `27m`. */
export function humanDuration(ms: number): string {
  // of a time that nobody can read
  if (Number.isNaN(ms)) return "<unknown>";
  if (ms <= -2 * second) return "<invalid>";
  if (ms < 0) return "0s";
  if (ms < 2 * minute) return `${floor(ms, second)}s`;
  if (ms < 10 * minute) return pair(ms, minute, "m", second, "s");
  if (ms < 3 * hour) return `${floor(ms, minute)}m`;
  if (ms < 8 * hour) return pair(ms, hour, "h", minute, "m");
  if (ms < 2 * day) return `${floor(ms, hour)}h`;
  if (ms < 8 * day) return pair(ms, day, "d", hour, "h");
  if (ms < 2 * year) return `${floor(ms, day)}d`;
  if (ms < 8 * year) return pair(ms, year, "y", day, "d");
  return `${floor(ms, year)}y`;
}

/** A duration of `ms` milliseconds like a running clock: `45s`, `4m03s`, `27m02s`, `1h02m`. */
export function clock(ms: number): string {
  if (Number.isNaN(ms)) return "<unknown>";
  if (ms < minute) return `${floor(Math.max(0, ms), second)}s`;
  if (ms < hour) return `${floor(ms, minute)}m${twoDigits(floor(ms % minute, second))}s`;
  return `${floor(ms, hour)}h${twoDigits(floor(ms % hour, minute))}m`;
}

function pair(ms: number, big: number, bigUnit: string, small: number, smallUnit: string): string {
  const rest = floor(ms % big, small);
  return `${floor(ms, big)}${bigUnit}${rest === 0 ? "" : `${rest}${smallUnit}`}`;
}

function floor(ms: number, unit: number): number {
  return Math.floor(ms / unit);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
