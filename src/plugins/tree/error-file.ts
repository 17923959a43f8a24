import { isObject } from "../definition/fields.ts";
import type { FileItem, Item } from "./item.ts";
import { jsonValues } from "./json-values.ts";
import { byBytes } from "./status.ts";

/**
 * What a runner says in place of results: the leaf is named after its error, and its details are the file's values as text, as Go prints
 * them (Sonobuoy v0.57, pkg/client/results/processing.go, `errProcessor`).
 */
export function errorItem({ name, meta, bytes }: FileItem): Item {
  const bare: Item = { name, status: "failed", meta };
  let value: unknown;
  try {
    const first = jsonValues(new TextDecoder().decode(bytes)).next();
    if (first.done === true) return bare;
    value = first.value ?? {};
  } catch {
    return bare;
  }
  if (!isObject(value)) return bare;
  const details = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, goText(one)]));
  const error = details.error ?? "<nil>";
  return {
    name: error === "" ? name : error,
    status: error.includes("timeout") ? "timeout" : "failed",
    meta,
    details,
  };
}

/** A value from JSON as Go's `fmt.Sprint` prints it. */
function goText(value: unknown): string {
  if (value === null || value === undefined) return "<nil>";
  if (typeof value === "number") return goNumber(value);
  if (Array.isArray(value)) return `[${value.map(goText).join(" ")}]`;
  if (!isObject(value)) return String(value);
  const fields = Object.entries(value).sort(([one], [other]) => byBytes(one, other));
  return `map[${fields.map(([key, one]) => `${key}:${goText(one)}`).join(" ")}]`;
}

/** A float64 with the fewest digits that mean it, with an exponent for a million and more, and below a ten thousandth. */
function goNumber(value: number): string {
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (value === 0 || (power >= -4 && power < 6)) return Object.is(value, -0) ? "-0" : String(value);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
