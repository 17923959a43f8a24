import type { Operation } from "../spec/operation.ts";

/** A request for an operation, as the API server sees it before it asks the audit policy (`RequestInfo`). */
export type AuditRequest =
  | {
      readonly kind: "resource";
      readonly verb: string;
      readonly group: string;
      readonly resource: string;
      readonly subresource: string;
      readonly isNamespaced: boolean;
    }
  | { readonly kind: "path"; readonly verb: string; readonly path: string };

const verbs: Readonly<Record<Operation["method"], string>> = {
  get: "get",
  head: "get",
  options: "",
  post: "create",
  put: "update",
  patch: "patch",
  delete: "delete",
};

export function requestOf({ method, path, action }: Operation): AuditRequest {
  const parts = path.split("/").filter((part) => part !== "");
  const [root, second = "", ...more] = parts;
  const rest = root === "api" ? parts.slice(2) : more.slice(1);
  const isResource = (root === "api" || root === "apis") && rest.length > 0;
  if (!isResource) return { kind: "path", verb: verbs[method], path };
  const isBelow = rest[0] === "namespaces" && rest[2] !== undefined && rest[1] === "{namespace}";
  const [resource = "", , subresource = ""] = isBelow ? rest.slice(2) : rest;
  const verb = ["list", "watch", "deletecollection"].includes(action) ? action : verbs[method];
  const isNamespaced = rest[0] === "namespaces" && rest.length > 1;
  return { kind: "resource", verb, group: root === "api" ? "" : second, resource, subresource, isNamespaced };
}
