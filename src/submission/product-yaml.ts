import { resolved } from "../text/go-yaml/decode.ts";
import { readNodes, type YamlNode } from "../text/go-yaml/nodes.ts";

/** The value of a field as it is written; positions are in the text. */
export type FieldValue = Extract<YamlNode, { kind: "scalar" }>;

/**
 * The fields that are written out in the text of a PRODUCT.yaml, in its order: not what an alias or `<<` adds.
 * @throws YamlFault
 */
export function writtenFields(text: string): ReadonlyMap<string, FieldValue> {
  const node = readNodes(Buffer.from(text));
  const found = new Map<string, FieldValue>();
  const top = node === undefined ? undefined : resolved(node);
  for (const [key, value] of top?.kind === "mapping" ? top.pairs : []) {
    if (key.kind === "scalar" && value.kind === "scalar") found.set(key.value, value);
  }
  return found;
}

/** A string in double quotes, as YAML 1.1 and 1.2 read it: what YAML 1.1 takes for a line break or does not allow is escaped. */
export function quoted(value: string): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
