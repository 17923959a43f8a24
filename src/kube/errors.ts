import { exitCode, UserError } from "../errors.ts";
import type { ProxyServer } from "../net/proxy.ts";
import { safe } from "../text/safe.ts";
import { codeIn, connectionWords, isProxyTrouble } from "./connection-words.ts";
import { parseJson, record } from "./json.ts";
import { pageWords } from "./page.ts";
import { readStatus, type Status } from "./status.ts";

// characters: a message from an admission webhook or a validation is longer than a line, but never a page
const longestWords = 2000;

/** The API server's refusal, printed as kubectl prints it (kubectl `pkg/cmd/util/helpers.go`). */
export class ApiError extends UserError {
  override readonly name = "ApiError";
  /** The HTTP status. */
  readonly status: number;
  /** The server's own reason; empty if it gave none. */
  readonly reason: string;
  readonly details: Status["details"];
  /** The server's own message, without kubectl's prefix. */
  readonly words: string;
  /** Whether the API server itself said so, with a `Status`; a page may come from something in between. */
  readonly isOwn: boolean;

  constructor(status: number, body: Status, isOwn = true) {
    const reason = body.reason ?? reasonOf(status);
    const words = clip(body.message ?? `the server answered ${status}`, longestWords);
    super(`Error from server${reason === "" ? "" : ` (${reason})`}: ${words}`, {
      code: exitCode.noVerdict,
      fix: fixFor(status, words),
    });
    this.status = status;
    this.reason = body.reason ?? "";
    this.details = body.details;
    this.words = words;
    this.isOwn = isOwn;
  }
}

/** No answer came: refused, reset, timed out, or not trusted. */
export class ConnectionError extends UserError {
  override readonly name = "ConnectionError";
  /** The system's code (`ECONNREFUSED`), empty if there is none. */
  readonly system: string;

  constructor(server: string, cause: unknown, proxy?: ProxyServer) {
    // Node's TLS messages end with empty lines
    const words = (cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, " ").trim();
    const system = systemCode(cause, words);
    const isOfProxy = typeof cause === "object" && cause !== null && "isOfProxy" in cause;
    const [message, fix] = connectionWords({ server, system, words, proxy, isOfProxy });
    super(message, { code: exitCode.noVerdict, fix, cause });
    this.system = system;
  }
}

/** A failure to get a request's credentials; marked so that its words on certificates are not mistaken for words on the server's. */
export function credentialError(server: string, error: unknown): UserError {
  if (error instanceof UserError) return error;
  const words = error instanceof Error ? error.message.trim() : String(error);
  const cause = Object.assign(new Error(`getting credentials: ${words}`), { code: "credentials" });
  return new ConnectionError(server, cause);
}

/**
 * An answer that no API server gives: a page, a redirect, JSON that is broken or not what was requested. It may come from something in
 * between, so it may pass.
 */
export class AnswerError extends UserError {
  override readonly name = "AnswerError";

  /** `asked` is the path of the call; `what` follows «the answer …»; `host` is where it came from, if known. */
  constructor(asked: string, what: string, host?: string) {
    super(`Error from server: the answer to ${asked}${host === undefined ? "" : ` from ${host}`} ${what}`, {
      code: exitCode.noVerdict,
      fix: pageFix(asked.startsWith("/") ? `kubectl get --raw '${asked}'` : "kubectl version"),
    });
  }
}

/**
 * The program could not be started in the container, because exec is not available: callers that can do without exec continue. Thrown for
 *
 * - any HTTP answer to the upgrade other than 101, with any status and body: 400 from a policy webhook that sets no code
 * (but also from a container that is not up yet), 403, 404, 405, 422, 426, 501, 503 with a page, 200 with a page, a redirect;
 * - an upgrade that is not answered within 15 s (or `--request-timeout`) although the connection is up; `status` is undefined then;
 * - an upgrade answered in another protocol; `status` is 101, or undefined if the answer is not even HTTP.
 *
 * Not thrown for cases with a meaning of their own: 401 (ApiError: credentials are renewed), 429 and 5xx with a Kubernetes `Status` (ApiError:
 * the node or the server has a problem that may pass), and a connection that cannot be made, or that is cut before or after the answer
 * (ConnectionError).
 */
export class ExecRefused extends UserError {
  override readonly name = "ExecRefused";
  readonly status: number | undefined;
  /** The server's reason (`Forbidden`, `BadRequest`), empty if it sent no `Status`. */
  readonly reason: string;
  /** Why, in the server's own words if it sent any. */
  readonly words: string;

  constructor(status: number | undefined, words: string, reason = "") {
    const clipped = clip(words, longestWords);
    super(`exec was refused${status === undefined ? "" : ` (${status})`}: ${clipped}`, {
      code: exitCode.noVerdict,
      fix: fixFor(status ?? 0, words),
    });
    this.status = status;
    this.reason = reason;
    this.words = clipped;
  }
}

/** Reads the body of a failed response: a `Status`, or any text that a proxy in between wrote. */
export function apiErrorFrom(status: number, body: string): ApiError {
  const sent = statusIn(body);
  if (sent !== undefined) return new ApiError(status, sent);
  const page = pageWords(body);
  const excerpt = page === undefined ? excerptOf(body) : `the answer is ${page}, ${notOfApi}`;
  return new ApiError(status, excerpt === "" ? {} : { message: excerpt }, false);
}

/** The message for a page. */
export const notOfApi = "not one of the Kubernetes API's";

function pageFix(trial: string): string {
  return `a login page or a proxy may answer in place of the API server: log in there, or check the server of this context (kubectl config view --minify); to see whether kubectl gets through: ${trial}`;
}

/** The `Status` in a body, if any. */
export function statusIn(body: string): Status | undefined {
  const parsed = parseJson(body);
  return record(parsed).kind === "Status" ? readStatus(parsed) : undefined;
}

/** The beginning of untrusted text, in one line fit for a message. */
export function excerptOf(body: string): string {
  return clip(safe(body.slice(0, 2000).replace(/\s+/g, " ").trim()), 300);
}

function clip(words: string, most: number): string {
  return words.length > most ? `${words.slice(0, most)}…` : words;
}

/**
 * Whether the API server itself says that the object of this name does not exist: a `Status` with the reason NotFound, which is what
 * client-go checks (apimachinery `pkg/api/errors`, IsNotFound), that names the object. Any other 404 — from a load balancer, or a
 * starting server (`404 page not found`) — says nothing about the object.
 */
export function isNotFound(error: unknown, name: string): boolean {
  return isMissing(error) && error.isOwn && error.reason === "NotFound" && error.details?.name === name;
}

/**
 * Whether nothing was found: the object, its resource or the path, whoever says so. Enough for reading, but never a reason
 * to believe that something has been removed.
 */
export function isMissing(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 404;
}

/** Whether an object of that name already exists. */
export function isAlreadyExists(error: unknown): boolean {
  return error instanceof ApiError && error.reason === "AlreadyExists";
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
  if (words.endsWith(notOfApi)) return pageFix("kubectl version");
  // a user without credentials that the server knows (RFC 9110 would require 401)
  if (status === 403 && words.includes('"system:anonymous"')) {
    return "the server got no credentials, or none that it accepts: log in again, check the user of this context (kubectl auth whoami), and whether a proxy drops the Authorization header";
  }
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
  // whatever a plugin says, it does not concern the connection to the server
  if (code === "credentials") return code;
  // the proxy passed nothing to the server, the same as a server that refuses
  if (isProxyTrouble(words)) return "ECONNREFUSED";
  return typeof code === "string" ? code : (codeIn(words) ?? "");
}
