import { exitCode, UserError } from "../errors.ts";
import { codeIn, connectionWords, isProxyTrouble } from "./connection-words.ts";
import type { ProxyServer } from "./proxy.ts";

/** The fields of a Kubernetes `Status` that this program reads. */
export interface Status {
  readonly status?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: {
    readonly name?: string;
    readonly kind?: string;
    readonly retryAfterSeconds?: number;
    readonly causes?: ReadonlyArray<{ readonly reason?: string; readonly message?: string }>;
  };
}

/** The API server's refusal, printed as kubectl prints it (kubectl `pkg/cmd/util/helpers.go`). */
export class ApiError extends UserError {
  override readonly name = "ApiError";
  /** The HTTP status. */
  readonly status: number;
  readonly reason: string;
  readonly details: Status["details"];
  /** The server's own words, without kubectl's prefix. */
  readonly words: string;

  constructor(status: number, body: Status) {
    const reason = body.reason ?? reasonOf(status);
    const words = body.message ?? `the server answered ${status}`;
    super(`Error from server${reason === "" ? "" : ` (${reason})`}: ${words}`, {
      code: exitCode.noVerdict,
      fix: fixFor(status, words),
    });
    this.status = status;
    this.reason = reason;
    this.details = body.details;
    this.words = words;
  }
}

/** No answer came: refused, reset, timed out, or not trusted. */
export class ConnectionError extends UserError {
  override readonly name = "ConnectionError";
  /** The system's code (`ECONNREFUSED`), empty where there is none. */
  readonly system: string;

  constructor(server: string, cause: unknown, proxy?: ProxyServer) {
    // Node's TLS ends its words with empty lines
    const words = (cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, " ").trim();
    const system = systemCode(cause, words);
    const [message, fix] = connectionWords({ server, system, words, proxy });
    super(message, { code: exitCode.noVerdict, fix, cause });
    this.system = system;
  }
}

/** What kept a request from its credentials; marked, lest words on certificates in it be taken for words on the server's. */
export function credentialError(server: string, error: unknown): UserError {
  if (error instanceof UserError) return error;
  const words = error instanceof Error ? error.message.trim() : String(error);
  const cause = Object.assign(new Error(`getting credentials: ${words}`), { code: "credentials" });
  return new ConnectionError(server, cause);
}

/** Reads the body of a failed reply: a `Status`, or whatever text a proxy in between wrote. */
export function apiErrorFrom(status: number, body: string): ApiError {
  try {
    const parsed: unknown = JSON.parse(body);
    if (isStatus(parsed)) return new ApiError(status, parsed);
  } catch {
    // not JSON: a proxy's page or a plain line
  }
  const text = body.replace(/\s+/g, " ").trim().slice(0, 300);
  return new ApiError(status, text === "" ? {} : { message: text });
}

/** Whether the server says that the object is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

/** Whether an object of that name is there already. */
export function isAlreadyExists(error: unknown): boolean {
  return error instanceof ApiError && error.reason === "AlreadyExists";
}

function isStatus(value: unknown): value is Status {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "Status";
}

function reasonOf(status: number): string {
  switch (status) {
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "NotFound";
    case 429:
      return "TooManyRequests";
    case 503:
      return "ServiceUnavailable";
    default:
      return status >= 500 ? "InternalError" : "";
  }
}

function fixFor(status: number, words: string): string | undefined {
  if (status === 401) return "log in again, or check the credentials of this context: kubectl auth whoami";
  if (status === 403 && words.includes("violates PodSecurity")) {
    return "choose a namespace that admits the restricted profile with --namespace";
  }
  if (status === 403 && words.includes("exceeded quota")) {
    return "raise the quota, or choose another namespace with --namespace";
  }
  if (status === 403 && words.includes(" cannot ")) {
    return "the suite needs cluster-admin: use a context that has it (--context), or ask for a binding to the cluster role cluster-admin";
  }
  return undefined;
}

function systemCode(cause: unknown, words: string): string {
  const code = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined;
  // whatever a plugin says, it is not said of the way to the server
  if (code === "credentials") return code;
  // the proxy took nothing to the server, as a server that refuses takes nothing
  if (isProxyTrouble(words)) return "ECONNREFUSED";
  return typeof code === "string" ? code : (codeIn(words) ?? "");
}
