import { isRecord, type KubeObject } from "../cluster/object.ts";
import { ApiError, badRequest, unsupportedMediaType } from "../cluster/status.ts";

const types = [
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
  "application/apply-patch+yaml",
];

/** An object after a patch. Strategic merge and apply are treated as merge: lists are replaced. @throws ApiError 400, 415 */
export function applyPatch(type: string, object: KubeObject, patch: unknown): unknown {
  if (type === types[0]) return jsonPatch(object, patch);
  if (!types.includes(type)) throw unsupportedMediaType(type, types);
  return merge(object, patch);
}

/** RFC 7386. */
function merge(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const merged: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = merge(merged[key], value);
  }
  return merged;
}

/** RFC 6902, without move and copy. */
function jsonPatch(object: KubeObject, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw badRequest("json patch is not a list of operations");
  const result: unknown = structuredClone(object);
  for (const operation of patch) {
    if (!isRecord(operation)) throw badRequest("json patch operation is not an object");
    operate(result, operation);
  }
  return result;
}

function operate(root: unknown, { op, path, value }: Record<string, unknown>): void {
  const keys = String(path)
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = keys.pop() ?? "";
  const parent = keys.reduce<unknown>(
    (at, key) => (isRecord(at) || Array.isArray(at) ? child(at, key) : undefined),
    root,
  );
  if (!isRecord(parent) && !Array.isArray(parent)) throw missing(path);
  const present = child(parent, last);
  if (op !== "add" && present === undefined) throw missing(path);
  if (op === "test") {
    if (JSON.stringify(present) !== JSON.stringify(value)) {
      throw new ApiError(422, "Invalid", "the server rejected our request due to an error in our request");
    }
  } else if (op === "remove") {
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else delete parent[last];
  } else if (op === "add" && Array.isArray(parent)) {
    parent.splice(last === "-" ? parent.length : Number(last), 0, value);
  } else if (op === "add" || op === "replace") {
    (parent as Record<string, unknown>)[last] = value;
  } else {
    throw badRequest(`Unexpected kind: ${String(op)}`);
  }
}

function child(parent: Record<string, unknown> | unknown[], key: string): unknown {
  return (parent as Record<string, unknown>)[key];
}

function missing(path: unknown): Error {
  return badRequest(
    `the server rejected our request due to an error in our request: missing path ${String(path)}`,
  );
}
