import { listedTests, requiredTests } from "../suite/required/required.ts";
import { hasFailed } from "../suite/spec.ts";
import type { SuiteWords } from "../suite/suite-words.ts";
import { because, type Choice, type DeviationInput, deviationsOf } from "./deviations.ts";
import { minorIn } from "./layout.ts";
import { nothingRan } from "./nothing-ran.ts";
import type { Verdict } from "./run-record.ts";

/** How the suite's container ended, as far as the judge knows. */
export type Ending =
  /** `reason` is the container runtime's own: `Error`, `OOMKilled`; it may be empty. */
  | { readonly kind: "exited"; readonly exitCode: number; readonly reason: string }
  /** Its pod is gone, failed, or permanently unreachable. */
  | { readonly kind: "lost"; readonly reason: string }
  | { readonly kind: "never-started"; readonly reason: string }
  /** Nobody watched it: there are only the suite's files. */
  | { readonly kind: "unseen" };

/** Who ended a suite before its end. */
export type CutShort = "stopped" | "aborted" | "timed-out" | "given-up";

/** What a verdict is based on. */
export interface VerdictInput {
  readonly suite: Pick<SuiteWords, "finished" | "endedBy"> &
    Partial<Pick<SuiteWords, "planned" | "dyingWords">>;
  /** What was to run, if known, and the names of the release's conformance tests. */
  readonly choice?: Choice | undefined;
  readonly names?: readonly string[] | undefined;
  readonly end: Ending;
  readonly cutShort?: CutShort | undefined;
}

/** How a run went and, if it has no verdict, why. */
export type Judgement =
  | { readonly verdict: "passed" | "failed"; readonly reason?: undefined }
  | { readonly verdict: "incomplete"; readonly reason: string };

/** Everything that is known about a run when it is judged. */
export interface AssessInput
  extends Omit<VerdictInput, "choice" | "names">,
    Pick<DeviationInput, "server" | "choice" | "replayed" | "files"> {
  readonly suite: SuiteWords;
  /** What else keeps the results from certifying, each in a few words. */
  readonly problems: readonly string[];
}

/** The judgment of a run: the only source of passed, failed, incomplete and certifiable. */
export interface Assessment {
  readonly verdict: Verdict;
  /** Why there is no verdict; undefined if there is one. */
  readonly reason?: string | undefined;
  readonly certifiable: boolean;
  /** Why the run cannot certify; empty if it can. */
  readonly deviations: readonly string[];
}

/** Judges a run. Pure; nothing else judges runs. */
export function assess(input: AssessInput): Assessment {
  const { suite, server } = input;
  const minor = server === undefined ? undefined : minorIn(server);
  const { verdict, reason } = verdictOf({
    ...input,
    names: minor === undefined ? undefined : listedTests(minor),
  });
  const deviations = [
    ...deviationsOf({
      ...input,
      unfinished: verdict === "incomplete" ? unfinishedWords(input) : undefined,
      suiteFailed:
        verdict === "failed" && !suite.specs.some((spec) => hasFailed(spec.state))
          ? { reason: suite.nodeFailed }
          : undefined,
      required: minor === undefined ? undefined : requiredTests(minor),
    }),
    ...input.problems,
  ];
  return {
    verdict,
    ...(reason === undefined ? {} : { reason }),
    certifiable: verdict === "passed" && deviations.length === 0,
    deviations,
  };
}

/**
 * Only the verdict. The suite's own summary and its container's exit code must agree: there is no verdict for a suite that says success and then
 * crashes, for one that did not end normally, or for one that ran nothing.
 */
export function verdictOf({ suite, end, cutShort, choice, names = [] }: VerdictInput): Judgement {
  const { finished, endedBy } = suite;
  const seen = end.kind === "exited" || end.kind === "unseen";
  if (!seen || finished === undefined || endedBy !== undefined)
    return incomplete(whyUnfinished({ suite, end, cutShort }));
  // stopping a suite that ended normally anyway came too late
  if (!finished.success) return { verdict: "failed" };
  if (end.kind === "exited" && end.exitCode !== 0) return incomplete(disagreement(end));
  if (finished.ran === 0) return incomplete(nothingRan(choice, suite.planned, names));
  return { verdict: "passed" };
}

function incomplete(reason: string): Judgement {
  return { verdict: "incomplete", reason };
}

function whyUnfinished({ suite, end, cutShort }: VerdictInput): string {
  if (cutShort === "timed-out") return "the suite was stopped because --timeout had passed";
  if (cutShort === "given-up")
    return "the suite was stopped because as many tests had failed as --max-failures allows";
  if (cutShort !== undefined) return "the suite was stopped";
  if (end.kind === "never-started") return `the run's pod did not start in time: ${end.reason}`;
  if (end.kind === "lost") return `the run was lost: ${end.reason}`;
  if (suite.endedBy !== undefined) return `the suite ended before its time: ${suite.endedBy}`;
  const said = suite.dyingWords === undefined ? "" : `; its log says: ${suite.dyingWords}`;
  return end.kind === "unseen"
    ? `the suite wrote no summary: it did not finish, or its log was truncated${said}`
    : `the suite's container ended with exit code ${codeWords(end)} before the suite did${said}`;
}

/** The deviation of a run without a verdict. */
function unfinishedWords({ suite, end }: VerdictInput): string {
  if (
    suite.finished?.ran === 0 &&
    suite.finished.success &&
    suite.endedBy === undefined &&
    end.kind !== "lost"
  ) {
    return "no spec ran";
  }
  if (end.kind === "exited" && suite.finished !== undefined && suite.endedBy === undefined)
    return disagreement(end);
  return because("the suite did not finish", suite.endedBy);
}

function disagreement(end: Extract<Ending, { kind: "exited" }>): string {
  return `e2e.log says success, but the suite's container ended with exit code ${codeWords(end)}`;
}

function codeWords({ exitCode, reason }: Extract<Ending, { kind: "exited" }>): string {
  return `${exitCode}${reason === "" ? "" : ` (${reason})`}`;
}
