import { safeJson } from "../../text/safe.ts";
import { isObject } from "../definition/fields.ts";
import type { Item } from "../tree/item.ts";
import { byBytes } from "../tree/status.ts";

/** A line of the detailed form: a leaf as JSON, or a file that stands for itself. */
export type Detail =
  | { readonly kind: "json"; readonly line: string }
  /** `path`: below the plugin's folder; `prefix`: the names down to it. */
  | { readonly kind: "file"; readonly path: string; readonly prefix: string };

/** The leaves of an item as `sonobuoy results --mode detailed` prints them (v0.57, cmd/sonobuoy/app/results.go). */
export function* details(item: Item, above: readonly string[] = []): Generator<Detail> {
  if (item.items !== undefined && item.items.length > 0) {
    for (const below of item.items) yield* details(below, [...above, item.name]);
    return;
  }
  // a plugin's pod may have run on Windows
  const file = (item.meta?.file ?? "").replaceAll("\\", "/");
  if (file !== "") yield { kind: "file", path: file, prefix: [...above, item.name].join("|") };
  else yield { kind: "json", line: leafJson(item, above.join("|")) };
}

function leafJson({ name, status, meta, details }: Item, path: string): string {
  const hasDetails = details !== undefined && Object.keys(details).length > 0;
  const value = {
    name,
    status,
    meta: sorted({ ...meta, path }),
    ...(hasDetails ? { details: sorted(details) } : {}),
  };
  // as Go's encoder, which assumes that its JSON becomes a part of a page
  const json = JSON.stringify(value).replace(/[<>&]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`);
  return safeJson(json);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const fields = Object.entries(value).sort(([one], [other]) => byBytes(one, other));
  return Object.fromEntries(fields.map(([key, one]) => [key, sorted(one)]));
}
