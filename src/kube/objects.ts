import { ObjectSerializer } from "@kubernetes/client-node/dist/gen/models/ObjectSerializer.js";
import type { Codec } from "./codec.ts";
import { AnswerError } from "./errors.ts";
import { record } from "./json.ts";

interface Meta {
  readonly metadata?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** Reads objects into the library's type of that name (`V1Pod`), the same values that its typed calls return. */
export function objectCodec<T extends Meta>(type: string): Codec<T> {
  const asked = `a call for a ${type}`;
  const read = (value: unknown): T => {
    if (!isObject(value)) throw new AnswerError(asked, "contains something that is not an object");
    try {
      return ObjectSerializer.deserialize(value, type, "");
    } catch {
      throw new AnswerError(asked, "contains an object of another form");
    }
  };
  return {
    accept: "application/json",
    items: (list) => itemsOf(list, asked).map(read),
    item: (object) => (isObject(object) ? read(object) : undefined),
    uid: (item) => item.metadata?.uid ?? "",
    version: (item) => item.metadata?.resourceVersion ?? "",
  };
}

/**
 * The items of a list, which may be null if there are none. Because an empty list means that things are gone, it must be the API server's,
 * of a named kind (`PodList`).
 * @throws AnswerError if it is not such a list
 */
export function itemsOf(list: unknown, asked: string): readonly unknown[] {
  const { items, kind } = record(list);
  if (items !== null && !Array.isArray(items)) throw new AnswerError(asked, "is not a list: it has no items");
  if (typeof kind !== "string" || !/^[A-Z]\w*List$/.test(kind))
    throw new AnswerError(asked, "is not a list from the API server: it has no kind");
  return items ?? [];
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
