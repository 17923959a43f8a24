/** Reads a flag that may be repeated. */
export function repeated(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** Reads a flag whose value is a comma-separated list, and which may be repeated. */
export function listed(value: string, before: readonly string[] | undefined): string[] {
  const names = value.split(",").map((name) => name.trim());
  return [...(before ?? []), ...names.filter((name) => name !== "")];
}
