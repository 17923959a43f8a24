/** An endpoint of the API as its OpenAPI document describes it: a path and a method. */
export interface Operation {
  /** Its `operationId`: `listCoreV1NamespacedPod`. */
  readonly id: string;
  readonly method: Method;
  /** With its variables: `/api/v1/namespaces/{namespace}/pods`. */
  readonly path: string;
  /** `""` for core; null for paths that belong to no kind. */
  readonly group: string | null;
  readonly version: string | null;
  readonly kind: string | null;
  /** `x-kubernetes-action`: `list`, `deletecollection`; the method where there is none. */
  readonly action: string;
  /** The first part of its tag: `core`, `rbacAuthorization`. */
  readonly category: string;
  readonly deprecated: boolean;
}

/** The methods of OpenAPI 2.0 that a path of Kubernetes can have. */
export const methods = ["get", "put", "post", "delete", "options", "head", "patch"] as const;
export type Method = (typeof methods)[number];

export function isMethod(word: string): word is Method {
  return (methods as readonly string[]).includes(word);
}

export type Level = "alpha" | "beta" | "stable";

const openId = ["getServiceAccountIssuerOpenIDConfiguration", "getServiceAccountIssuerOpenIDKeyset"];

/** The level of an operation by its path, and the two of OpenID, which count as beta, by name (APISnoop's `load_openapi`). */
export function levelOf({ id, path }: Pick<Operation, "id" | "path">): Level {
  if (path.includes("alpha")) return "alpha";
  return path.includes("beta") || openId.includes(id) ? "beta" : "stable";
}

/** Puts operations in the order of their paths, as the documents of Kubernetes have them. */
export function inOrder(operations: readonly Operation[]): Operation[] {
  return operations.toSorted((a, b) => compare(a.path, b.path) || compare(a.method, b.method));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
