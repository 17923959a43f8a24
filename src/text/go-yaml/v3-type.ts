import { YamlFault } from "./fault.ts";
import type { YamlNode } from "./nodes.ts";
import { base64Text, isTimestamp, scalarType } from "./resolve.ts";

type Scalar = Extract<YamlNode, { kind: "scalar" }>;

/** The tag that go-yaml v3 gives a scalar. */
export type V3Tag = "!!null" | "!!bool" | "!!int" | "!!float" | "!!timestamp" | "!!str" | "!!merge";

const prefix = "tag:yaml.org,2002:";

/** The tag of a scalar as go-yaml v3 shows it in messages: that of its text, or the one that is written. */
export function shownTag(node: Scalar): string {
  if (node.tag === "" || node.tag === "!") return tagOf(node);
  return node.tag.startsWith(prefix) ? `!!${node.tag.slice(prefix.length)}` : node.tag;
}

/**
 * The type of a scalar (go-yaml v3, `resolve`): unlike v2, `yes` is a string and a date is not.
 * @throws YamlFault if its tag requires another
 */
export function v3Type(node: Scalar): V3Tag {
  const shown = shownTag(node);
  if (node.tag === "" || node.tag === "!") return tagOf(node);
  if (shown === "!!binary" && base64Text(node.value) === undefined)
    throw new YamlFault("!!binary value contains invalid base64 data", node.line);
  if (!["!!bool", "!!int", "!!float", "!!null", "!!timestamp"].includes(shown)) return "!!str";
  const found = plainTag(node.value);
  const isWidened = shown === "!!float" && found === "!!int";
  if (found !== shown && !isWidened)
    throw new YamlFault(`cannot decode ${found} \`${node.value}\` as a ${shown}`, node.line);
  return shown === "!!float" ? "!!float" : found;
}

function tagOf({ value, style }: Scalar): V3Tag {
  return style === "plain" ? plainTag(value) : "!!str";
}

function plainTag(value: string): V3Tag {
  if (value === "<<") return "!!merge";
  if (/^(?:true|True|TRUE|false|False|FALSE)$/.test(value)) return "!!bool";
  if (isTimestamp(value)) return "!!timestamp";
  const plain = { kind: "scalar", value, style: "plain", tag: "", line: 0, start: 0, end: 0 } as const;
  switch (scalarType(plain)) {
    case "null":
      return "!!null";
    case "int":
    case "big-int":
      return "!!int";
    case "float":
    case "not-finite":
      return "!!float";
    // v2's other words for true and false
    case "bool":
    case "text":
      return "!!str";
  }
}
