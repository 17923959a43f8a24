import * as models from "@kubernetes/client-node/dist/gen/models/all.js";
import { nearest } from "../../config/nearest.ts";

/** A value that does not fit the API's types. */
export interface FieldFault {
  readonly path: readonly (string | number)[];
  readonly kind: "unknown" | "type";
  /** What follows the path: `is not a field of a container`. */
  readonly text: string;
}

interface Attribute {
  readonly baseName: string;
  readonly type: string;
}

// the API reads these as quantities, which may be numbers
const quantities: ReadonlySet<string> = new Set(["limits", "requests", "sizeLimit", "divisor"]);

// kubernetes, apimachinery pkg/api/resource/quantity.go
const quantity = /^[+-]?[0-9.]+(?:[eEinumkKMGTP]*[-+]?[0-9]*)$/;

/**
 * Compares a value from a YAML file with a type of the core API, by the client library's own description of it. What is unknown is
 * dropped by a reader of that type; a wrong type keeps the whole file from being read.
 */
export function fieldFaults(value: unknown, type: string): FieldFault[] {
  return faultsAt(value, type, [], "");
}

function faultsAt(value: unknown, type: string, path: FieldFault["path"], field: string): FieldFault[] {
  if (value === null || value === undefined) return [];
  const wrong = (expected: string): FieldFault[] => [
    { path, kind: "type", text: `is ${kindOf(value)}; expected ${expected}` },
  ];
  const list = /^(?:Array|Set)<(.+)>$/.exec(type)?.[1];
  if (list !== undefined) {
    if (!Array.isArray(value)) return wrong("a list");
    return value.flatMap((item, index) => faultsAt(item, list, [...path, index], field));
  }
  const map = /^\{ \[key: string\]: (.+); \}$/.exec(type)?.[1];
  if (map !== undefined) {
    if (!isObject(value)) return wrong("a mapping");
    return Object.entries(value).flatMap(([key, item]) => faultsAt(item, map, [...path, key], field));
  }
  const attributes = attributesOf(type);
  if (attributes === undefined) return isScalar(value, type, field) ? [] : wrong(scalarWords(type, field));
  if (!isObject(value)) return wrong("a mapping");
  return Object.entries(value).flatMap(([key, item]) => {
    const known = attributes.find(({ baseName }) => baseName === key);
    if (known !== undefined) return faultsAt(item, known.type, [...path, key], key);
    return [{ path: [...path, key], kind: "unknown", text: unknownField(type, key, attributes) } as const];
  });
}

function unknownField(type: string, key: string, attributes: readonly Attribute[]): string {
  const names = attributes.map(({ baseName }) => baseName);
  const meant =
    names.find((name) => name.toLowerCase() === key.replaceAll(/[-_]/g, "").toLowerCase()) ??
    nearest(key, names);
  const words = type.replace(/^(?:V1|Core)+/, "");
  return `is not a field of a ${words}, and is ignored${meant === undefined ? "" : `; did you mean ${meant}?`}`;
}

function attributesOf(type: string): readonly Attribute[] | undefined {
  const model: unknown = Object.hasOwn(models, type) ? Reflect.get(models, type) : undefined;
  if (typeof model !== "function") return undefined;
  const attributes: unknown = Reflect.get(model, "attributeTypeMap");
  return Array.isArray(attributes) ? attributes : undefined;
}

function isScalar(value: unknown, type: string, field: string): boolean {
  switch (type) {
    case "string":
      if (quantities.has(field)) return quantity.test(String(value));
      return typeof value === "string";
    case "number":
      return typeof value === "number" && Number.isInteger(value);
    case "boolean":
      return typeof value === "boolean";
    case "IntOrString":
      return typeof value === "string" || Number.isInteger(value);
    case "Date":
      return typeof value === "string";
    default:
      return true;
  }
}

function scalarWords(type: string, field: string): string {
  if (quantities.has(field)) return "a quantity, such as 500m or 1Gi";
  if (type === "boolean") return "true or false";
  if (type === "number") return "a whole number";
  return type === "IntOrString" ? "a whole number or a string" : "a string; put it in quotes";
}

/** What a value is, in words. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "boolean") return `${value}`;
  return typeof value === "number" ? `the number ${value}` : "a string";
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
