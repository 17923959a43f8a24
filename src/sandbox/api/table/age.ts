const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

/** How long ago a timestamp was, as the server prints it in tables (apimachinery `duration.HumanDuration`). */
export function age(timestamp: unknown, now: number): string {
  if (typeof timestamp !== "string") return "<unknown>";
  const ms = now - Date.parse(timestamp);
  if (ms <= -2 * second) return "<invalid>";
  if (ms < 2 * minute) return count(Math.max(0, ms), second, "s");
  if (ms < 10 * minute) return two(ms, minute, "m", second, "s");
  if (ms < 3 * hour) return count(ms, minute, "m");
  if (ms < 8 * hour) return two(ms, hour, "h", minute, "m");
  if (ms < 2 * day) return count(ms, hour, "h");
  if (ms < 8 * day) return two(ms, day, "d", hour, "h");
  if (ms < 2 * year) return count(ms, day, "d");
  return ms < 8 * year ? two(ms, year, "y", day, "d") : count(ms, year, "y");
}

function count(ms: number, unit: number, name: string): string {
  return `${Math.floor(ms / unit)}${name}`;
}

function two(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = ms % large;
  return count(ms, large, largeName) + (rest < small ? "" : count(rest, small, smallName));
}
