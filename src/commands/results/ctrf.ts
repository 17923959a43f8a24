import type { ViewedSpec } from "../../results/view.ts";
import { sigOf, tagsOf } from "../../suite/names.ts";
import { hasFailed } from "../../suite/spec.ts";
import { jsonText } from "../../text/printed.ts";
import type { Printed } from "./printed.ts";

/** `-o ctrf`: the Common Test Report Format (github.com/ctrf-io/ctrf, schema/ctrf.schema.json). */
export function asCtrf({ view, chosen, name }: Printed): string[] {
  const { times, seconds, versions, runner } = view.results;
  const start = Date.parse(times.suiteStarted ?? "") || 0;
  const duration = Math.round((seconds ?? 0) * 1000);
  const tests = chosen.map(testOf);
  const count = (status: string) => tests.filter((test) => test.status === status).length;
  return [
    jsonText({
      reportFormat: "CTRF",
      specVersion: "0.0.0",
      generatedBy: name,
      results: {
        tool: { name: "e2e.test", ...(versions.suite === undefined ? {} : { version: versions.suite }) },
        summary: {
          tests: tests.length,
          passed: count("passed"),
          failed: count("failed"),
          skipped: count("skipped"),
          pending: count("pending"),
          other: 0,
          flaky: tests.filter((test) => test.flaky === true).length,
          start,
          stop: start + duration,
          duration,
        },
        tests,
        environment: {
          extra: {
            runner: runner.name,
            ...(versions.server === undefined ? {} : { kubernetes: versions.server }),
          },
        },
      },
    }),
  ];
}

function testOf(spec: ViewedSpec) {
  const { name, state, seconds, cause, message, location, began, ended, flaked } = spec;
  const sig = sigOf(name);
  const [, file, line] = /^(.+):(\d{1,9})$/.exec(location ?? "") ?? [];
  return {
    name,
    status: hasFailed(state) ? "failed" : state,
    duration: Math.max(0, Math.round(seconds * 1000)),
    ...(began === undefined ? {} : { start: began }),
    ...(ended === undefined ? {} : { stop: ended }),
    ...(sig === undefined ? {} : { suite: [sig] }),
    rawStatus: state,
    tags: tagsOf(name),
    ...(cause === undefined ? {} : { message: cause }),
    ...(message === undefined ? {} : { trace: message }),
    ...(file === undefined ? {} : { filePath: file, line: Number(line) }),
    ...(flaked === true ? { flaky: true } : {}),
  };
}
