import { record, text } from "./json.ts";

/** The fields of a Kubernetes `Status` that this program reads. */
export interface Status {
  readonly status?: string | undefined;
  readonly message?: string | undefined;
  readonly reason?: string | undefined;
  readonly code?: number | undefined;
  readonly details?:
    | {
        readonly name?: string | undefined;
        readonly kind?: string | undefined;
        readonly retryAfterSeconds?: number | undefined;
        readonly causes: ReadonlyArray<{
          readonly reason?: string | undefined;
          readonly message?: string | undefined;
        }>;
      }
    | undefined;
}

/** Reads a `Status` from untrusted data: a field of the wrong type counts as missing. */
export function readStatus(value: unknown): Status {
  const raw = record(value);
  const details = raw.details === undefined || raw.details === null ? undefined : record(raw.details);
  return {
    status: text(raw.status),
    message: text(raw.message),
    reason: text(raw.reason),
    code: number(raw.code),
    details: details && {
      name: text(details.name),
      kind: text(details.kind),
      retryAfterSeconds: number(details.retryAfterSeconds),
      causes: (Array.isArray(details.causes) ? details.causes.slice(0, 100) : []).map((cause: unknown) => {
        const { reason, message } = record(cause);
        return { reason: text(reason), message: text(message) };
      }),
    },
  };
}

function number(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
