import { assertJson, fieldsOf, resolved } from "../../../text/go-yaml/decode.ts";
import { YamlFault } from "../../../text/go-yaml/fault.ts";
import { readNodes } from "../../../text/go-yaml/nodes.ts";
import { scalarType } from "../../../text/go-yaml/resolve.ts";

/** PRODUCT.yaml as the bot reads it (sigs.k8s.io/yaml, which is YAML 1.1), and how its values are written. */
export interface ProductView {
  /** Why it is not YAML with fields; fields that exist nevertheless can be read as strings. */
  readonly unreadable?: string;
  /** Where that is. */
  readonly line?: number;
  /** Its fields; null for a field without a value, undefined for one that contains a list or more fields. */
  readonly fields: ReadonlyMap<string, string | null | undefined>;
  /** The line of each field, from 1. */
  readonly lines: ReadonlyMap<string, number>;
  /** Fields whose value YAML reads as a number, a date or a boolean. */
  readonly unquoted: readonly string[];
  /** Duplicate fields, of which the last counts. */
  readonly repeated: readonly string[];
}

/** Reads a PRODUCT.yaml; anything wrong with it becomes a part of the view, nothing is thrown. */
export function readProductView(bytes: Uint8Array): ProductView {
  const nothing = {
    fields: new Map<string, string | null>(),
    lines: new Map<string, number>(),
    unquoted: [],
    repeated: [],
  };
  try {
    const given = readNodes(bytes);
    if (given === undefined) return nothing;
    const fault = faultOf(given);
    if (fault !== undefined) assertJson(given, { takesTexts: true });
    const node = resolved(given);
    if (node.kind === "scalar" && scalarType(node) === "null") return nothing;
    if (node.kind !== "mapping")
      return { ...nothing, unreadable: "it has no fields such as «vendor: ACME»", line: node.line };
    return { ...viewOf(node), ...(fault && { unreadable: fault.message, line: fault.line }) };
  } catch (error) {
    if (error instanceof YamlFault) return { ...nothing, unreadable: error.message, line: error.line };
    if (error instanceof RangeError) return { ...nothing, unreadable: "it is nested too deeply", line: 1 };
    throw error;
  }
}

function faultOf(node: Parameters<typeof assertJson>[0]): YamlFault | undefined {
  try {
    assertJson(node);
  } catch (error) {
    if (error instanceof YamlFault) return error;
    throw error;
  }
  return undefined;
}

function viewOf(node: Parameters<typeof fieldsOf>[0]): ProductView {
  const found = fieldsOf(node);
  const fields = new Map<string, string | null | undefined>();
  const lines = new Map<string, number>();
  const unquoted: string[] = [];
  for (const [name, { key, value }] of found.fields) {
    lines.set(name, key.line);
    const type = value.kind === "scalar" ? scalarType(value) : undefined;
    if (value.kind !== "scalar") fields.set(name, undefined);
    else if (type === "null") fields.set(name, null);
    else {
      fields.set(name, value.value);
      if (type !== "text" || (value.style === "plain" && isDate(value.value))) unquoted.push(name);
    }
  }
  return { fields, lines, unquoted, repeated: found.repeated };
}

/** The bot treats a date as a string, other programs do not. */
function isDate(value: string): boolean {
  return /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt ]|$)/.test(value);
}
