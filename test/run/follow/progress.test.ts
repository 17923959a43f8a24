import { describe, expect, test } from "bun:test";
import type { RunEvent } from "../../../src/run/events.ts";
import { Progress, type SuiteNamespace } from "../../../src/run/follow/progress.ts";
import { nothingExpected } from "./nothing-expected.ts";

const made = (name: string, uuid: string, since = 0): SuiteNamespace => ({
  name,
  uuid,
  framework: name.replace(/-\d+$/, ""),
  since,
});

const finished = (
  name: string,
  namespaces: string[] = [],
  state: "passed" | "failed" = "passed",
  seconds = 10,
) => ({ kind: "spec-finished", spec: { name, state, seconds }, namespaces }) as const;

function started(processes: number, total = 10): Progress {
  const progress = new Progress(nothingExpected);
  progress.log({ kind: "suite-started", total, of: 7355, processes }, 0);
  return progress;
}

const running = (progress: Progress, at = 1000) => progress.progress(at).running.map((spec) => spec.name);
const kinds = (events: readonly RunEvent[]) => events.map((event) => event.kind);

describe("what is running", () => {
  test("is the spec that a serial log names", () => {
    const progress = started(1);
    progress.log({ kind: "spec-started", name: "[sig-apps] Job works" }, 5);
    progress.namespaceMade(made("job-1", "u1"), 6);
    expect(progress.progress(9).running).toEqual([{ name: "[sig-apps] Job works", since: 5 }]);
    progress.log(finished("[sig-apps] Job works", ["job-1"]), 7);
    expect(running(progress)).toEqual([]);
  });

  test("is one spec a process in a parallel run, known by the oldest of its namespaces", () => {
    const progress = started(2);
    expect(kinds(progress.namespaceMade(made("services-1", "u1", 100), 100))).toEqual([
      "spec-started",
      "progress",
    ]);
    expect(kinds(progress.namespaceMade(made("services-2", "u1", 150), 150))).toEqual([]);
    progress.namespaceMade(made("job-3", "u2", 50), 160);
    expect(running(progress)).toEqual(["job", "services"]);
    progress.log(finished("[sig-apps] Job works", ["job-3"]), 200);
    expect(running(progress)).toEqual(["services"]);
  });

  test("is not started again by a second namespace, whichever is seen first: the log or the removal of the namespaces", () => {
    const spec = ["webhook-1", "webhook-markers-2"];
    const both = () => {
      const progress = started(2);
      spec.forEach((name, n) => {
        progress.namespaceMade(made(name, "u1", n), n);
      });
      return progress;
    };
    const [finish, ...rest] = both().log(finished("[sig-api] deny", spec), 200);
    expect(finish).toMatchObject({ kind: "spec-finished", namespaces: spec });
    expect(kinds(rest)).toEqual(["progress"]);
    const progress = both();
    const removed = spec.flatMap((name) => progress.namespaceGone({ name, uuid: "u1" }, 5));
    expect(kinds(removed)).toEqual(["progress"]);
    expect(running(progress)).toEqual([]);
    progress.namespaceMade(made("job-3", "u1", 9), 9);
    expect(running(progress)).toEqual(["job"]);
  });

  test("is as it was last known, without an end in sight, while the API server is away", () => {
    const progress = started(1);
    for (let n = 0; n < 6; n++) progress.log(finished(`spec ${n}`), n * 1000);
    expect(progress.progress(6000).left).toBeGreaterThan(0);
    expect(progress.contact(7000, 8000)).toEqual([
      expect.objectContaining({ noContactSince: 7000, passed: 6 }),
    ]);
    expect(progress.contact(7000, 9000)).toEqual([]);
    expect(progress.progress(9000).left).toBeUndefined();
    const [back] = progress.contact(undefined, 10_000);
    expect(back).not.toHaveProperty("noContactSince");
    expect(back).toHaveProperty("left");
  });

  test("ends with the namespace that is being removed", () => {
    const progress = started(2);
    progress.namespaceMade(made("job-1", "u1"), 0);
    progress.namespaceGone({ name: "job-1", uuid: "u1" }, 5);
    expect(running(progress)).toEqual([]);
  });
});

test("progress counts what passed, failed and remains", () => {
  const three = started(1, 3);
  three.log(finished("a"), 1);
  const [spec, progress] = three.log(finished("b", [], "failed"), 2);
  expect(spec).toMatchObject({ kind: "spec-finished", spec: { name: "b", state: "failed" } });
  expect(progress).toMatchObject({ total: 3, passed: 1, failed: 1, remaining: 1 });
});

describe("the time left, where the server's clock is not this machine's", () => {
  const hour = 3_600_000;
  const minute = 60_000;
  /** A serial run of 100 specs whose container began at 0 here, of which 10 took a minute each. */
  function after10(skew: number, attachedAt: number, named = true): number | undefined {
    const progress = new Progress(nothingExpected);
    progress.suiteSince = skew;
    const suite = { kind: "suite-started", total: 100, of: 7355, processes: 1 } as const;
    progress.log(suite, attachedAt);
    for (let n = 1; n <= 10; n++) {
      const at = Math.max(attachedAt, n * minute);
      if (named) progress.namespaceMade(made(`job-${n}`, "u1", at + skew), at);
      progress.log(finished(`spec ${n}`, [`job-${n}`], "passed", 60), at);
    }
    return progress.progress(10 * minute).left;
  }

  test.each([
    ["2 h behind", -2 * hour],
    ["2 h ahead", 2 * hour],
    ["the same", 0],
  ])("%s: what passed here counts, followed from the start or attached", (_, skew) => {
    expect(after10(skew, 0)).toBe(90 * minute);
    expect(after10(skew, 10 * minute)).toBe(90 * minute);
  });

  test("before any namespace was seen it is not less than what the specs took", () => {
    expect(after10(2 * hour, 10 * minute, false)).toBe(90 * minute);
    expect(after10(-2 * hour, 10 * minute, false)).toBe(90 * minute);
  });

  test("the suite sets itself up by this machine's clock", () => {
    const progress = new Progress(nothingExpected);
    progress.suiteSince = 2 * hour;
    progress.log({ kind: "suite-started", total: 100, of: 7355, processes: 1 }, 1000);
    expect(progress.settingUpSince).toBe(1000);
  });
});
