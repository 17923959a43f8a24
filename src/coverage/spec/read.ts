import { InputError } from "../../errors.ts";
import { inOrder, isMethod, type Operation } from "./operation.ts";

/** An OpenAPI document of Kubernetes, as far as coverage needs it. */
export interface Specification {
  readonly operations: readonly Operation[];
  /** The minor that it says it describes, `v1.35`; the one in the repository of Kubernetes says none. */
  readonly minor: string | undefined;
}

/**
 * The operations of an OpenAPI 2.0 document: `api/openapi-spec/swagger.json` of a release, or what a cluster serves at
 * `/openapi/v2`.
 * @throws InputError naming `file` if it is not one
 */
export function readSpecification(text: string, file: string): Specification {
  const refuse = (why: string, cause?: unknown): never => {
    throw new InputError(`${file}: is not an OpenAPI document of Kubernetes: ${why}`, {
      fix: "use api/openapi-spec/swagger.json of the Kubernetes release, or the output of `kubectl get --raw /openapi/v2`",
      cause,
    });
  };
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    return refuse("it is not JSON", cause);
  }
  if (field(document, "openapi") !== undefined) refuse("it is of OpenAPI 3; only 2.0 has all paths in one");
  const paths = field(document, "paths");
  if (!isObject(paths)) return refuse("it has no paths");
  const operations: Operation[] = [];
  for (const [path, item] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(isObject(item) ? item : {})) {
      const id = field(operation, "operationId");
      if (!isMethod(method) || typeof id !== "string" || id === "") continue;
      operations.push({ id, method, path, ...described(operation, method) });
    }
  }
  if (operations.length === 0) refuse("none of its paths has an operation");
  const version = field(field(document, "info"), "version");
  const found = typeof version === "string" ? /^v\d+\.\d+(?=\.)/.exec(version) : null;
  return { operations: inOrder(operations), minor: found?.[0] };
}

function described(
  operation: unknown,
  method: string,
): Pick<Operation, "group" | "version" | "kind" | "action" | "category" | "deprecated"> {
  const of = field(operation, "x-kubernetes-group-version-kind");
  const tags = field(operation, "tags");
  const tag = textOr(Array.isArray(tags) ? tags[0] : undefined, "");
  return {
    group: textOr(field(of, "group"), null),
    version: textOr(field(of, "version"), null),
    kind: textOr(field(of, "kind"), null),
    action: textOr(field(operation, "x-kubernetes-action"), method),
    category: tag.split("_", 1)[0] ?? "",
    deprecated: /deprecated/i.test(textOr(field(operation, "description"), "")),
  };
}

function textOr<Else>(value: unknown, otherwise: Else): string | Else {
  return typeof value === "string" ? value : otherwise;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function field(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
