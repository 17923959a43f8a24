// How far the time left, as shown, was from what was really left, in recorded runs that are replayed: with the durations as they are held,
// and with those of the other runs alone, as for a cluster that nobody has recorded.
import { expectedOf, workOf } from "../../src/run/follow/expected.ts";
import { testKey } from "../../src/suite/required/same-test.ts";
import { keptRuns, type RecordedRun, replay, worstError } from "./recorded-runs.ts";
import { table } from "./statistics.ts";

// of the whole run, after its first tenth
const limit = 0.15;

const runs = keptRuns();

function asHeld({ release }: RecordedRun) {
  return expectedOf({ release, focus: "\\[Conformance\\]", skip: "" });
}

function fromOthers(run: RecordedRun) {
  const others = runs.filter((other) => other !== run).flatMap(({ specs }) => specs);
  const byKey = Map.groupBy(others, ({ name }) => testKey(name));
  const mean = (specs: readonly { readonly seconds: number }[]) =>
    (specs.reduce((sum, { seconds }) => sum + seconds, 0) / Math.max(1, specs.length)) * 1000;
  const all = mean(others);
  const of = (name: string) => {
    const found = byKey.get(testKey(name));
    return found === undefined ? all : mean(found);
  };
  return {
    of,
    work: workOf(
      run.specs.map(({ name }) => name),
      of,
    ),
  };
}

const percent = (share: number) => `${share > 0 ? "+" : ""}${(share * 100).toFixed(1)} %`;
const minutes = (ms: number | undefined) => (ms === undefined ? "-" : (ms / 60_000).toFixed(0));
const rows = runs.map((run) => {
  const guesses = replay(run, asHeld(run));
  const said = [0.1, 0.25, 0.5, 0.75].map((share) => {
    const { guessed, left } = guesses[Math.floor((run.took * share) / 1000)] ?? {
      guessed: undefined,
      left: 0,
    };
    return `${minutes(guessed)} of ${minutes(left)}`;
  });
  return [
    run.name,
    minutes(run.took),
    ...said,
    percent(worstError(run, guesses)),
    percent(worstError(run, replay(run, fromOthers(run)))),
  ];
});
const header = [
  "run",
  "minutes",
  "at 10 %",
  "25 %",
  "50 %",
  "75 %",
  "worst, as held",
  "worst, by the others",
];
process.stdout.write(table([header, ...rows]));
process.exitCode = runs.every((run) => Math.abs(worstError(run, replay(run, asHeld(run)))) <= limit) ? 0 : 1;
