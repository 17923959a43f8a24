/**
 * The parts of JSON Schema (2020-12) that our own schemas are written in. One that is declared `as const satisfies Schema` gives its
 * TypeScript type by `Infer`, so that the two cannot part.
 */
export type Schema =
  | (Described & { readonly const: string | number | boolean })
  | (Described & { readonly enum: readonly string[] })
  | (Described & {
      readonly type: "string";
      readonly minLength?: number;
      readonly maxLength?: number;
      readonly pattern?: string;
      readonly format?: "date-time";
    })
  | (Described & {
      readonly type: "integer" | "number";
      readonly minimum?: number;
      readonly maximum?: number;
    })
  | (Described & { readonly type: "boolean" })
  | (Described & { readonly type: "array"; readonly items: Schema; readonly maxItems?: number })
  | (Described & ObjectSchema);

interface Described {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
}

interface ObjectSchema {
  readonly type: "object";
  readonly additionalProperties: false;
  /** Each is one of `properties`. */
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, Schema>>;
}

/** The type of the values that fit a schema; what it does not require is optional. */
export type Infer<S> = S extends { readonly const: infer Value }
  ? Value
  : S extends { readonly enum: readonly (infer Value)[] }
    ? Value
    : S extends { readonly type: "string" }
      ? string
      : S extends { readonly type: "integer" | "number" }
        ? number
        : S extends { readonly type: "boolean" }
          ? boolean
          : S extends { readonly type: "array"; readonly items: infer Items }
            ? readonly Infer<Items>[]
            : S extends {
                  readonly properties: infer Properties;
                  readonly required: readonly (infer Required)[];
                }
              ? InferObject<Properties, Required>
              : never;

type InferObject<Properties, Required> = {
  readonly [Key in keyof Properties as Key extends Required ? Key : never]: Infer<Properties[Key]>;
} & {
  readonly [Key in keyof Properties as Key extends Required ? never : Key]?: Infer<Properties[Key]>;
} extends infer Merged
  ? { [Key in keyof Merged]: Merged[Key] }
  : never;
