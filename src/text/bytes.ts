const units = ["B", "kB", "MB", "GB", "TB"];

/** A number of bytes for people, in powers of a thousand: `1.2 GB`, `340 kB`. */
export function byteWords(bytes: number): string {
  let [value, unit] = [Math.max(0, bytes), 0];
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** The number of bytes in `4GiB`, `700M` or `1048576`; undefined if it is none. */
export function parseBytes(text: string): number | undefined {
  const [, number = "", prefix = "", binary] =
    /^(\d{1,15}(?:\.\d{1,3})?)\s?([kKMGT]?)(i?)B?$/.exec(text) ?? [];
  if (number === "" || (binary === "i" && prefix === "")) return undefined;
  const power = ["", "K", "M", "G", "T"].indexOf(prefix.toUpperCase());
  const bytes = Math.floor(Number(number) * (binary === "i" ? 1024 : 1000) ** power);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
