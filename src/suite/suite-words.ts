import type { JunitReport } from "./junit.ts";
import { hasFailed, type SpecResult } from "./spec.ts";

/** What a suite itself said about how it went, in its log or its junit file. */
export interface SuiteWords {
  /** Its final verdict; undefined if it did not get that far. */
  readonly finished:
    | {
        readonly success: boolean;
        readonly flaked: number;
        /** How many specs ran; undefined if it is not stated. */
        readonly ran?: number;
      }
    | undefined;
  /** Why it ended prematurely, in Ginkgo's words; undefined if it ended normally or has not ended. */
  readonly endedBy: string | undefined;
  /** Its last words, if it did not end normally. */
  readonly dyingWords?: string | undefined;
  /** The first of its own nodes that failed, and the first line of the message. */
  readonly nodeFailed: string | undefined;
  /** `e2e test version` */
  readonly version: string | undefined;
  /** Specs that were to run; undefined if the suite did not say. */
  readonly planned: number | undefined;
  /** The specs and how they ended; filtered-out specs may be included. */
  readonly specs: readonly SpecResult[];
}

/** Why a suite ended if its set-up failed, so that no spec ran. */
export const setUpFailed = "a BeforeSuite node failed";

/** The property of a junit file that was not written by the suite but made from its log, which may be incomplete. */
export const rebuiltFrom = "RebuiltFrom";

/** What a junit file says. The suite writes it as its last act, so its existence shows that the suite ended. */
export function wordsOfJunit({ cases, suiteNodes, properties }: JunitReport): SuiteWords {
  const node = suiteNodes.find(({ state }) => hasFailed(state));
  const setUp = suiteNodes.find(
    ({ name, state }) => hasFailed(state) && /^\[(?:Synchronized)?BeforeSuite\]/.test(name),
  );
  // Ginkgo 1 records no settings
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

/** Ginkgo's reason, if it is one that ends a suite prematurely. */
export function earlyEnd(reason: string | undefined, specs: readonly SpecResult[]): string | undefined {
  // with --fail-fast, a failed spec ends the other processes: a failure, as in a run with one process
  const failFast =
    reason === "Interrupted by Other Ginkgo Process" &&
    specs.some(({ state }) => hasFailed(state) && state !== "interrupted");
  return failFast ? undefined : reason;
}

/** A failed node of the suite, in one line. */
export function nodeWords({ name, message }: SpecResult): string {
  const [line = ""] = message?.split("\n") ?? [];
  return `${name} ${line}`.trim();
}
