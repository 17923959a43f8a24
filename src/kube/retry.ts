import type { Io } from "../process/io.ts";
import { ApiError, apiErrorFrom, ConnectionError } from "./errors.ts";
import { type Call, type Reply, readText, type Transport } from "./transport.ts";

export interface Patience {
  /** Milliseconds to go on trying after the first failure; 0 gives up at once. */
  readonly total: number;
}

/** Milliseconds before try number `tries` + 1: 0.25 s, doubling up to 10 s, a quarter of it by chance. */
export function backoff(tries: number, chance: number = Math.random()): number {
  const base = Math.min(10_000, 250 * 2 ** Math.max(0, tries - 1));
  return Math.round(base * (0.75 + 0.25 * chance));
}

/**
 * A transport that tries again where that is safe: when the server says so (429, Retry-After), and after 5xx answers and lost
 * connections for calls that may be sent twice. Answers of 400 and more are thrown as ApiError.
 */
export function withRetries(
  send: Transport,
  patience: Patience,
  io: Pick<Io, "now" | "monotonic" | "sleep">,
): Transport {
  return async (call) => {
    let failed: number | undefined;
    const isOver = (wait: number): boolean => {
      failed ??= io.now();
      return io.now() - failed + wait > patience.total;
    };
    for (let tries = 1; ; tries++) {
      let wait: number;
      try {
        const reply = await send(call);
        if (reply.status < 400) return reply;
        const error = apiErrorFrom(reply.status, await readText(reply.body));
        const asked = retryAfter(reply, error);
        if (!mayRepeat(call, reply.status, asked !== undefined)) throw error;
        wait = asked ?? backoff(tries);
        if (isOver(wait)) throw error;
      } catch (error) {
        if (!(error instanceof ConnectionError) || !mayResend(call, error)) throw error;
        wait = backoff(tries);
        if (isOver(wait)) throw error;
      }
      await io.sleep(wait, call.signal);
    }
  };
}

/** Whether trying again may help: no answer came, or one that speaks of trouble in the cluster and not of this very call. */
export function mayPass(error: unknown): boolean {
  if (error instanceof ApiError) return error.status >= 500 || error.status === 429 || error.status === 401;
  return error instanceof ConnectionError;
}

/** Does what may be done twice until it succeeds, for `patience` milliseconds, as long as trying again may help. */
export async function persist<T>(
  io: Pick<Io, "now" | "monotonic" | "sleep">,
  patience: number,
  work: () => Promise<T>,
): Promise<T> {
  const start = io.now();
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!mayPass(error) || io.now() - start > patience) throw error;
      await io.sleep(backoff(tries));
    }
  }
}

const idempotent = new Set<Call["method"]>(["GET", "HEAD", "PUT", "DELETE"]);

function mayRepeat(call: Call, status: number, asked: boolean): boolean {
  if (status === 429) return true;
  if (status < 500 || status === 501) return false;
  return asked || idempotent.has(call.method);
}

function mayResend(call: Call, error: ConnectionError): boolean {
  // a refused connection took nothing, so that even a create may be sent again
  if (error.system === "ECONNREFUSED" || error.system === "ConnectionRefused") return true;
  return (
    idempotent.has(call.method) &&
    /^(ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ConnectionClosed|UND_ERR_SOCKET)/.test(
      error.system,
    )
  );
}

function retryAfter(reply: Reply, error: ApiError): number | undefined {
  const header = reply.headers["retry-after"];
  const seconds = header === undefined ? error.details?.retryAfterSeconds : Number(header);
  return seconds !== undefined && Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
