import type { FileItem, Item } from "./item.ts";
import { jsonValues } from "./json-values.ts";

const notEnds: ReadonlySet<unknown> = new Set(["cont", "bench", "output", "pause", "run"]);

const statuses: Readonly<Record<string, string>> = { pass: "passed", skip: "skipped", fail: "failed" };

/**
 * The output of `go test -json` as Sonobuoy reads it (v0.57, pkg/client/results/gojson.go): a leaf for each event that ends a test. What
 * comes before something that is not JSON is kept.
 */
export function gojsonItem({ name, meta, bytes }: FileItem): Item {
  const items: Item[] = [];
  try {
    for (const value of jsonValues(new TextDecoder().decode(bytes))) {
      const event = eventOf(value);
      if (event === undefined || notEnds.has(event.action) || event.test === "") continue;
      items.push({ name: event.test, status: statuses[event.action] ?? "unknown" });
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { name, status: "unknown", meta: { ...meta, error: error.message }, items };
  }
  return { name, status: "passed", meta, items };
}

/** @throws SyntaxError if the value is not an event */
function eventOf(value: unknown): { readonly action: string; readonly test: string } | undefined {
  if (value === null) return undefined;
  if (typeof value !== "object" || Array.isArray(value))
    throw new SyntaxError("is not an event of go test -json");
  // Go reads field names in any letter case, and the last one counts
  const field = (wanted: string): unknown =>
    Object.entries(value).findLast(([key]) => key.toLowerCase() === wanted)?.[1] ?? undefined;
  const text = (wanted: string): string => {
    const found = field(wanted) ?? "";
    if (typeof found !== "string") throw new SyntaxError(`${wanted} is not a text`);
    return found.toWellFormed();
  };
  const elapsed = field("elapsed");
  if (elapsed !== undefined && typeof elapsed !== "number") throw new SyntaxError("elapsed is not a number");
  const time = field("time");
  if (time !== undefined && !isTime(time)) throw new SyntaxError("time is not a time");
  text("package");
  text("output");
  return { action: text("action"), test: text("test") };
}

function isTime(value: unknown): boolean {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)$/;
  return typeof value === "string" && form.test(value) && !Number.isNaN(Date.parse(value));
}
