import { apiVersion, qualified, type Resource } from "./resources.ts";

/** The body of a failed request, and of a successful deletion. */
export interface Status {
  readonly kind: "Status";
  readonly apiVersion: "v1";
  readonly metadata: Record<string, never>;
  readonly status: "Success" | "Failure";
  readonly message?: string;
  readonly reason?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly code?: number;
}

/** Thrown when a request fails; phrased as by the real server (apimachinery `pkg/api/errors`). */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: number;
  readonly reason: string;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: number, reason: string, message: string, details?: Readonly<Record<string, unknown>>) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  get status(): Status {
    const { message, reason, details, code } = this;
    const about = details === undefined ? {} : { details };
    return { ...status, status: "Failure", message, reason, ...about, code };
  }
}

const status = { kind: "Status", apiVersion: "v1", metadata: {} } as const;

/** The answer to a deletion that is done at once. */
export function deleted(resource: Resource, name: string, uid: string | undefined): Status {
  return { ...status, status: "Success", details: { ...detailsOf(resource, name), uid } };
}

export function unauthorized(): ApiError {
  return new ApiError(401, "Unauthorized", "Unauthorized");
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, "BadRequest", message);
}

export function notFound(resource: Resource, name: string): ApiError {
  const message = `${qualified(resource)} ${quote(name)} not found`;
  return new ApiError(404, "NotFound", message, detailsOf(resource, name));
}

/** A path that names no resource. */
export function noSuchResource(): ApiError {
  return new ApiError(404, "NotFound", "the server could not find the requested resource", {});
}

export function methodNotAllowed(): ApiError {
  const message = "the server does not allow this method on the requested resource";
  return new ApiError(405, "MethodNotAllowed", message, {});
}

export function alreadyExists(resource: Resource, name: string): ApiError {
  const message = `${qualified(resource)} ${quote(name)} already exists`;
  return new ApiError(409, "AlreadyExists", message, detailsOf(resource, name));
}

/** A write to a version that is no longer the current one. */
export function conflict(resource: Resource, name: string): ApiError {
  const why = "the object has been modified; please apply your changes to the latest version and try again";
  const message = `Operation cannot be fulfilled on ${qualified(resource)} ${quote(name)}: ${why}`;
  return new ApiError(409, "Conflict", message, detailsOf(resource, name));
}

/** A create in a namespace that is terminating. */
export function namespaceTerminating(resource: Resource, name: string, namespace: string): ApiError {
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const message = `namespace ${namespace} is being terminated`;
  return new ApiError(403, "Forbidden", `${qualified(resource)} ${quote(name)} is forbidden: ${why}`, {
    ...detailsOf(resource, name),
    causes: [{ reason: "NamespaceTerminating", message, field: "metadata.namespace" }],
  });
}

export function invalid(resource: Resource, name: string, field: string, why: string): ApiError {
  const kind = resource.group === "" ? resource.kind : `${resource.kind}.${resource.group}`;
  return new ApiError(422, "Invalid", `${kind} ${quote(name)} is invalid: ${field}: ${why}`, {
    ...(name !== "" && { name }),
    ...(resource.group !== "" && { group: resource.group }),
    kind: resource.kind,
    causes: [{ reason: "FieldValueInvalid", message: why, field }],
  });
}

/** 410: the requested version is older than what is remembered. */
export function expired(message: string): ApiError {
  return new ApiError(410, "Expired", message);
}

export function unsupportedMediaType(type: string, accepted: readonly string[]): ApiError {
  const list = accepted.join(", ");
  const message = `the body of the request was in an unknown format - accepted media types include: ${list}`;
  return new ApiError(415, "UnsupportedMediaType", `${message} (got ${type})`);
}

export function internal(why: string): ApiError {
  return new ApiError(500, "InternalError", `Internal error occurred: ${why}`, {
    causes: [{ message: why }],
  });
}

function detailsOf(resource: Resource, name: string): Readonly<Record<string, unknown>> {
  const group = resource.group === "" ? {} : { group: resource.group };
  return { name, ...group, kind: resource.plural };
}

/** As Go's `%q` writes a name. */
function quote(name: string): string {
  return JSON.stringify(name);
}

/** The object that a body should be, in words. */
export function expectedKind(resource: Resource): string {
  return `${apiVersion(resource)}, Kind=${resource.kind}`;
}
