import { YamlFault } from "./fault.ts";
import type { YamlNode } from "./nodes.ts";

/** The type that go-yaml v2 gives a value without a tag. */
export type ScalarType = "null" | "bool" | "int" | "big-int" | "float" | "not-finite" | "text";

type Scalar = Extract<YamlNode, { kind: "scalar" }>;

const tagPrefix = "tag:yaml.org,2002:";
const booleans = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON|n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const notFinite = /^(?:\.(?:nan|NaN|NAN)|[-+]?\.(?:inf|Inf|INF))$/;
// Go's strconv with base 0; underscores are removed first
const integer = /^[-+]?(?:0[xX][0-9A-Fa-f]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const decimal = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/**
 * The type of a scalar (go-yaml v2, `resolve`).
 * @throws YamlFault if its tag requires another
 */
export function scalarType({ value, style, tag, line }: Scalar): ScalarType {
  if (tag === "") return style === "plain" ? plainType(value) : "text";
  if (!tag.startsWith(tagPrefix)) return "text";
  const wanted = tag.slice(tagPrefix.length);
  const found = () => plainType(value);
  const fault = () => new YamlFault(`"${value}" is not what its tag !!${wanted} says`, line);
  if (wanted === "binary") {
    if (base64Text(value) === undefined) throw fault();
    return "text";
  }
  if (!["bool", "int", "float", "null", "timestamp"].includes(wanted)) return "text";
  const type = found();
  const fits =
    wanted === "int"
      ? type === "int" || type === "big-int"
      : wanted === "float"
        ? type === "float" || type === "not-finite" || type === "int"
        : wanted === "timestamp"
          ? isTimestamp(value)
          : type === wanted;
  if (!fits) throw fault();
  return wanted === "float" && type === "int" ? "float" : type;
}

/** The content of `!!binary`; undefined if it is not base64. */
export function base64Text(value: string): string | undefined {
  const plain = value.replace(/[\r\n]/g, "");
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(plain)) return undefined;
  return Buffer.from(plain, "base64").toString();
}

function plainType(value: string): ScalarType {
  if (/^(?:~|null|Null|NULL)?$/.test(value)) return "null";
  if (booleans.test(value)) return "bool";
  if (notFinite.test(value)) return "not-finite";
  if (value.startsWith(".")) return isGoFloat(value) ? "float" : "text";
  if (!/^[-+0-9]/.test(value) || isTimestamp(value)) return "text";
  const plain = value.replaceAll("_", "");
  const whole = integer.test(plain) ? goInteger(plain) : undefined;
  if (whole !== undefined) return whole;
  if (decimal.test(plain) && Number.isFinite(Number(plain))) return "float";
  return /^-?0b[-+]?[01]+$/.test(plain) && goInteger(plain.replace("0b", "")) !== undefined ? "int" : "text";
}

/** Undefined for a number beyond 64 bits. */
function goInteger(plain: string): "int" | "big-int" | undefined {
  const isNegative = plain.startsWith("-");
  const digits = plain
    .replace(/^[-+]/, "")
    .replace(/^0(?=[0-7])/, "0o")
    .toLowerCase();
  const size = BigInt(digits);
  if (size < 2n ** 63n || (isNegative && size === 2n ** 63n)) return "int";
  return size < 2n ** 64n && /^\d/.test(plain) ? "big-int" : undefined;
}

/** A number that begins with a dot, as Go's `strconv.ParseFloat` accepts it. */
function isGoFloat(value: string): boolean {
  const plain = value.replaceAll(/(?<=[0-9])_(?=[0-9])/g, "");
  return /^\.[0-9]+(?:[eE][-+]?[0-9]+)?$/.test(plain) && Number.isFinite(Number(plain));
}

/** A date, or a date and time, in one of the four forms that go-yaml knows. */
export function isTimestamp(value: string): boolean {
  const found =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(Z|[-+]\d{2}:\d{2})?)?$/.exec(
      value,
    );
  if (found === null) return false;
  const [, year, month, day, separator, hour = "0", minute = "0", second = "0", zone] = found;
  if (separator !== undefined && (separator === " ") !== (zone === undefined)) return false;
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1) return false;
  const days = new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate();
  return Number(day) <= days && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
}
