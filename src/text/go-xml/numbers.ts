/** Whether Go's encoding/xml accepts an attribute as a 64-bit integer: empty, or `strconv.ParseInt` without surrounding spaces. */
export function isGoInt(value: string): boolean {
  if (value === "") return true;
  const digits = trimmed(value);
  if (!/^[-+]?[0-9]+$/.test(digits)) return false;
  const size = BigInt(digits.replace(/^[-+]/, ""));
  return size < 2n ** 63n || (digits.startsWith("-") && size === 2n ** 63n);
}

/** Like `isGoInt`, for `strconv.ParseFloat`. */
export function isGoFloat(value: string): boolean {
  if (value === "") return true;
  const given = trimmed(value);
  if (/^(?:nan|[-+]?inf(?:inity)?)$/i.test(given)) return true;
  if (!hasUnderscoresBetweenDigits(given)) return false;
  const number = given.replaceAll("_", "");
  const hex = /^[-+]?0x([0-9a-f]*)\.?([0-9a-f]*)p([-+]?[0-9]+)$/i.exec(number);
  if (hex !== null) return isHexFloat(hex[1] ?? "", hex[2] ?? "", Number(hex[3]));
  const isDecimal = /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?$/i.test(number);
  return isDecimal && Number.isFinite(Number(number));
}

/** The first may come after `0x`. */
function hasUnderscoresBetweenDigits(number: string): boolean {
  const isHex = /^[-+]?0x/i.test(number);
  const digit = isHex ? "[0-9a-f]" : "[0-9]";
  const plain = number.replace(/^([-+]?)0x_?(?!_)/i, "$1");
  return !new RegExp(`(?<!${digit})_|_(?!${digit})`, "i").test(plain);
}

function isHexFloat(whole: string, fraction: string, exponent: number): boolean {
  if (whole + fraction === "") return false;
  const digits = (whole + fraction).replace(/^0+/, "");
  if (digits === "") return true;
  const lead = Number.parseInt(digits.slice(0, 14).padEnd(14, "0"), 16);
  // the position of the first digit that is not 0, in powers of 16
  const place = whole.length - (whole.length + fraction.length - digits.length) - 1;
  return Math.floor(Math.log2(lead)) - 4 * 13 + 4 * place + exponent < 1024;
}

/** Go's `strings.TrimSpace`. */
function trimmed(value: string): string {
  return value.replace(
    /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g,
    "",
  );
}
