/** Whether Go's encoding/xml takes an attribute for a whole number of 64 bits: empty, or `strconv.ParseInt` without blanks around. */
export function isGoInt(value: string): boolean {
  if (value === "") return true;
  const digits = trimmed(value);
  if (!/^[-+]?[0-9]+$/.test(digits)) return false;
  const size = BigInt(digits.replace(/^[-+]/, ""));
  return size < 2n ** 63n || (digits.startsWith("-") && size === 2n ** 63n);
}

/** As `isGoInt`, of `strconv.ParseFloat`. */
export function isGoFloat(value: string): boolean {
  if (value === "") return true;
  const number = trimmed(value);
  if (/^(?:nan|[-+]?inf(?:inity)?)$/i.test(number)) return true;
  const hex = /^[-+]?0x([0-9a-f_]*)\.?([0-9a-f_]*)p([-+]?[0-9]+)$/i.exec(number);
  if (hex !== null) return isHexFloat(hex[1] ?? "", hex[2] ?? "", Number(hex[3]), number);
  return (
    /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?$/i.test(number) && Number.isFinite(Number(number))
  );
}

function isHexFloat(whole: string, fraction: string, exponent: number, number: string): boolean {
  // an underscore stands between digits, the first one may follow the 0x
  if (/__|_\.|\._|_p/i.test(number)) return false;
  const digits = whole.replaceAll("_", "").replace(/^0+/, "");
  const more = fraction.replaceAll("_", "");
  if (whole.replaceAll("_", "") + more === "") return false;
  if (digits + more.replace(/0+$/, "") === "") return true;
  const shift = digits === "" ? -(more.search(/[^0]/) + 1) : digits.length - 1;
  const lead = Number.parseInt((digits + more).replace(/^0+/, "").slice(0, 14), 16);
  return (
    Math.floor(Math.log2(lead)) -
      4 * (Math.min(14, (digits + more).replace(/^0+/, "").length) - 1) +
      4 * shift +
      exponent <
    1024
  );
}

/** Go's `strings.TrimSpace`. */
function trimmed(value: string): string {
  return value.replace(
    /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g,
    "",
  );
}
