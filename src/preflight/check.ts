import { firstLine, UserError } from "../errors.ts";
import type { RunRequest } from "../run/plan/plan.ts";
import type { Snapshot } from "./snapshot.ts";

/** What one check found: one line, and beneath it why it matters and how to fix it. */
export interface Finding {
  /** The check's name, as `--skip` takes it. */
  readonly check: string;
  readonly status: "pass" | "warn" | "fail";
  readonly summary: string;
  readonly why?: string;
  /** The command that fixes it. */
  readonly fix?: string;
}

/** A finding before it has its check's name. */
export type Judgement = Omit<Finding, "check">;

/** What a check looks at: the cluster as it is, and the run that is meant. */
export interface Subject {
  readonly snapshot: Snapshot;
  readonly request: RunRequest;
  /** Milliseconds since the epoch, by this machine. */
  readonly now: number;
}

/** One question to the cluster; asking it changes nothing there. */
export interface Check {
  readonly name: string;
  readonly judge: (subject: Subject) => Promise<readonly Judgement[]>;
  /** Whether a run that fails it is refused all the same where the check is left out. */
  readonly refusesRun?: true;
}

/** All is well, or cannot matter. */
export function pass(summary: string): Judgement {
  return { status: "pass", summary };
}

/** The run may suffer. */
export function warn(summary: string, why: string, fix?: string): Judgement {
  return { status: "warn", summary, why, ...(fix === undefined ? {} : { fix }) };
}

/** The run cannot pass. */
export function fail(summary: string, why: string, fix?: string): Judgement {
  return { status: "fail", summary, why, ...(fix === undefined ? {} : { fix }) };
}

/** A check that could not be answered, with what kept it. */
export function unanswered(error: unknown, bound: number): Judgement {
  const late = error instanceof Error && error.name === "TimeoutError";
  const words = late ? `no answer within ${bound / 1000} s` : firstLine(error);
  const fix = error instanceof UserError ? error.fix : undefined;
  return warn(`cannot be checked: ${words}`, "what this check looks for may be there all the same", fix);
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
