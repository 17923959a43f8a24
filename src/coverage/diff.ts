import { isCovered } from "./groups.ts";
import type { Coverage, Endpoint } from "./schema.ts";

/** What changed between two coverages, by operationId; all sorted. */
export interface CoverageDiff {
  readonly from: string;
  readonly to: string;
  /** Tested only after, or only before; absent where one of the two has no log. */
  readonly gained?: readonly string[];
  readonly lost?: readonly string[];
  /** Eligible only after, and those of them that the definition finds untested. */
  readonly newlyEligible: readonly string[];
  readonly newlyEligibleUntested?: readonly string[];
  readonly noLongerEligible: readonly string[];
  /** Endpoints, deprecated ones aside, that only one of the two has. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** One side of a comparison: a coverage, or only what a release has. */
export interface Side {
  readonly coverage: Coverage;
  readonly hasLog: boolean;
}

export function diffCoverage(from: Side, to: Side): CoverageDiff {
  const [before, after] = [setsOf(from.coverage), setsOf(to.coverage)];
  const newlyEligible = minus(after.eligible, before.eligible);
  return {
    from: from.coverage.release,
    to: to.coverage.release,
    ...(from.hasLog && to.hasLog
      ? { gained: minus(after.covered, before.covered), lost: minus(before.covered, after.covered) }
      : {}),
    newlyEligible,
    ...(to.hasLog ? { newlyEligibleUntested: newlyEligible.filter((id) => !after.covered.has(id)) } : {}),
    noLongerEligible: minus(before.eligible, after.eligible),
    added: minus(after.all, before.all),
    removed: minus(before.all, after.all),
  };
}

function setsOf(coverage: Coverage) {
  const ids = (isIn: (endpoint: Endpoint) => boolean) =>
    new Set(coverage.endpoints.filter(isIn).map(({ operationId }) => operationId));
  return {
    all: ids(({ deprecated }) => !deprecated),
    eligible: ids(({ eligible }) => eligible),
    covered: ids((endpoint) => isCovered(coverage, endpoint)),
  };
}

function minus(all: ReadonlySet<string>, less: ReadonlySet<string>): readonly string[] {
  return [...all].filter((id) => !less.has(id)).sort();
}
