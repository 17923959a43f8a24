import type { CutShort } from "../results/assess.ts";
import type { Layout } from "../results/layout.ts";
import type { RunRecord } from "../results/run-record.ts";
import type { ViewedSpec } from "../results/view.ts";
import type { SpecResult } from "../suite/spec.ts";

/** The result of a run. */
export type RunResult =
  | {
      readonly kind: "finished";
      readonly record: RunRecord;
      readonly cutShort: CutShort | undefined;
      readonly specs: readonly ViewedSpec[];
      readonly layout: Layout;
      /** What the user must still fill in or check before the folder is submitted. */
      readonly toDo: readonly string[];
      /** What is still in the cluster though it was to be removed. */
      readonly remains: readonly string[];
      /** Whether `cleanup` can continue. */
      readonly known: boolean;
    }
  /** The run goes on in the cluster, or waits there with its results. */
  | { readonly kind: "left"; readonly specs: readonly SpecResult[] };

/** This machine cannot continue with a run that is still in the cluster, where nothing was removed. */
export class RunLeft extends Error {
  override readonly name = "RunLeft";
  /** Whether its suite has ended, so that only its results have to be fetched. */
  readonly over: boolean;
  constructor(over: boolean, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.over = over;
  }
}
