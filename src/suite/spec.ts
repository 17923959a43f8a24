/** How a spec ended, in Ginkgo's own words (ginkgo v2 `types.SpecState`). */
export type SpecState =
  | "passed"
  | "failed"
  | "skipped"
  | "pending"
  | "panicked"
  | "interrupted"
  | "aborted"
  | "timedout";

/** One spec of the suite and how it ended. */
export interface SpecResult {
  /** The full name with its tags, without the `[It] ` of the junit: `[sig-node] Pods should … [Conformance]`. */
  readonly name: string;
  readonly state: SpecState;
  readonly seconds: number;
  /** The failure's own message; only for specs that did not pass. */
  readonly message?: string;
  /** Where it failed, as the suite prints it: `k8s.io/kubernetes/test/e2e/network/service.go:4291`. */
  readonly location?: string;
}

/** Whether a state counts as a failure: everything except passed, skipped and pending. */
export function hasFailed(state: SpecState): boolean {
  return state !== "passed" && state !== "skipped" && state !== "pending";
}
