import { YamlFault } from "./fault.ts";
import type { YamlNode } from "./nodes.ts";
import { base64Text, scalarType } from "./resolve.ts";

type Mapping = Extract<YamlNode, { kind: "mapping" }>;

/** A field of a mapping. */
export interface Field {
  readonly key: YamlNode;
  /** What an alias stands for. */
  readonly value: Exclude<YamlNode, { kind: "alias" }>;
}

/**
 * Finds values that cannot become JSON, at any depth, as `sigs.k8s.io/yaml` does on its way to Go values.
 * With `takesTexts`, the top-level fields become strings, which a non-finite number can.
 * @throws YamlFault
 */
export function assertJson(node: YamlNode, { takesTexts = false } = {}): void {
  const known = new Set<YamlNode>();
  const open = new Set<YamlNode>();
  const top = resolved(node);
  const ofTheTop = new Set(top.kind === "mapping" ? top.pairs.map(([, value]) => resolved(value)) : []);
  const visit = (one: YamlNode): void => {
    if (one.kind === "alias" && open.has(one)) throw new YamlFault(`*${one.name} contains itself`, one.line);
    if (known.has(one)) return;
    open.add(one);
    if (one.kind === "alias") visit(one.target);
    else if (one.kind === "sequence") one.items.forEach(visit);
    else if (one.kind === "mapping") visitMapping(one);
    else if (scalarType(one) === "not-finite" && !(takesTexts && ofTheTop.has(one)))
      throw new YamlFault(
        `${one.value} is a number that is not finite; put it in quotes if it is text`,
        one.line,
      );
    open.delete(one);
    known.add(one);
  };
  const visitMapping = (mapping: Mapping) => {
    for (const [key, value] of mapping.pairs) {
      if (isMerge(key)) for (const part of mergedParts(value)) visit(part);
      else {
        assertKey(key);
        visit(value);
      }
    }
  };
  visit(node);
}

/** The fields of a mapping by name, including merged ones; of two with the same name, the last counts. */
export function fieldsOf(mapping: Mapping): { fields: Map<string, Field>; repeated: string[] } {
  const fields = new Map<string, Field>();
  const repeated: string[] = [];
  const read = ({ pairs }: Mapping, isOwn: boolean): void => {
    const own = new Set<string>();
    for (const [key, value] of pairs) {
      if (isMerge(key)) {
        for (const part of mergedParts(value)) {
          const target = resolved(part);
          if (target.kind === "mapping") read(target, false);
        }
        continue;
      }
      const name = keyName(key);
      if (isOwn && own.has(name)) repeated.push(name);
      own.add(name);
      fields.set(name, { key, value: resolved(value) });
    }
  };
  read(mapping, true);
  return { fields, repeated };
}

/** What an alias stands for, otherwise the node itself. */
export function resolved(node: YamlNode): Exclude<YamlNode, { kind: "alias" }> {
  return node.kind === "alias" ? resolved(node.target) : node;
}

function assertKey(key: YamlNode): void {
  const target = resolved(key);
  if (target.kind !== "scalar")
    throw new YamlFault(
      "the name of a field is a list or contains fields itself; put it in quotes if it is text",
      key.line,
    );
  const type = scalarType(target);
  if (type === "null" || type === "big-int")
    throw new YamlFault(
      `the name of a field is ${target.value === "" ? "empty" : target.value}, which is not a text`,
      key.line,
    );
}

function keyName(key: YamlNode): string {
  const target = resolved(key);
  if (target.kind !== "scalar") return "";
  const isBinary = target.tag === "tag:yaml.org,2002:binary";
  return isBinary ? (base64Text(target.value) ?? "") : target.value;
}

/** `<<: *other`, which adds the fields of another mapping. */
function isMerge(key: YamlNode): boolean {
  if (key.kind !== "scalar" || key.value !== "<<") return false;
  return (
    (key.style === "plain" && key.tag === "") || key.tag === "!" || key.tag === "tag:yaml.org,2002:merge"
  );
}

/** From last to first: the earlier ones take precedence. */
function mergedParts(value: YamlNode): readonly YamlNode[] {
  const parts = value.kind === "sequence" ? value.items.toReversed() : [value];
  for (const part of parts) {
    const target = part.kind === "alias" ? part.target : part;
    if (target.kind !== "mapping")
      throw new YamlFault("what << merges is not a mapping or a list of them", part.line);
  }
  return parts;
}
