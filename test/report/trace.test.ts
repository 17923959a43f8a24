import { describe, expect, test } from "bun:test";
import { atOnce } from "../../src/async/steps.ts";
import { podStates } from "../../src/report/data.ts";
import { traceSteps } from "../../src/report/trace.ts";

const at = (second: number) => Date.UTC(2026, 10, 20, 22, 16, second);
const line = (second: number, event: object) =>
  JSON.stringify({ at: new Date(at(second)).toISOString(), ...event });
const pod = (second: number, change: string, ready: string, status: string, name = "web-0") =>
  line(second, {
    kind: "pod",
    change,
    namespace: "services-1",
    name,
    columns: ["Name", "Ready", "Status", "Restarts", "Age"],
    cells: [name, ready, status, "0", "1s"],
  });
const state = (name: (typeof podStates)[number]) => podStates.indexOf(name);
const trace = (...lines: string[]) => atOnce(traceSteps(lines.join("\n")));

describe("the trace of a run", () => {
  test("has each pod from its first row to its last, with a state for each change", () => {
    const { pods } = trace(
      pod(1, "ADDED", "0/1", "ContainerCreating"),
      pod(2, "MODIFIED", "0/1", "Running"),
      pod(3, "MODIFIED", "1/1", "Running"),
      pod(4, "MODIFIED", "1/1", "Running"),
      pod(5, "DELETED", "1/1", "Terminating"),
    );
    expect(pods).toEqual([
      {
        namespace: "services-1",
        name: "web-0",
        states: [
          [at(1), state("waiting"), "ContainerCreating"],
          [at(2), state("waiting"), "Running"],
          [at(3), state("running"), "Running"],
          [at(5), state("terminating"), "Terminating"],
        ],
        ended: at(5),
      },
    ]);
  });

  test("takes a pod that comes again under its name for another one", () => {
    const { pods } = trace(
      pod(1, "ADDED", "1/1", "Running"),
      pod(2, "DELETED", "1/1", "Terminating"),
      pod(3, "ADDED", "0/1", "ErrImagePull"),
    );
    expect(pods.map(({ ended }) => ended)).toEqual([at(2), undefined]);
    expect(pods[1]?.states).toEqual([[at(3), state("failing"), "ErrImagePull"]]);
  });

  test("has the whiles without contact, each from the last word to the next one", () => {
    const progress = (second: number, since?: number) =>
      line(second, {
        kind: "progress",
        ...(since === undefined ? {} : { noContactSince: new Date(at(since)).toISOString() }),
      });
    const { silences } = trace(progress(1), progress(12, 2), progress(20, 2), progress(25), progress(40, 30));
    expect(silences).toEqual([
      [at(2), at(25)],
      [at(30), at(40)],
    ]);
  });

  test("has notices, and the ends of specs with their namespaces", () => {
    const { notices, ends } = trace(
      line(1, { kind: "notice", level: "warning", text: "the watch was lost", fix: "nothing to do" }),
      line(2, { kind: "spec-finished", spec: { name: "a" }, namespaces: ["one", "two"] }),
    );
    expect(notices).toEqual([
      { at: at(1), level: "warning", text: "the watch was lost", fix: "nothing to do" },
    ]);
    expect(ends.get("a")).toEqual({ at: at(2), namespaces: ["one", "two"] });
  });

  test("has what specs waited for, when it began and when it was over", () => {
    const cause = {
      kind: "cause",
      about: "image",
      what: "a:1 on node2",
      why: "ErrImagePull (x)",
      fix: "pull it",
    };
    const { notices } = trace(
      line(1, { ...cause, change: "begun", waiting: 3, specs: 3, failed: 0 }),
      line(2, { ...cause, change: "ongoing", waiting: 4, specs: 4, failed: 0 }),
      line(3, { ...cause, change: "over", waiting: 0, specs: 4, failed: 1 }),
      line(4, { ...cause, about: "nonsense", change: "over" }),
    );
    expect(notices).toEqual([
      {
        at: at(1),
        level: "warning",
        text: "3 specs wait for a:1 on node2: ErrImagePull (x)",
        fix: "pull it",
      },
      {
        at: at(3),
        level: "info",
        text: "no spec waits for a:1 on node2 any longer; 4 did, and 1 of them failed",
      },
    ]);
  });

  test("passes over what is no event", () => {
    const none = trace(
      "",
      "{",
      "null",
      '{"at":"soon","kind":"pod"}',
      line(1, { kind: "pod", cells: 3 }),
      "x".repeat(99),
    );
    expect(none).toMatchObject({ pods: [], notices: [], silences: [] });
  });
});
