import type { Assessment } from "./assess.ts";
import type { RunTimes } from "./run-record.ts";

/** What a stream of `go test -json` says of a run as a whole. */
export interface TestRun {
  readonly assessment: Assessment;
  readonly times: Partial<RunTimes>;
  readonly seconds: number | undefined;
}

const deviation = "it is a run of the tests of AI conformance, not of the conformance suite";

/**
 * Reads the results.json of `ai run`, one event in each line (go doc test2json): a test that failed makes the run one that failed, and without the
 * event of its end there is no verdict. Lines that are not events are passed over.
 */
export function readTestRun(text: string): TestRun {
  const times: number[] = [];
  let hasFailed = false;
  let isOver = false;
  let tests = 0;
  for (const line of text.split("\n")) {
    const event = eventOf(line);
    if (event === undefined) continue;
    if (!Number.isNaN(event.time)) times.push(event.time);
    if (event.action === "fail") hasFailed = true;
    if (event.test === undefined) isOver ||= event.action === "pass" || event.action === "fail";
    else if (event.action === "run") tests++;
  }
  const [first] = times;
  const last = times.at(-1);
  const reason = isOver ? (tests === 0 ? "no test ran" : undefined) : "the tests did not end";
  const verdict = hasFailed ? "failed" : reason === undefined ? "passed" : "incomplete";
  return {
    assessment: {
      verdict,
      ...(verdict === "incomplete" ? { reason } : {}),
      certifiable: false,
      deviations: [deviation],
    },
    times: {
      ...(first === undefined ? {} : { started: iso(first), suiteStarted: iso(first) }),
      ...(last === undefined || !isOver ? {} : { suiteFinished: iso(last), finished: iso(last) }),
    },
    seconds: first === undefined || last === undefined ? undefined : (last - first) / 1000,
  };
}

function eventOf(line: string): { time: number; action: unknown; test: unknown } | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const { Time, Action, Test }: Readonly<Record<string, unknown>> = JSON.parse(line);
    return { time: typeof Time === "string" ? Date.parse(Time) : Number.NaN, action: Action, test: Test };
  } catch {
    return undefined;
  }
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
