import { firstLine, UserError } from "../errors.ts";
import { AnswerError, ApiError } from "../kube/errors.ts";
import type { RunRequest } from "../run/plan/plan.ts";
import type { Snapshot } from "./snapshot.ts";

/** The result of one check: one line, and below it why it matters and how to fix it. */
export interface Finding {
  /** The check's name, as `--skip` takes it. */
  readonly check: string;
  readonly status: "pass" | "warn" | "fail" | "unknown";
  readonly summary: string;
  readonly why?: string;
  /** The command that fixes it. */
  readonly fix?: string;
}

/** A finding before it gets its check's name. */
export interface Judgement extends Omit<Finding, "check"> {
  /** What kept the check from its answer, if others have the same problem: they become one finding. */
  readonly cause?: Cause;
}

/** The user's permissions, or something that answers in place of the API server. */
export type Cause =
  | { readonly kind: "rights"; readonly isAnonymous: boolean }
  | { readonly kind: "answer"; readonly error: AnswerError };

/** What a check uses: the cluster as it is, and the planned run. */
export interface Subject {
  readonly snapshot: Snapshot;
  readonly request: RunRequest;
  /** Milliseconds since the epoch, by this machine's clock. */
  readonly now: number;
}

/** One question to the cluster; it changes nothing there. */
export interface Check {
  readonly name: string;
  readonly judge: (subject: Subject) => Promise<readonly Judgement[]>;
  /** Whether a run that fails this check is refused even if the check is skipped. */
  readonly refusesRun?: true;
}

/** Everything is fine, or cannot matter. */
export function pass(summary: string): Judgement {
  return { status: "pass", summary };
}

/** The run may be affected. */
export function warn(summary: string, why: string, fix?: string): Judgement {
  return { status: "warn", summary, why, ...(fix === undefined ? {} : { fix }) };
}

/** The run cannot pass. */
export function fail(summary: string, why: string, fix?: string): Judgement {
  return { status: "fail", summary, why, ...(fix === undefined ? {} : { fix }) };
}

/** The cluster does not show it. */
export function unknown(summary: string): Judgement {
  return { status: "unknown", summary };
}

/** A check without an answer, and the reason. */
export function unanswered(error: unknown, bound: number): Judgement {
  const late = error instanceof Error && error.name === "TimeoutError";
  const words = late ? `no answer within ${bound / 1000} s` : firstLine(error);
  const fix = error instanceof UserError ? error.fix : undefined;
  const cause = causeOf(error);
  return {
    status: "unknown",
    summary: `cannot be checked: ${words}`,
    why: "what this check looks for may exist nevertheless",
    ...(fix === undefined ? {} : { fix }),
    ...(cause === undefined ? {} : { cause }),
  };
}

function causeOf(error: unknown): Cause | undefined {
  if (error instanceof AnswerError) return { kind: "answer", error };
  if (!(error instanceof ApiError) || (error.status !== 401 && error.status !== 403)) return undefined;
  return { kind: "rights", isAnonymous: error.words.includes('"system:anonymous"') };
}

/** `a, b, c and 4 more`. */
export function few(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** `1 node`, `2 nodes`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
