import type { Steps } from "../async/steps.ts";
import type { SpecEvent } from "../suite/cause/events.ts";
import { keptEvents } from "../suite/cause/kept-events.ts";
import { causeOf } from "../suite/cause.ts";
import { type SpecSlice, sliceSteps, sliceText } from "../suite/log/slices.ts";
import { requiredTests } from "../suite/required/required.ts";
import { hasFailed, type SpecResult } from "../suite/spec.ts";
import { eventsFile } from "./evidence.ts";
import { minorIn } from "./layout.ts";
import type { EvidenceText } from "./read/evidence.ts";
import type { Results } from "./results.ts";

/** A spec, with what its part of e2e.log says in addition to its verdict. */
export interface ViewedSpec extends SpecResult {
  /** Why it failed, in a line; absent if it did not fail, or left no message. */
  readonly cause?: string;
  /** Whether it passed, but not at the first attempt. */
  readonly flaked?: boolean;
  /** When it ran, by the suite's clock, in milliseconds since the epoch, if the log says. */
  readonly began?: number;
  readonly ended?: number;
  /** The ID of the Ginkgo process that ran it, where the log has it. */
  readonly process?: number;
}

/** The files of evidence that a run has kept of failed tests, by the tests' names. */
export type Evidence = ReadonlyMap<string, readonly EvidenceText[]>;

/** Results, prepared for display. */
export interface ResultsView {
  readonly results: Results;
  /** All specs; filtered-out ones may be included. */
  readonly specs: readonly ViewedSpec[];
  readonly evidence: Evidence;
  /** The tests that the server's minor requires and that neither passed nor failed, sorted; empty if its list is unknown. */
  readonly missing: readonly string[];
}

/** Prepares results for display, in steps: the log is read once more for what it says about each spec. */
export function* viewSteps(results: Results, evidence: Evidence = new Map()): Steps<ResultsView> {
  const specs = yield* viewedSteps(results.specs, results.files.log?.bytes, undefined, evidence);
  return { results, specs, evidence, missing: missingOf(results) };
}

/** The specs, with what the log and the evidence say about each, in steps; `each` gets the slices of the log as they come. */
export function* viewedSteps(
  specs: readonly SpecResult[],
  log: Uint8Array | undefined,
  each?: (slice: SpecSlice) => void,
  evidence: Evidence = new Map(),
): Steps<readonly ViewedSpec[]> {
  const kept = (name: string) =>
    keptEvents(evidence.get(name)?.find((file) => file.name === eventsFile)?.text ?? "");
  const known = new Map<string, Omit<ViewedSpec, keyof SpecResult>>();
  if (log !== undefined) {
    const given = new Map(specs.map((spec) => [spec.name, spec]));
    yield* sliceSteps(log, (slice) => {
      each?.(slice);
      const { spec, began, ended, process, flaked } = slice;
      known.set(spec.name, {
        ...(flaked && { flaked }),
        ...(hasFailed(spec.state) &&
          causeWords({ ...spec, ...given.get(spec.name) }, sliceText(slice), kept(spec.name))),
        ...(began !== undefined && { began }),
        ...(ended !== undefined && { ended }),
        ...(process !== undefined && { process }),
      });
    });
  }
  return specs.map((spec) => {
    const { cause, ...more } = known.get(spec.name) ?? {};
    if (!hasFailed(spec.state)) return { ...spec, ...more };
    // a truncated log may lack the spec, or have another attempt at it
    return { ...spec, ...more, ...(cause === undefined ? causeWords(spec, [], kept(spec.name)) : { cause }) };
  });
}

function causeWords(
  spec: SpecResult,
  log: readonly string[],
  kept: readonly SpecEvent[],
): { cause?: string } {
  const cause = causeOf(spec, log, kept);
  return cause === undefined ? {} : { cause };
}

/** The tests that the server's minor requires and that did not run, sorted; empty where its list is not known. */
export function missingOf({ specs, versions }: Pick<Results, "specs" | "versions">): readonly string[] {
  const minor = minorIn(versions.server ?? versions.suite ?? "");
  const required = minor === undefined ? undefined : requiredTests(minor);
  if (required === undefined) return [];
  const ran = new Set(specs.filter(hasRun).map((spec) => spec.name));
  return required.filter((name) => !ran.has(name));
}

/** Whether a spec ran: it passed or failed. */
export function hasRun({ state }: Pick<SpecResult, "state">): boolean {
  return state === "passed" || hasFailed(state);
}
