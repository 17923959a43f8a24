/**
 * Writes the lists of required tests in src/suite/required/ anew, from the Go module k8s.io/kubernetes of each release:
 * `npm run update:required-tests [v1.35.4 …]`, with `go` on the PATH. Without words it takes the releases that are held.
 */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { writeWhole } from "../src/results/files.ts";
import { minorOf } from "../src/results/layout.ts";
import { minorNumber } from "../src/suite/required/minor.ts";
import { isRequired, type ListedTest, parseConformanceList } from "../src/suite/required/parse.ts";

const folder = path.join(import.meta.dirname, "../src/suite/required");
const run = promisify(execFile);

interface List {
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

/** Where the Go client keeps the module of a release, which it downloads first where it is not there. */
async function moduleFolder(release: string): Promise<string> {
  const { stdout } = await run("go", ["mod", "download", "-json", `k8s.io/kubernetes@${release}`]);
  const { Dir: dir }: { Dir?: string } = JSON.parse(stdout);
  if (dir === undefined) throw new Error(`go names no folder for ${release}`);
  return dir;
}

async function readList(release: string): Promise<List> {
  const file = path.join(await moduleFolder(release), "test/conformance/testdata/conformance.yaml");
  const entries = parseConformanceList(await readFile(file, "utf8"), file);
  const tests = new Map(entries.map((test) => [test.name, test]));
  if (tests.size !== entries.length) throw new Error(`${file}: names a test twice`);
  return { release, minor: minorOf(release), tests };
}

/** The names by the minors that list them without a gap, and by the minor that requires them where that is a later one. */
function spansOf(lists: readonly List[]) {
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

async function heldReleases(): Promise<string[]> {
  const { releases }: { releases: string[] } = JSON.parse(
    await readFile(path.join(folder, "required.json"), "utf8"),
  );
  return releases;
}

async function write(name: string, value: unknown): Promise<void> {
  const file = path.join(folder, name);
  await writeWhole(file, `${JSON.stringify(value, null, 2)}\n`, { overwrite: true });
  await run("biome", ["format", "--write", file]);
}

const words = process.argv.slice(2);
const releases = (words.length > 0 ? words : await heldReleases()).map(
  (word) => `v${word.replace(/^v/, "")}`,
);
const lists: List[] = [];
for (const release of releases) {
  // one at a time: each is a download of 40 MB
  const list = await readList(release);
  const required = [...list.tests.values()].filter((test) => isRequired(test, list.minor)).length;
  process.stdout.write(`${release}: ${list.tests.size} listed, ${required} required\n`);
  lists.push(list);
}
lists.sort((a, b) => minorNumber(a.minor) - minorNumber(b.minor));
if (new Set(lists.map(({ minor }) => minor)).size !== lists.length)
  throw new Error("one release of each minor");
// the newest list's words come last, and stay
const texts = new Map(lists.flatMap(({ tests }) => [...tests]));
await write("required.json", { releases: lists.map(({ release }) => release), spans: spansOf(lists) });
await write(
  "texts.json",
  [...texts.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
);
