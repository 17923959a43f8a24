import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { Expected } from "../../src/run/follow/expected.ts";
import { Progress } from "../../src/run/follow/progress.ts";

/** When the specs of a run ended: milliseconds from its suite's beginning. */
export interface RecordedRun {
  readonly name: string;
  /** `v1.35.4` */
  readonly release: string;
  readonly processes: number;
  readonly took: number;
  readonly specs: readonly RecordedSpec[];
}

interface RecordedSpec {
  readonly ended: number;
  readonly seconds: number;
  readonly name: string;
}

const folder = path.join(import.meta.dirname, "../../test/fixtures/time-left");

/** The runs of which the project keeps when their specs ended. */
export function keptRuns(): readonly RecordedRun[] {
  return ["v1.35-idle", "v1.35-busy", "v1.37-busier"].map((name) => {
    const text = gunzipSync(readFileSync(path.join(folder, `${name}.txt.gz`))).toString();
    const [head = "", ...lines] = text.trimEnd().split("\n");
    const [release = "", processes, took] = head.split(" ");
    const specs = lines.map((line): RecordedSpec => {
      const [, ended, seconds, spec = ""] = /^(\d+) ([\d.]+) (.*)$/.exec(line) ?? [];
      return { ended: Number(ended), seconds: Number(seconds), name: spec };
    });
    return { name, release, processes: Number(processes), took: Number(took), specs };
  });
}

/** An estimate at a moment of a run, and what was really left; milliseconds. */
export interface Guess {
  readonly at: number;
  /** Undefined where nothing was said. */
  readonly guessed: number | undefined;
  readonly left: number;
}

/** What the program would have said of the time left, each second of a run. */
export function replay(run: RecordedRun, expected: Expected): readonly Guess[] {
  const progress = new Progress(expected);
  const { processes, specs, took } = run;
  progress.log({ kind: "suite-started", total: specs.length, of: specs.length, processes }, 0);
  const guesses: Guess[] = [];
  let next = 0;
  for (let at = 1000; at < took; at += 1000) {
    for (let spec = specs[next]; spec !== undefined && spec.ended <= at; spec = specs[++next]) {
      const { name, seconds, ended } = spec;
      progress.log(
        { kind: "spec-finished", spec: { name, seconds, state: "passed" }, namespaces: [] },
        ended,
      );
    }
    guesses.push({ at, guessed: progress.progress(at).left, left: took - at });
  }
  return guesses;
}

/** The largest error after a tenth of the run, as a share of the whole, with its sign: less than 0 where too little was said. */
export function worstError(run: RecordedRun, guesses: readonly Guess[]): number {
  // in its last seconds all specs have ended
  const last = run.specs.at(-1)?.ended ?? 0;
  return guesses
    .filter(({ at }) => at >= run.took / 10 && at < last)
    .map(({ guessed, left }) =>
      guessed === undefined ? Number.POSITIVE_INFINITY : (guessed - left) / run.took,
    )
    .reduce((worst, error) => (Math.abs(error) > Math.abs(worst) ? error : worst), 0);
}
