/** The fields of a kubeconfig's map. The functions throw an Error that names the place of a value with another type: `users[0].user.token`. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields of a map. @throws Error if it is something else */
export function fieldsOf(value: unknown, where: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new Error(where === "" ? "it is not a kubeconfig" : `${where} is not a map of fields`);
}

/** The fields of the map under a key, which is optional. */
export function mapOf(fields: Fields, key: string, where: string): Fields | undefined {
  const value = fields[key];
  return value === undefined || value === null ? undefined : fieldsOf(value, `${where}.${key}`);
}

/** The items of the list under a key; none if there is no such key. */
export function listOf(fields: Fields, key: string, where: string): readonly unknown[] {
  const value = fields[key];
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw new Error(`${where && `${where}.`}${key} is not a list`);
}

/** The strings of the list under a key; none if there is no such key. */
export function textListOf(fields: Fields, key: string, where: string): readonly string[] {
  return listOf(fields, key, where).map((item, index) => textIn(item, `${where}.${key}[${index}]`) ?? "");
}

/** The string under a key, which is optional; a number or boolean there no longer shows how it was written. */
export function textOf(fields: Fields, key: string, where: string): string | undefined {
  return textIn(fields[key], `${where && `${where}.`}${key}`);
}

/** A string, which is optional. */
function textIn(value: unknown, where: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  const kind = typeof value === "object" ? "is not text" : `is a ${typeof value}, not text`;
  throw new Error(`${where} ${kind}${typeof value === "object" ? "" : ": put it in quotes"}`);
}

/** The strings of a map by their keys. */
export function textsOf(fields: Fields | undefined, where: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.keys(fields ?? {}).map((key) => [key, textOf(fields ?? {}, key, where) ?? ""]),
  );
}

/** The boolean under a key; false if there is no such key. */
export function switchOf(fields: Fields, key: string, where: string): boolean {
  const value = fields[key] ?? false;
  if (typeof value === "boolean") return value;
  throw new Error(`${where}.${key} is not true or false`);
}
