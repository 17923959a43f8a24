import type { PhaseData, ReportData, TestData } from "../data.ts";
import { isFailed } from "./find.ts";
import { counted, shown, took } from "./words.ts";

const mostShown = 8;
const worthAWord = 5000;

/** What the end of the suite waited for, in words: the two parts of it, and the tests that took the most of its time. */
export function Path({
  data,
  linkTo,
}: {
  readonly data: ReportData;
  readonly linkTo: (test: TestData) => string;
}) {
  const { path, tests, lanes } = data;
  if (path === undefined) return null;
  const chain = path.tests.flatMap((index) => tests[index] ?? []);
  const slowest = chain.toSorted((a, b) => b.seconds - a.seconds).slice(0, mostShown);
  const sum = chain.reduce((all, test) => all + test.seconds, 0);
  const most = slowest[0]?.seconds ?? 1;
  const covered = slowest.reduce((all, test) => all + test.seconds, 0);
  return (
    <section id="path" aria-labelledby="path-title">
      <h2 id="path-title">What the run waited for</h2>
      {sentences(data, chain).map((words) => (
        <p class="says" key={words}>
          {words}
        </p>
      ))}
      {lanes < 2 && chain.length < 2 ? null : (
        <>
          <p class="says">
            The end waited for a chain of {counted(chain.length, "test")}
            {slowest.length < chain.length
              ? `; these ${slowest.length} are ${Math.round((covered / Math.max(sum, 0.001)) * 100)} % of its time:`
              : ":"}
          </p>
          <ol class="slowest">
            {slowest.map((test) => (
              <li key={test.id}>
                <span class="time">{took(test.seconds)}</span>
                <meter
                  class={isFailed(test) ? "bad" : ""}
                  aria-hidden="true"
                  min={0}
                  max={most}
                  value={test.seconds}
                />
                <a href={linkTo(test)}>{shown(test.name)}</a>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}

/** The suite's time in words. */
export function sentences({ path, lanes }: ReportData, chain: readonly TestData[]): string[] {
  const { parallel, serial, idle = 0 } = path ?? {};
  if (parallel === undefined) return [];
  const waited = idle > worthAWord ? [`No test ran for ${took(idle / 1000)} of the chain below.`] : [];
  if (lanes < 2)
    return [
      `One process ran ${counted(parallel.tests, "test")} in ${lengthOf(parallel)}, one after another.`,
      ...waited,
    ];
  const first = `For ${lengthOf(parallel)}, ${lanes} processes ran ${counted(parallel.tests, "test")} side by side, busy ${percent(parallel.busy)} of the time.`;
  const alone = parallel.to - parallel.firstIdle;
  const slow = chain.find(({ ended }) => ended === parallel.to);
  const tail =
    alone > worthAWord
      ? [
          `The first process had nothing left ${took(alone / 1000)} before the last test of that part ended${slow === undefined ? "" : `, which took ${took(slow.seconds)}`}.`,
        ]
      : [];
  const alike =
    serial === undefined
      ? []
      : [
          `Then one process ran the ${serial.tests === 1 ? "one serial test" : `${serial.tests} serial tests`} alone for ${lengthOf(serial)}, ${percent((serial.to - serial.from) / Math.max(1, serial.to - parallel.from))} of the whole: more processes do not shorten that.`,
        ];
  return [first, ...tail, ...alike, ...waited];
}

function lengthOf({ from, to }: PhaseData): string {
  return took((to - from) / 1000);
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
