import { minorOf } from "../../src/results/layout.ts";
import { minorNumber } from "../../src/suite/required/minor.ts";
import { isRequired, type ListedTest, parseConformanceList } from "../../src/suite/required/parse.ts";
import type { Source } from "./source.ts";

/** A release's list of conformance tests. */
export interface List {
  readonly release: string;
  readonly minor: string;
  readonly tests: ReadonlyMap<string, ListedTest>;
}

interface Span {
  readonly from: string;
  readonly to: string;
  readonly requiredFrom?: string | undefined;
  readonly names: string[];
}

const folder = "test/conformance/testdata";

/** @throws Error where the release has no such list, or one that names a test twice */
export async function readList(source: Source, release: string): Promise<List> {
  const file = `${folder}/conformance.yaml`;
  const text = await source.file(release, file);
  if (text === undefined) throw new Error(`${release} has no ${file}`);
  const entries = parseConformanceList(text, `${release} ${file}`);
  const tests = new Map(entries.map((test) => [test.name, test]));
  if (tests.size !== entries.length) throw new Error(`${release} ${file}: names a test twice`);
  return { release, minor: minorOf(release), tests };
}

/** The tests that a version announces for later releases (KEP-5922); none before v1.38. */
export async function readAnnounced(source: Source, version: string): Promise<readonly ListedTest[]> {
  const file = `${folder}/future-conformance.yaml`;
  const text = await source.file(version, file);
  // without entries it is comments alone, or an empty list
  if (text === undefined || !/^\s*-/m.test(text)) return [];
  return parseConformanceList(text, `${version} ${file}`);
}

/** How many of a list are required. */
export function requiredOf({ tests, minor }: List): number {
  return [...tests.values()].filter((test) => isRequired(test, minor)).length;
}

/** The names by the minors that list them without a gap, and by the minor that requires them where that is a later one. */
export function spansOf(lists: readonly List[]): readonly Span[] {
  const spans = new Map<string, Span>();
  for (const name of new Set(lists.flatMap(({ tests }) => [...tests.keys()]).sort())) {
    for (const { from, to } of stretchesOf(name, lists)) {
      const test = from.tests.get(name);
      const late =
        test === undefined || isRequired(test, from.minor) ? {} : { requiredFrom: test.releases[0] };
      const span = { from: from.minor, to: to.minor, ...late };
      const key = JSON.stringify(span);
      const group: Span = spans.get(key) ?? { ...span, names: [] };
      group.names.push(name);
      spans.set(key, group);
    }
  }
  return [...spans.values()].sort(
    (a, b) => minorNumber(a.from) - minorNumber(b.from) || minorNumber(b.to) - minorNumber(a.to),
  );
}

/** From which list to which next to it the name is there. */
function stretchesOf(name: string, lists: readonly List[]): { from: List; to: List }[] {
  const stretches: { from: List; to: List }[] = [];
  lists.forEach((list, index) => {
    if (!list.tests.has(name)) return;
    const open = stretches.at(-1);
    if (open !== undefined && open.to === lists[index - 1]) open.to = list;
    else stretches.push({ from: list, to: list });
  });
  return stretches;
}

/** What each list says of its tests, by name: the newest list that has a test has its words. */
export function textsOf(lists: readonly List[]): readonly ListedTest[] {
  const texts = new Map(lists.flatMap(({ tests }) => [...tests]));
  return [...texts.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
