import { isMethod, type Operation } from "../spec/operation.ts";

/**
 * An operation as operations.json holds it: method, path, id, kind as `GROUP/VERSION/KIND`, action, category and, where
 * it is deprecated, that word; `-` stands for none.
 */
export function lineOf(operation: Operation): string {
  const { method, path, id, group, version, kind, action, category, deprecated } = operation;
  const of = kind === null ? "-" : `${group ?? ""}/${version ?? ""}/${kind}`;
  const words = [method, path, id, of, action, category === "" ? "-" : category];
  if (words.some((word) => word.includes(" "))) throw new Error(`${id}: a part of it has a space`);
  return [...words, ...(deprecated ? ["deprecated"] : [])].join(" ");
}

/** The reverse of `lineOf`. */
export function operationOf(line: string): Operation {
  const [method = "", path = "", id = "", of = "-", action = "", category = "", ...rest] = line.split(" ");
  if (!isMethod(method)) throw new Error(`not an operation: ${line}`);
  const [group = "", version = "", kind = ""] = of.split("/");
  const kinds = of === "-" ? { group: null, version: null, kind: null } : { group, version, kind };
  const named = category === "-" ? "" : category;
  return { id, method, path, ...kinds, action, category: named, deprecated: rest.includes("deprecated") };
}
