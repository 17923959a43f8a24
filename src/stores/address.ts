/** The address of a place further down in a store, with what comes after its `?`. */
export function below(address: string, folder: string): string {
  const [, place = "", query = ""] = /^([^?]*)(.*)$/s.exec(address) ?? [];
  return `${place.replace(/\/+$/, "")}/${folder}${query}`;
}
