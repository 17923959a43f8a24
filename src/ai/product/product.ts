import { YamlFault } from "../../text/go-yaml/fault.ts";
import { readNodesV3, type YamlNode } from "../../text/go-yaml/nodes.ts";
import { type AnyValue, Typed } from "../../text/go-yaml/typed.ts";

/** An entry under `spec`; what is missing or null is empty. */
export interface Requirement {
  readonly id: string;
  readonly description: string;
  readonly level: string;
  readonly status: string;
  readonly evidence: readonly string[];
  readonly notes: string;
  /** Its first line, from 1. */
  readonly line: number;
}

/** A PRODUCT.yaml of Kubernetes AI Conformance, as its validator reads it (go-yaml v3 into typed fields). */
export interface Product {
  /** Undefined if it is missing or null. */
  readonly metadata: ReadonlyMap<string, MetadataValue> | undefined;
  /** Its requirements by category; undefined if it is missing or null. */
  readonly spec: ReadonlyMap<string, readonly Requirement[]> | undefined;
}

export type MetadataValue = AnyValue & { readonly line: number };

export type ProductReading =
  | { readonly kind: "read"; readonly product: Product }
  /** `why` is go-yaml's message where it is about a value, ours where the text is not YAML. */
  | { readonly kind: "unreadable"; readonly why: string; readonly line: number | undefined };

/** Reads a PRODUCT.yaml; nothing is thrown. */
export function readProduct(bytes: Uint8Array): ProductReading {
  const refuse = (why: string, line?: number) => ({ kind: "unreadable", why: `yaml: ${why}`, line }) as const;
  let node: YamlNode | undefined;
  try {
    node = readNodesV3(bytes);
  } catch (error) {
    if (error instanceof RangeError) return refuse("exceeded max depth");
    if (!(error instanceof YamlFault)) throw error;
    const anchor = /^\*(\S+) is a reference to an anchor that does not exist/.exec(error.message)?.[1];
    if (anchor !== undefined) return refuse(`unknown anchor '${anchor}' referenced`, error.line);
    return refuse(`line ${error.line}: ${error.message}`, error.line);
  }
  try {
    const typed = new Typed();
    const product = node === undefined ? { metadata: undefined, spec: undefined } : productOf(node, typed);
    if (typed.faults.length === 0) return { kind: "read", product };
    const line = /^line (\d+)/.exec(typed.faults[0] ?? "")?.[1];
    const at = line === undefined ? undefined : Number(line);
    return refuse(`unmarshal errors:\n  ${typed.faults.join("\n  ")}`, at);
  } catch (error) {
    if (error instanceof RangeError) return refuse("exceeded max depth");
    if (error instanceof YamlFault) return refuse(error.message, error.line);
    throw error;
  }
}

function productOf(node: YamlNode, typed: Typed): Product {
  let metadata: Product["metadata"];
  let spec: Product["spec"];
  typed.struct(node, "main.ConformanceDoc", {
    metadata: (value) => {
      metadata = typed.map(value, "map[string]interface {}", (field) => ({
        ...typed.any(field),
        line: field.line,
      }));
    },
    spec: (value) => {
      spec = typed.map(
        value,
        "map[string][]main.Requirement",
        (list) => typed.list(list, "[]main.Requirement", (item) => requirementOf(item, typed)) ?? [],
      );
    },
  });
  return { metadata, spec };
}

function requirementOf(node: YamlNode, typed: Typed): Requirement | undefined {
  const texts = { id: "", description: "", level: "", status: "", notes: "" };
  let evidence: readonly string[] = [];
  const text = (name: keyof typeof texts) => (value: YamlNode) => {
    texts[name] = typed.text(value) ?? "";
  };
  const found = typed.struct(node, "main.Requirement", {
    id: text("id"),
    description: text("description"),
    level: text("level"),
    status: text("status"),
    notes: text("notes"),
    evidence: (value) => {
      evidence = typed.list(value, "[]string", (item) => typed.text(item)) ?? [];
    },
  });
  return found && { ...texts, evidence, line: node.line };
}
