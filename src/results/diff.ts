import { tagsOf } from "../suite/names.ts";
import { hasFailed } from "../suite/spec.ts";
import { hasRun, type ViewedSpec } from "./view.ts";

/** A test in two runs; `before` is missing for a new test, `after` for one that is gone. */
export interface Paired {
  readonly before?: ViewedSpec;
  readonly after?: ViewedSpec;
}

/** What changed from one run to another, for the tests that ran; each list in the order of the tests' names. */
export interface ResultsDiff {
  /** They passed before, or did not run, and fail now. */
  readonly newlyFailing: readonly Paired[];
  readonly stillFailing: readonly Paired[];
  readonly fixed: readonly Paired[];
  /** Passed in both, and took at least twice as long and ten seconds longer; the largest slowdown first. */
  readonly slower: readonly Paired[];
  readonly added: readonly Paired[];
  readonly gone: readonly Paired[];
  /** The same test under two names that differ in the order of their tags. */
  readonly renamed: readonly Paired[];
}

/** Compares the tests of two runs that passed or failed. */
export function diffResults(before: readonly ViewedSpec[], after: readonly ViewedSpec[]): ResultsDiff {
  const pairs = pairUp(before.filter(hasRun), after.filter(hasRun));
  const both = pairs.filter((pair) => pair.before !== undefined && pair.after !== undefined);
  const failed = (spec: ViewedSpec | undefined) => spec !== undefined && hasFailed(spec.state);
  return {
    newlyFailing: pairs.filter((pair) => failed(pair.after) && !failed(pair.before)),
    stillFailing: both.filter((pair) => failed(pair.after) && failed(pair.before)),
    fixed: both.filter((pair) => failed(pair.before) && !failed(pair.after)),
    slower: both
      .filter((pair) => !failed(pair.before) && !failed(pair.after) && slowed(pair))
      .toSorted((a, b) => factor(b) - factor(a)),
    added: pairs.filter((pair) => pair.before === undefined),
    gone: pairs.filter((pair) => pair.after === undefined),
    renamed: both.filter((pair) => pair.before?.name !== pair.after?.name),
  };
}

// a spec of a second varies that much from run to run
const leastSeconds = 10;

function slowed({ before, after }: Paired): boolean {
  const [was, is] = [before?.seconds ?? 0, after?.seconds ?? 0];
  return is >= 2 * was && is - was >= leastSeconds;
}

function factor({ before, after }: Paired): number {
  return (after?.seconds ?? 0) / Math.max(before?.seconds ?? 0, 0.001);
}

function pairUp(before: readonly ViewedSpec[], after: readonly ViewedSpec[]): Paired[] {
  const left = new Map(before.map((spec) => [spec.name, spec]));
  const byKey = new Map<string, ViewedSpec[]>();
  const names = new Set(after.map((spec) => spec.name));
  for (const spec of left.values()) {
    if (names.has(spec.name)) continue;
    const key = keyOf(spec.name);
    byKey.set(key, [...(byKey.get(key) ?? []), spec]);
  }
  const pairs = after.map((spec): Paired => {
    const same = left.get(spec.name) ?? byKey.get(keyOf(spec.name))?.shift();
    if (same === undefined) return { after: spec };
    left.delete(same.name);
    return { before: same, after: spec };
  });
  const gone = [...left.values()].map((spec): Paired => ({ before: spec }));
  return [...pairs, ...gone].toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** A name by its words in order and its tags in any order: 176 names in 1.37 differ from those in 1.36 only in that. */
export function keyOf(name: string): string {
  const words = name
    .replace(/\[[^[\]]+\]/g, " ")
    .trim()
    .split(/\s+/);
  return JSON.stringify([words, tagsOf(name).sort()]);
}

function nameOf({ before, after }: Paired): string {
  return (after ?? before)?.name ?? "";
}
