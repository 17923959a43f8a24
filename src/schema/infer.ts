/**
 * The parts of JSON Schema (2020-12) that our own schemas use. A schema declared `as const satisfies Schema` gives its
 * TypeScript type through `Infer`, so the two cannot drift apart.
 */
export type Schema =
  | (Described & { readonly anyOf: readonly Schema[] })
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
  | (Described & { readonly type: "boolean" | "null" })
  | (Described & { readonly type: "array"; readonly items: Schema; readonly maxItems?: number })
  | (Described & ObjectSchema)
  | (Described & MapSchema);

interface Described {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
}

interface ObjectSchema {
  readonly type: "object";
  /** Without it, fields that `properties` does not name are allowed. */
  readonly additionalProperties?: false;
  /** Each is one of `properties`. */
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, Schema>>;
}

/** Any names, each with a value of one kind. */
interface MapSchema {
  readonly type: "object";
  readonly additionalProperties: Schema;
}

/** The type of the values that match a schema; properties that it does not require are optional. */
export type Infer<S> = S extends { readonly const: infer Value }
  ? Value
  : S extends { readonly enum: readonly (infer Value)[] }
    ? Value
    : S extends { readonly anyOf: readonly (infer Each)[] }
      ? Infer<Each>
      : S extends { readonly type: "array"; readonly items: infer Items }
        ? readonly Infer<Items>[]
        : S extends { readonly properties: infer Properties; readonly required: readonly (infer Required)[] }
          ? InferObject<Properties, Required>
          : S extends { readonly type: "object"; readonly additionalProperties: infer Value }
            ? Readonly<Record<string, Infer<Value>>>
            : S extends { readonly type: infer Name extends keyof Simple }
              ? Simple[Name]
              : never;

interface Simple {
  readonly string: string;
  readonly integer: number;
  readonly number: number;
  readonly boolean: boolean;
  readonly null: null;
}

type InferObject<Properties, Required> = {
  readonly [Key in keyof Properties as Key extends Required ? Key : never]: Infer<Properties[Key]>;
} & {
  readonly [Key in keyof Properties as Key extends Required ? never : Key]?: Infer<Properties[Key]>;
} extends infer Merged
  ? { [Key in keyof Merged]: Merged[Key] }
  : never;
