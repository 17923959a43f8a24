import { YamlFault } from "./fault.ts";
import type { YamlNode } from "./nodes.ts";
import { base64Text } from "./resolve.ts";
import { shownTag, v3Type } from "./v3-type.ts";

type Mapping = Extract<YamlNode, { kind: "mapping" }>;
type Scalar = Extract<YamlNode, { kind: "scalar" }>;

/** A value of any type: its text if it is a string. */
export type AnyValue =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "null" }
  | { readonly kind: "other" };

/**
 * Reads nodes into typed values as go-yaml v3 does into Go's: a number becomes a string where one is wanted, a list does not;
 * null is no value; a key must not occur twice. What does not fit is collected in `faults`, in go-yaml's words.
 */
export class Typed {
  readonly faults: string[] = [];
  /** Aliases that are being followed. */
  readonly #open = new Set<YamlNode>();
  #decoded = 0;
  #byAlias = 0;
  #depth = 0;

  /** A string; undefined for null, and for what is none. */
  text(given: YamlNode): string | undefined {
    return this.#follow(given, (node) => {
      if (node.kind !== "scalar") {
        this.#refuse(node, "string");
        return undefined;
      }
      const type = v3Type(node);
      if (type === "!!null") return undefined;
      return shownTag(node) === "!!binary" ? base64Text(node.value) : node.value;
    });
  }

  /** Whatever there is. */
  any(given: YamlNode): AnyValue {
    return this.#follow(given, (node) => {
      if (node.kind === "scalar") {
        const type = v3Type(node);
        if (type === "!!null") return { kind: "null" };
        const text = shownTag(node) === "!!binary" ? (base64Text(node.value) ?? "") : node.value;
        return type === "!!str" || type === "!!merge" ? { kind: "text", text } : { kind: "other" };
      }
      if (node.kind === "sequence") for (const item of node.items) this.any(item);
      else if (this.#isUnique(node)) this.#entries(node, undefined, (value) => this.any(value), true);
      return { kind: "other" };
    });
  }

  /** The items of a list, without those that `read` has no value for; undefined for null. `type` is Go's name of it. */
  list<T>(given: YamlNode, type: string, read: (item: YamlNode) => T | undefined): T[] | undefined {
    return this.#follow(given, (node) => {
      if (node.kind === "sequence")
        return node.items.flatMap((item) => {
          const value = read(item);
          return value === undefined ? [] : [value];
        });
      if (!isNull(node)) this.#refuse(node, type);
      return undefined;
    });
  }

  /** The entries of a map; undefined for null, and for what is none. */
  map<T>(given: YamlNode, type: string, read: (value: YamlNode) => T): Map<string, T> | undefined {
    return this.#follow(given, (node) => {
      const entries = new Map<string, T>();
      if (!this.#fields(node, type, (value, key) => entries.set(key, read(value)))) return undefined;
      return entries;
    });
  }

  /** Reads the fields of a struct by their names; others are skipped. Undefined for null, and for what is none. */
  struct(
    given: YamlNode,
    type: string,
    fields: Readonly<Record<string, (value: YamlNode) => void>>,
  ): true | undefined {
    const set = new Set<string>();
    return this.#follow(given, (node) =>
      this.#fields(node, type, (value, key, line) => {
        const read = Object.hasOwn(fields, key) ? fields[key] : undefined;
        if (read === undefined) return;
        if (set.has(key)) this.faults.push(`line ${line}: field ${key} already set in type ${type}`);
        else read(value);
        set.add(key);
      }),
    );
  }

  #fields(
    node: Exclude<YamlNode, { kind: "alias" }>,
    type: string,
    take: (value: YamlNode, key: string, line: number) => void,
  ): true | undefined {
    if (node.kind !== "mapping") {
      if (!isNull(node)) this.#refuse(node, type);
      return undefined;
    }
    if (!this.#isUnique(node)) return undefined;
    this.#entries(node, undefined, take, false);
    return true;
  }

  /** The entries of a mapping, then the merged ones, which replace none. */
  #entries(
    node: Mapping,
    merged: Set<string> | undefined,
    take: (value: YamlNode, key: string, line: number) => void,
    hasAnyKeys: boolean,
  ): void {
    let merge: YamlNode | undefined;
    for (const [key, value] of node.pairs) {
      if (isMerge(key)) {
        merge = value;
        continue;
      }
      const name = hasAnyKeys ? this.#anyKey(key) : this.text(key);
      if (name === undefined) continue;
      if (merged?.has(name)) continue;
      merged?.add(name);
      take(value, name, key.line);
    }
    if (merge === undefined) return;
    const before = merged ?? new Set(node.pairs.flatMap(([key]) => this.#anyKey(key) ?? []));
    const parts = merge.kind === "sequence" ? merge.items : [merge];
    for (const part of parts) {
      const target = part.kind === "alias" ? part.target : part;
      if (target.kind !== "mapping")
        throw new YamlFault("map merge requires map or sequence of maps as the value", part.line);
      this.#follow(part, (mapping) => {
        if (mapping.kind === "mapping" && this.#isUnique(mapping))
          this.#entries(mapping, before, take, hasAnyKeys);
      });
    }
  }

  #anyKey(key: YamlNode): string | undefined {
    const target = key.kind === "alias" ? key.target : key;
    if (target.kind !== "scalar") throw new YamlFault("invalid map key", key.line);
    this.any(key);
    return target.value;
  }

  #isUnique({ pairs }: Mapping): boolean {
    const first = new Map<string, YamlNode>();
    const before = this.faults.length;
    for (const [key] of pairs) {
      const name = `${key.kind} ${key.kind === "scalar" ? key.value : key.kind === "alias" ? key.name : ""}`;
      const other = first.get(name);
      if (other === undefined) first.set(name, key);
      else
        this.faults.push(
          `line ${key.line}: mapping key ${JSON.stringify(name.slice(key.kind.length + 1))} already defined at line ${other.line}`,
        );
    }
    return this.faults.length === before;
  }

  /** Reads what an alias stands for. Throws YamlFault for one that contains itself, and where aliases multiply. */
  #follow<T>(node: YamlNode, read: (target: Exclude<YamlNode, { kind: "alias" }>) => T): T {
    this.#decoded++;
    if (this.#depth > 0) this.#byAlias++;
    // go-yaml's own limits, for documents of a size that people write
    if (this.#byAlias > 100 && this.#decoded > 1000 && this.#byAlias / this.#decoded > 0.99)
      throw new YamlFault("document contains excessive aliasing", node.line);
    if (node.kind !== "alias") return read(node);
    if (this.#open.has(node)) throw new YamlFault(`anchor '${node.name}' value contains itself`, node.line);
    this.#open.add(node);
    this.#depth++;
    const value = this.#follow(node.target, read);
    this.#depth--;
    this.#open.delete(node);
    return value;
  }

  #refuse(node: Exclude<YamlNode, { kind: "alias" }>, type: string): void {
    this.faults.push(`line ${node.line}: cannot unmarshal ${describe(node)} into ${type}`);
  }
}

/** `!!str \`Gateway...\`` */
function describe(node: Exclude<YamlNode, { kind: "alias" }>): string {
  if (node.kind === "mapping") return "!!map";
  if (node.kind === "sequence") return "!!seq";
  const bytes = Buffer.from(node.value);
  const shown = bytes.length > 10 ? `${bytes.subarray(0, 7).toString()}...` : node.value;
  return `${shownTag(node)} \`${shown}\``;
}

function isNull(node: YamlNode): boolean {
  return node.kind === "scalar" && v3Type(node) === "!!null";
}

function isMerge(key: YamlNode): key is Scalar {
  return key.kind === "scalar" && key.value === "<<" && shownTag(key) === "!!merge";
}
