import { inTurns } from "../../async/steps.ts";
import type { ViewedSpec } from "../../results/view.ts";
import { causeOf } from "../../suite/cause.ts";
import { type JunitReport, junitSteps } from "../../suite/junit.ts";
import { isConformance } from "../../suite/names.ts";
import { hasFailed, type SpecResult } from "../../suite/spec.ts";
import type { BuildHead } from "./metadata.ts";
import { testsOf } from "./of-results.ts";
import type { Build } from "./schema.ts";

/** A junit file of a build, and its name for messages. */
export interface JunitFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * A build of another publisher, from its finished.json and its junit files. Throws InputError if a file is not well-formed, and the signal's
 * reason.
 */
export async function buildOfJunit(
  head: BuildHead,
  job: string,
  files: readonly JunitFile[],
  signal: AbortSignal,
): Promise<Build> {
  const reports: JunitReport[] = [];
  for (const { name, bytes } of files) reports.push(await inTurns(junitSteps(bytes, name), signal));
  const tests = testsOf(merged(reports.flatMap(({ cases }) => cases)));
  const failed = tests.filter(({ state }) => hasFailed(state)).length;
  const seconds = reports.map((report) => report.seconds).find((one) => one !== undefined);
  const { build, verdict, server, started } = head;
  return {
    schema: 1,
    job,
    build,
    runner: "unknown",
    verdict,
    // nobody can know that from these files
    certifiable: false,
    deviations: [],
    counts: { total: tests.length, passed: tests.length - failed, failed, skipped: 0 },
    ...(started !== undefined && { started: new Date(started).toISOString() }),
    ...(seconds !== undefined && seconds >= 0 && { seconds }),
    versions: server === undefined ? {} : { server },
    nodes: [],
    suite: {},
    tests,
  };
}

/**
 * Each test once: as Spyglass reads it, a test that both failed and passed in one build is flaky. A conformance test's skips are other
 * focuses, and do not count.
 */
function merged(cases: readonly SpecResult[]): ViewedSpec[] {
  const byName = new Map<string, ViewedSpec>();
  for (const spec of cases) {
    if (spec.name === "" || (spec.state !== "passed" && !hasFailed(spec.state))) continue;
    const before = byName.get(spec.name);
    const cause = hasFailed(spec.state) ? causeOf(spec) : undefined;
    const now: ViewedSpec = { ...spec, ...(cause !== undefined && { cause }) };
    if (before === undefined) byName.set(spec.name, now);
    else if (before.state !== now.state) {
      const passed = before.state === "passed" ? before : now;
      byName.set(spec.name, passed.state === "passed" ? { ...passed, flaked: true } : before);
    }
  }
  const all = [...byName.values()];
  // other jobs' junit has the job itself as a test
  return all.some(({ name }) => isConformance(name)) ? all.filter(({ name }) => name.startsWith("[")) : all;
}
