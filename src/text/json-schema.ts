import { type OutputUnit, type Schema, Validator } from "@cfworker/json-schema";

/** The type of the values that a JSON Schema, written `as const`, lets through; of the keywords used here. */
export type Json<S> = S extends { readonly enum: readonly (infer Each)[] }
  ? Each
  : S extends { readonly anyOf: readonly (infer Each)[] }
    ? Json<Each>
    : S extends { readonly type: "string" }
      ? string
      : S extends { readonly type: "integer" | "number" }
        ? number
        : S extends { readonly type: "boolean" }
          ? boolean
          : S extends { readonly type: "array"; readonly items: infer Item }
            ? readonly Json<Item>[]
            : S extends { readonly properties: infer P; readonly required: readonly (infer R)[] }
              ? { readonly [K in keyof P as K extends R ? K : never]: Json<P[K]> } & {
                  readonly [K in keyof P as K extends R ? never : K]?: Json<P[K]>;
                }
              : S extends { readonly additionalProperties: infer Value }
                ? Readonly<Record<string, Json<Value>>>
                : never;

/**
 * Reads JSON text as what the schema describes; fields that it does not name are kept.
 * @throws SyntaxError with the first thing that is wrong, and its place
 */
export function parseAs<const S>(schema: S, text: string): Json<S> {
  const value: unknown = JSON.parse(text);
  const [wrong] = new Validator(schema as Schema, "2020-12", false).validate(value).errors.filter(isCause);
  if (wrong === undefined) return value as Json<S>;
  const place = wrong.instanceLocation.replace(/^#\/?/, "");
  throw new SyntaxError(place === "" ? wrong.error : `${place}: ${wrong.error}`);
}

/** The validator also reports each object on the way down. */
function isCause(unit: OutputUnit): boolean {
  return !["properties", "additionalProperties", "items", "$ref", "anyOf"].includes(unit.keyword);
}
