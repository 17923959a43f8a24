import { Document, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from "yaml";
import { kubectlYaml } from "../../text/kubectl-yaml.ts";
import { readYaml, type YamlReading } from "../../text/yaml.ts";
import type { Item } from "./item.ts";
import { byBytes } from "./status.ts";

/** A tree that was read, or why it cannot be. */
export type TreeReading =
  | { readonly kind: "read"; readonly item: Item }
  | { readonly kind: "unreadable"; readonly why: string };

// characters: a junit file of ten thousand tests becomes about as many kilobytes
const most = 128 * 2 ** 20;
const mostDepth = 100;
// aliases can make many of few
const mostItems = 2_000_000;
const mostMerges = 20;

interface Bounds {
  readonly depth: number;
  readonly budget: { left: number };
}

/** Reads a tree as Sonobuoy's readers do: other keys are ignored, and every scalar can be a name. */
export function readTree(text: string): TreeReading {
  const reading = readYaml(text, { ...kubectlYaml, most });
  if (reading.kind === "unreadable")
    return { kind: "unreadable", why: `line ${reading.line}: ${reading.why}` };
  try {
    const { contents } = reading.document;
    return {
      kind: "read",
      item: itemOf(contents, reading.document, { depth: 0, budget: { left: mostItems } }),
    };
  } catch (error) {
    if (!(error instanceof TreeFault)) throw error;
    return { kind: "unreadable", why: error.message };
  }
}

class TreeFault extends Error {}

type Read = Extract<YamlReading, { kind: "read" }>["document"];

function itemOf(given: Node | null, document: Read, { depth, budget }: Bounds): Item {
  const node = resolved(given, document);
  if (node === null || isNull(node)) return { name: "", status: "" };
  if (!isMap(node)) throw new TreeFault("an item is not a mapping");
  if (--budget.left < 0) throw new TreeFault(`it has more than ${mostItems} items`);
  if (depth > mostDepth) throw new TreeFault(`it has more than ${mostDepth} levels`);
  const at = (key: string) => valueAt(node, key, document);
  const meta = fieldsOf(at("meta"), (value) => textOf(value));
  const details = fieldsOf(at("details"), (value) => value?.toJS(document, { maxAliasCount: 100 }) ?? null);
  const items = at("items");
  if (items !== null && !isNull(items) && !isSeq(items)) throw new TreeFault("items is not a list");
  return {
    name: textOf(at("name")),
    status: textOf(at("status")),
    ...(meta === undefined ? {} : { meta }),
    ...(details === undefined ? {} : { details }),
    ...(isSeq(items) && items.items.length > 0
      ? {
          items: items.items.map((one) => itemOf(one as Node | null, document, { depth: depth + 1, budget })),
        }
      : {}),
  };
}

/** The last value of a key, or that of a mapping that is merged in with `<<`. */
function valueAt(map: YAMLMap, key: string, document: Read, merges = 0): Node | null {
  if (merges > mostMerges) throw new TreeFault("it merges too many mappings");
  const pairs = map.items.filter(({ key: one }) => isScalar(one));
  const own = pairs.findLast((pair) => isScalar(pair.key) && pair.key.value === key);
  if (own !== undefined) return resolved(own.value as Node | null, document);
  for (const pair of pairs) {
    if (!isScalar(pair.key) || pair.key.source !== "<<") continue;
    const merged = resolved(pair.value as Node | null, document);
    for (const one of isSeq(merged) ? merged.items : [merged]) {
      const inner = resolved(one as Node | null, document);
      const found = isMap(inner) ? valueAt(inner, key, document, merges + 1) : null;
      if (found !== null) return found;
    }
  }
  return null;
}

function fieldsOf<T>(node: Node | null, read: (value: Node | null) => T): Record<string, T> | undefined {
  if (node === null || isNull(node)) return undefined;
  if (!isMap(node)) throw new TreeFault("meta or details is not a mapping");
  const fields = node.items.map(
    ({ key, value }) => [textOf(key as Node), read(value as Node | null)] as const,
  );
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}

/** A scalar as it is written: `yes` and `1.10` are names too. */
function textOf(node: Node | null): string {
  if (node === null || isNull(node)) return "";
  if (!isScalar(node)) throw new TreeFault("a name, status or value of meta is not a text");
  return typeof node.value === "string" ? node.value : (node.source ?? String(node.value));
}

function isNull(node: Node): boolean {
  return isScalar(node) && node.value === null;
}

function resolved(node: Node | null, document: Read): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? null) : node;
}

/** The tree as a file that Sonobuoy reads, with its keys in its order. */
export function treeText(item: Item): string {
  return new Document(ordered(item), { version: "1.1", aliasDuplicateObjects: false }).toString({
    lineWidth: 0,
    directives: false,
    indentSeq: false,
  });
}

/** Sonobuoy sorts what is in `meta` and `details`. */
function ordered({ name, status, meta, details, items }: Item): object {
  return {
    name,
    status,
    ...(meta === undefined || Object.keys(meta).length === 0 ? {} : { meta: sorted(meta) }),
    ...(details === undefined || Object.keys(details).length === 0 ? {} : { details: sorted(details) }),
    ...(items === undefined || items.length === 0 ? {} : { items: items.map(ordered) }),
  };
}

function sorted(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).sort(([one], [other]) => byBytes(one, other)));
}
