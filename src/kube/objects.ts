import { ObjectSerializer } from "@kubernetes/client-node/dist/gen/models/ObjectSerializer.js";
import { AnswerError } from "./errors.ts";
import { record } from "./json.ts";
import type { Codec } from "./watch.ts";

interface Meta {
  readonly metadata?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** Reads objects into the library's type of that name (`V1Pod`), the same values that its typed calls give. */
export function objectCodec<T extends Meta>(type: string): Codec<T> {
  const asked = `a call for a ${type}`;
  const read = (value: unknown): T => {
    if (!isObject(value)) throw new AnswerError(asked, "holds something that is not an object");
    try {
      return ObjectSerializer.deserialize(value, type, "");
    } catch {
      throw new AnswerError(asked, "holds an object of another form");
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

/** The items of a list, which may be null where there are none. @throws AnswerError where it is not a list */
export function itemsOf(list: unknown, asked: string): readonly unknown[] {
  const { items } = record(list);
  if (Array.isArray(items)) return items;
  if (items === null) return [];
  throw new AnswerError(asked, "is not a list: it has no items");
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
