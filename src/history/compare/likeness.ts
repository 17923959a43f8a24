/** A failure of a test in a build. */
export interface Failure {
  readonly test: string;
  /** Why it failed, in a line; undefined if it left no message. */
  readonly cause: string | undefined;
}

/** Failures that are alike. */
export interface FailureGroup<F extends Failure = Failure> {
  /** The words of one of them. */
  readonly cause: string;
  readonly failures: readonly F[];
  /** How many tests they are of. */
  readonly tests: number;
}

// the share of word pairs that two messages have in common, from which they are the same failure
const alike = 0.6;
// groups that are compared with each other; the rest is grouped by equality alone
const mostCompared = 2000;

/**
 * Groups failures by the likeness of their messages, as Kubernetes' triage board does: what differs from run to run (numbers, names, addresses)
 * is taken out, and messages that then share most of their pairs of words are one group. The largest group comes first.
 */
export function groupFailures<F extends Failure>(failures: readonly F[]): readonly FailureGroup<F>[] {
  const exact = Map.groupBy(failures, ({ cause, test }) =>
    cause === undefined ? `\0${test}` : plainWords(cause),
  );
  const groups: { pairs: ReadonlySet<string>; failures: F[] }[] = [];
  for (const [key, same] of [...exact].toSorted(([, a], [, b]) => b.length - a.length)) {
    const pairs = pairsOf(key);
    const near =
      key.startsWith("\0") || groups.length > mostCompared
        ? undefined
        : groups.find((group) => likeness(group.pairs, pairs) >= alike);
    if (near === undefined)
      groups.push({ pairs: key.startsWith("\0") ? new Set() : pairs, failures: [...same] });
    else near.failures.push(...same);
  }
  return groups
    .map(({ failures: all }) => ({
      cause: all[0]?.cause ?? "failed without a message",
      failures: all,
      tests: new Set(all.map(({ test }) => test)).size,
    }))
    .toSorted((a, b) => b.failures.length - a.failures.length);
}

/** A message without what is only about one run. */
export function plainWords(cause: string): string {
  return cause
    .replace(/"(?:[^"\\]|\\.)*"|'[^']*'|`[^`]*`/g, " … ")
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, " … ")
    .replace(/\S*\d\S*/g, " … ")
    .replace(/(?:\s*…\s*)+/g, " … ")
    .trim()
    .toLowerCase();
}

function pairsOf(words: string): ReadonlySet<string> {
  const each = words.split(/[^\p{Letter}…]+/u).filter((word) => word !== "");
  const pairs = each.map((word, index) => `${word} ${each[index + 1] ?? ""}`);
  return new Set(pairs);
}

/** How much two sets have in common, from 0 to 1 (Jaccard). */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0;
  let both = 0;
  for (const one of a) if (b.has(one)) both += 1;
  return both / (a.size + b.size - both);
}
