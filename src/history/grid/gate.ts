import { hasFailed } from "../../suite/spec.ts";
import { timeOf } from "../build/time.ts";
import { sameTest } from "../compare/same-test.ts";
import type { Job } from "../load.ts";
import type { WholeBuild } from "../read.ts";
import { type Grid, gridOf } from "./grid.ts";

/** What a job has to fulfil. */
export interface Conditions {
  /** How many tests may be flaky among the builds that are looked at; as a share of all tests if `isShare`. */
  readonly maxFlaky?: { readonly most: number; readonly isShare: boolean } | undefined;
  /** Whether each test that fails in the newest build must have failed in the one before. */
  readonly noNewFailures?: boolean | undefined;
  readonly passed?: boolean | undefined;
  /** How old the newest build may be, in milliseconds. */
  readonly maxAge?: number | undefined;
}

/** How a job meets its conditions. */
export interface Judgment {
  readonly job: string;
  /** The newest complete build. */
  readonly build: string | undefined;
  /** Each condition that is not met, in a line; empty if all are. */
  readonly faults: readonly string[];
}

/** Judges a job by its newest complete build and those before it. */
export function judge(job: Job<WholeBuild>, conditions: Conditions, now: number): Judgment {
  const complete = job.builds.flatMap((one) => (one.kind === "complete" ? [one.value] : []));
  const [newest, before] = complete;
  if (newest === undefined)
    return { job: job.name, build: undefined, faults: ["there is no complete build"] };
  const { head, build } = newest;
  const faults: string[] = [];
  if (head.verdict === "incomplete")
    faults.push(`build ${head.build} has no verdict${build.reason === undefined ? "" : `: ${build.reason}`}`);
  else if (conditions.passed === true && head.verdict === "failed")
    faults.push(
      `build ${head.build} failed: ${head.counts?.failed ?? "some"} of ${head.counts?.total ?? "its"} tests`,
    );
  if (conditions.noNewFailures === true) faults.push(...newFailures(newest, before));
  if (conditions.maxFlaky !== undefined) faults.push(...tooFlaky(gridOf([job]), conditions.maxFlaky));
  const at = timeOf(head);
  if (conditions.maxAge !== undefined && (at === undefined || now - at > conditions.maxAge))
    faults.push(`the newest build, ${head.build}, is older than it may be`);
  return { job: job.name, build: head.build, faults };
}

function newFailures({ build }: WholeBuild, before: WholeBuild | undefined): string[] {
  const failed = ({ tests }: WholeBuild["build"]) => tests.filter(({ state }) => hasFailed(state));
  const known = new Set(before === undefined ? [] : failed(before.build).map(({ name }) => sameTest(name)));
  return failed(build)
    .filter(({ name }) => !known.has(sameTest(name)))
    .map(({ name, cause }) => `fails newly: ${name}${cause === undefined ? "" : `: ${cause}`}`);
}

function tooFlaky({ rows }: Grid, { most, isShare }: { most: number; isShare: boolean }): string[] {
  const flaky = rows.filter(({ stories }) => stories.some(({ flakes }) => flakes.length > 0));
  const allowed = isShare ? most * rows.length : most;
  if (flaky.length <= allowed) return [];
  const limit = isShare ? `${most * 100}% of ${rows.length}` : String(most);
  return [
    `${flaky.length} ${flaky.length === 1 ? "test is" : "tests are"} flaky, and at most ${limit} may be`,
    ...flaky.map(({ name }) => `flaky: ${name}`),
  ];
}
