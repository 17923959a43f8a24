import { pattern, troubleIn } from "../suite/cause/trouble.ts";
import { causePast } from "./cause-words.ts";
import type { Results } from "./results.ts";
import type { CauseRecord } from "./run-record.ts";
import type { ViewedSpec } from "./view.ts";

/** Failed specs that one cause explains. */
export interface CauseGroup {
  /** What they share; undefined for a spec that left no message. */
  readonly cause: string | undefined;
  /** How to fix it, if it is a problem of the cluster. */
  readonly fix?: string;
  readonly specs: readonly ViewedSpec[];
}

/**
 * The failed specs by what is behind them, the largest group first: what was seen while the run was followed, or what their messages have in
 * common.
 */
export function causeGroups(
  failed: readonly ViewedSpec[],
  causes: readonly CauseRecord[],
): readonly CauseGroup[] {
  const seen = new Map(causes.flatMap((cause) => cause.failed.map((name) => [name, cause] as const)));
  const groups = Map.groupBy(failed, (spec) => keyOf(spec, seen.get(spec.name)));
  return [...groups.values()]
    .map((specs) => groupOf(specs, seen.get(specs[0]?.name ?? "")))
    .toSorted((a, b) => b.specs.length - a.specs.length);
}

function groupOf(specs: readonly ViewedSpec[], known: CauseRecord | undefined): CauseGroup {
  if (known !== undefined) return { cause: `${known.what}: ${known.why}`, fix: known.fix, specs };
  const cause = specs[0]?.cause;
  const trouble = cause === undefined ? undefined : troubleIn(cause);
  if (trouble === undefined) return { cause, specs };
  return { cause: specs.length === 1 ? cause : `${trouble.what}: ${trouble.why}`, fix: trouble.fix, specs };
}

/** What specs share, without what differs for each: numbers, quoted names, generated suffixes. */
function keyOf({ cause, name }: ViewedSpec, seen: CauseRecord | undefined): string {
  if (seen !== undefined) return `seen ${seen.about} ${seen.what} ${seen.why}`;
  if (cause === undefined) return `none ${name}`;
  return troubleIn(cause)?.key ?? `cause ${pattern(cause)}`;
}

/** Something that several tests had in common, or waited for: a report leads with it. */
export interface SharedCause {
  /** `25 tests waited for agnhost:2.66.1 on node2, and 3 of them failed`. */
  readonly lead: string;
  readonly why: string;
  readonly fix?: string;
  /** Those that failed. */
  readonly tests: readonly string[];
}

/** What was seen to keep specs from running, and what several failures have in common, that with the most failures first. */
export function sharedCauses(
  failed: readonly ViewedSpec[],
  causes: readonly CauseRecord[],
): readonly SharedCause[] {
  const seen = causes.map((cause): SharedCause => {
    const { why, fix, failed: tests } = cause;
    return { lead: causePast(cause), why, fix, tests };
  });
  const explained = new Set(causes.flatMap((cause) => cause.failed));
  const others = causeGroups(
    failed.filter(({ name }) => !explained.has(name)),
    [],
  ).flatMap(({ cause, fix, specs }): SharedCause[] =>
    cause === undefined || specs.length < 2
      ? []
      : [
          {
            lead: `${specs.length} tests failed for the same reason`,
            why: cause,
            ...(fix === undefined ? {} : { fix }),
            tests: specs.map(({ name }) => name),
          },
        ],
  );
  return [...seen, ...others].toSorted((a, b) => b.tests.length - a.tests.length);
}

/** What was seen while the run was followed, if it was followed by this program. */
export function seenCauses({ runner }: Pick<Results, "runner">): readonly CauseRecord[] {
  return runner.name === "kubectl conformance" ? (runner.record.causes ?? []) : [];
}
