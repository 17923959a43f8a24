import { type ExitCode, exitCode, InputError, RunError } from "../../errors.ts";
import type { RunStatus } from "../../run/status.ts";
import { safe } from "../../text/safe.ts";

/** The conditions of a run to wait for. */
export const conditions = ["finished", "passed", "started", "delete"] as const;

export type Condition = (typeof conditions)[number];

/** Reads `--for`, also as kubectl's `condition=finished`. Throws InputError. */
export function readCondition(given: string): Condition {
  const name = given
    .replace(/^condition=/i, "")
    .replace(/=true$/i, "")
    .toLowerCase();
  const found = conditions.find((one) => one === name);
  if (found !== undefined) return found;
  throw new InputError(`--for ${safe(given)}: not something to wait for`, {
    fix: `choose one of ${conditions.join(", ")}`,
  });
}

/** A run has reached the condition. */
export interface Met {
  readonly words: string;
  readonly code: ExitCode;
}

/**
 * Whether a run has reached it; undefined if it still may.
 * @throws RunError if it never will
 */
export function judge(
  condition: Condition,
  id: string,
  state: Pick<RunStatus, "phase" | "reason" | "progress"> | undefined,
): Met | undefined {
  if (condition === "delete")
    return state === undefined
      ? { words: `run ${id}: gone from the cluster`, code: exitCode.passed }
      : undefined;
  if (state === undefined || state.phase === "removing")
    throw new RunError(`run ${id} is gone from the cluster, and its verdict with it`, {
      fix: "the results are in the folder of whoever followed it",
    });
  const { phase, reason, progress } = state;
  const counts = progress === undefined ? "" : `, ${progress.passed} of ${progress.total} passed`;
  const words = `run ${id}: ${phase}${counts}${reason === undefined ? "" : `: ${reason}`}`;
  if (phase === "starting") return undefined;
  if (condition === "started" && phase !== "lost")
    return { words: `run ${id}: started`, code: exitCode.passed };
  if (phase === "running") return undefined;
  if (phase === "passed") return { words, code: exitCode.passed };
  if (condition === "finished" && phase === "failed") return { words, code: exitCode.testsFailed };
  throw new RunError(words);
}
