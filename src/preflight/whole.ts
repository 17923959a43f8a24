import type { RunRequest } from "../run/plan/plan.ts";

/** Whether the planned run executes every conformance spec. */
export function isWhole({ mode, focus, skip }: RunRequest): boolean {
  return mode === "certified-conformance" && focus === undefined && (skip ?? "") === "";
}
