import { ObjectSerializer } from "@kubernetes/client-node/dist/gen/models/ObjectSerializer.js";
import type { Codec } from "./watch.ts";

interface Meta {
  readonly metadata?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** Reads objects into the library's type of that name (`V1Pod`), the same values that its typed calls give. */
export function objectCodec<T extends Meta>(type: string): Codec<T> {
  const read = (value: unknown): T => ObjectSerializer.deserialize(value, type, "");
  return {
    accept: "application/json",
    items: (list) => {
      const page: { readonly items?: readonly unknown[] } =
        typeof list === "object" && list !== null ? list : {};
      return (page.items ?? []).map(read);
    },
    item: (object) => (typeof object === "object" && object !== null ? read(object) : undefined),
    uid: (item) => item.metadata?.uid ?? "",
    version: (item) => item.metadata?.resourceVersion ?? "",
  };
}
