import type { JunitReport } from "./junit.ts";
import { hasFailed, type SpecResult } from "./spec.ts";

/** What a suite itself has said of how it went, in its log or its junit file. */
export interface SuiteWords {
  /** Its last word; undefined where it did not come to say it. */
  readonly finished:
    | {
        readonly success: boolean;
        readonly flaked: number;
        /** How many specs ran; undefined where that is not said. */
        readonly ran?: number;
      }
    | undefined;
  /** Why it ended before its time, in Ginkgo's words; undefined of one that came to its end or has not ended. */
  readonly endedBy: string | undefined;
  /** What it said as it died, where it did not come to its end. */
  readonly dyingWords?: string | undefined;
  /** The first of its own nodes that failed, and its message's first line. */
  readonly nodeFailed: string | undefined;
  /** `e2e test version` */
  readonly version: string | undefined;
  /** Specs that were to run; undefined where it did not come to say. */
  readonly planned: number | undefined;
  /** The specs and how they ended; those filtered out may be among them. */
  readonly specs: readonly SpecResult[];
}

/** Why a suite ended whose set-up failed, so that no spec ran. */
export const setUpFailed = "a BeforeSuite node failed";

/** The property of a junit that was not written by the suite but made from its log, which may have no end. */
export const rebuiltFrom = "RebuiltFrom";

/** What a junit file says. The suite writes it as its last act, so that its being there says that the suite ended. */
export function wordsOfJunit({ cases, suiteNodes, properties }: JunitReport): SuiteWords {
  const node = suiteNodes.find(({ state }) => hasFailed(state));
  const setUp = suiteNodes.find(
    ({ name, state }) => hasFailed(state) && /^\[(?:Synchronized)?BeforeSuite\]/.test(name),
  );
  // Ginkgo 1 notes no settings
  const success =
    properties.SuiteSucceeded ?? String(![...cases, ...suiteNodes].some((one) => hasFailed(one.state)));
  const reason = properties.SpecialSuiteFailureReason || (setUp && setUpFailed);
  return {
    finished:
      properties[rebuiltFrom] === undefined
        ? { success: success === "true", flaked: 0, ran: cases.filter(hasRun).length }
        : undefined,
    endedBy: earlyEnd(reason, cases),
    nodeFailed: node && nodeWords(node),
    version: undefined,
    planned: undefined,
    specs: cases,
  };
}

function hasRun({ state }: SpecResult): boolean {
  return state === "passed" || hasFailed(state);
}

/** Ginkgo's reason, where it is one that keeps a suite from its end. */
export function earlyEnd(reason: string | undefined, specs: readonly SpecResult[]): string | undefined {
  // with --fail-fast a spec that fails ends the other processes: a failure, as it is in a run on one process
  const failFast =
    reason === "Interrupted by Other Ginkgo Process" &&
    specs.some(({ state }) => hasFailed(state) && state !== "interrupted");
  return failFast ? undefined : reason;
}

/** A node of the suite that failed, in one line. */
export function nodeWords({ name, message }: SpecResult): string {
  const [line = ""] = message?.split("\n") ?? [];
  return `${name} ${line}`.trim();
}
