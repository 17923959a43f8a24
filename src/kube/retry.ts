import { backoff } from "../async/backoff.ts";
import { type Clock, paced } from "../async/paced.ts";
import { AnswerError, ApiError, apiErrorFrom, ConnectionError, ExecRefused } from "./errors.ts";
import { type Call, type Reply, readText, type Transport } from "./transport.ts";

export interface Patience {
  /** For how many milliseconds to retry after the first failure; 0 gives up at once. */
  readonly total: number;
}

// milliseconds: if a server asks for more, it is asked again after this, or given up
const longestAsked = 30_000;

/**
 * A transport that retries where that is safe: if the server says so (429, Retry-After), and after 5xx answers and lost
 * connections for calls that may be sent twice. Answers with 400 and above are thrown as ApiError.
 */
export function withRetries(send: Transport, patience: Patience, clock: Clock): Transport {
  return async (call) => {
    const pace = paced(clock, call.signal);
    let failed: number | undefined;
    const isOver = (wait: number): boolean => {
      failed ??= clock.monotonic();
      return clock.monotonic() - failed + wait > patience.total;
    };
    let wait = 0;
    for (let tries = 1; ; tries++) {
      await pace(wait);
      try {
        const reply = await send(call);
        if (reply.status < 400) return reply;
        const error = apiErrorFrom(reply.status, await readText(reply.body));
        const asked = retryAfter(reply, error);
        if (!mayRepeat(call, reply.status, asked !== undefined)) throw error;
        wait = asked === undefined ? backoff(tries) : waitAsked(asked, tries);
        if (isOver(wait)) throw error;
      } catch (error) {
        if (!mayResend(call, error)) throw error;
        wait = backoff(tries);
        if (isOver(wait)) throw error;
      }
    }
  };
}

/**
 * Whether a retry may help: there was no answer, or one that reports a problem in the cluster or on the way to it, not with this call.
 */
export function mayPass(error: unknown): boolean {
  if (error instanceof ApiError)
    return error.status >= 500 || error.status === 429 || error.status === 401 || isOfAnother(error);
  if (error instanceof ExecRefused) return error.status === undefined || error.status >= 500;
  return error instanceof ConnectionError || error instanceof AnswerError;
}

/** Whether a load balancer, or a server that is only starting, answered in place of the API server. */
function isOfAnother({ status, isOwn, reason }: ApiError): boolean {
  return status === 404 ? !isOwn || reason !== "NotFound" : status === 403 && !isOwn;
}

/** Repeats a repeatable action until it succeeds, for `patience` milliseconds, as long as a retry may help. */
export async function persist<T>(
  clock: Clock,
  patience: number,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const start = clock.monotonic();
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!mayPass(error) || clock.monotonic() - start > patience) throw error;
      await clock.sleep(backoff(tries), signal);
    }
  }
}

const idempotent = new Set<Call["method"]>(["GET", "HEAD", "PUT", "DELETE"]);

function mayRepeat(call: Call, status: number, asked: boolean): boolean {
  if (status === 429) return true;
  // a list with a continue token has to start again, which is up to its caller
  if (status === 410) return call.method === "GET" && call.query?.continue === undefined;
  if (status < 500 || status === 501) return false;
  return asked || idempotent.has(call.method);
}

function mayResend(call: Call, error: unknown): boolean {
  if (!(error instanceof ConnectionError)) return false;
  // a refused connection passed nothing on, so even a create may be sent again
  if (error.system === "ECONNREFUSED" || error.system === "ConnectionRefused") return true;
  return (
    idempotent.has(call.method) &&
    /^(ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ConnectionClosed|UND_ERR_SOCKET)/.test(
      error.system,
    )
  );
}

/** Milliseconds that the server asks to wait, in the header (seconds, or a date: RFC 9110, 10.2.3) or its `Status`. */
function retryAfter({ headers }: Reply, error: ApiError): number | undefined {
  const header = headers["retry-after"]?.trim();
  const seconds = header === undefined ? error.details?.retryAfterSeconds : secondsIn(header, headers.date);
  return seconds === undefined || !Number.isFinite(seconds) ? undefined : Math.max(0, seconds * 1000);
}

function secondsIn(header: string, date: string | undefined): number | undefined {
  if (/^\d+$/.test(header)) return Number(header);
  // by the server's own clock, because this machine's may be wrong
  const seconds = (Date.parse(header) - Date.parse(date ?? "")) / 1000;
  return Number.isNaN(seconds) ? undefined : seconds;
}

/** As long as requested, but not immediately again and again, and not for hours. */
function waitAsked(asked: number, tries: number): number {
  return Math.min(longestAsked, Math.max(asked, backoff(Math.min(tries, 3))));
}
