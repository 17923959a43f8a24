import { describe, expect, test } from "bun:test";
import type { V1Namespace } from "@kubernetes/client-node";
import type { Row } from "../../src/kube/table.ts";
import type { RunEvent } from "../../src/run/events.ts";
import { Tracker } from "../../src/run/follow/tracker.ts";

const namespace = (name: string, labels?: Record<string, string>, at = 0, going = false): V1Namespace => ({
  metadata: {
    name,
    creationTimestamp: new Date(at),
    ...(labels === undefined ? {} : { labels }),
    ...(going ? { deletionTimestamp: new Date(at) } : {}),
  },
});

const suiteNamespace = (name: string, uuid: string, at = 0) =>
  namespace(name, { "e2e-run": uuid, "e2e-framework": name.replace(/-\d+$/, "") }, at);

const row = (namespace: string, name = "p"): Row => ({
  namespace,
  name,
  uid: name,
  version: "1",
  columns: ["Name"],
  cells: [name],
});

const finished = (
  name: string,
  namespaces: string[] = [],
  state: "passed" | "failed" = "passed",
  seconds = 10,
) => ({ kind: "spec-finished", spec: { name, state, seconds }, namespaces }) as const;

function started(processes: number, total = 10, watchPods: "run" | "all" | "none" = "run"): Tracker {
  const tracker = new Tracker({ namespace: "conformance", watchPods, whole: false });
  tracker.log({ kind: "suite-started", total, of: 7355, processes }, 0);
  return tracker;
}

const running = (tracker: Tracker, at = 1000) => tracker.progress(at).running.map((spec) => spec.name);
const kinds = (events: readonly RunEvent[]) => events.map((event) => event.kind);

describe("what is running", () => {
  test("is the spec that a serial log names", () => {
    const tracker = started(1);
    tracker.log({ kind: "spec-started", name: "[sig-apps] Job works" }, 5);
    tracker.namespace("ADDED", suiteNamespace("job-1", "u1"), 6);
    expect(tracker.progress(9).running).toEqual([{ name: "[sig-apps] Job works", since: 5 }]);
    tracker.log(finished("[sig-apps] Job works", ["job-1"]), 7);
    expect(running(tracker)).toEqual([]);
  });

  test("is one spec a process in a parallel run, known by the oldest of its namespaces", () => {
    const tracker = started(2);
    expect(kinds(tracker.namespace("ADDED", suiteNamespace("services-1", "u1", 100), 100))).toEqual([
      "spec-started",
      "progress",
    ]);
    expect(kinds(tracker.namespace("ADDED", suiteNamespace("services-2", "u1", 150), 150))).toEqual([]);
    tracker.namespace("ADDED", suiteNamespace("job-3", "u2", 50), 160);
    expect(running(tracker)).toEqual(["job", "services"]);
    tracker.log(finished("[sig-apps] Job works", ["job-3"]), 200);
    expect(running(tracker)).toEqual(["services"]);
  });

  test("is not begun again by a second namespace, whichever is told first: the log or the removal of them", () => {
    const spec = ["webhook-1", "webhook-markers-2"];
    const made = () => {
      const tracker = started(2);
      spec.forEach((name, n) => {
        tracker.namespace("ADDED", suiteNamespace(name, "u1", n), n);
      });
      return tracker;
    };
    const [finish, ...rest] = made().log(finished("[sig-api] deny", spec), 200);
    expect(finish).toMatchObject({ kind: "spec-finished", namespaces: spec });
    expect(kinds(rest)).toEqual(["progress"]);
    const tracker = made();
    const removed = spec.flatMap((name) => {
      const { metadata } = suiteNamespace(name, "u1");
      return tracker.namespace("MODIFIED", { metadata: { ...metadata, deletionTimestamp: new Date(5) } }, 5);
    });
    expect(kinds(removed)).toEqual(["progress"]);
    expect(running(tracker)).toEqual([]);
    tracker.namespace("ADDED", suiteNamespace("job-3", "u1", 9), 9);
    expect(running(tracker)).toEqual(["job"]);
  });

  test("is as it was last known, without an end in sight, while the API server is away", () => {
    const tracker = started(1);
    for (let n = 0; n < 6; n++) tracker.log(finished(`spec ${n}`), n * 1000);
    expect(tracker.progress(6000).left).toBeGreaterThan(0);
    expect(tracker.contact(7000, 8000)).toEqual([
      expect.objectContaining({ noContactSince: 7000, passed: 6 }),
    ]);
    expect(tracker.contact(7000, 9000)).toEqual([]);
    expect(tracker.progress(9000).left).toBeUndefined();
    const [back] = tracker.contact(undefined, 10_000);
    expect(back).not.toHaveProperty("noContactSince");
    expect(back).toHaveProperty("left");
  });

  test("ends with the namespace that is being removed", () => {
    const tracker = started(2);
    tracker.namespace("ADDED", suiteNamespace("job-1", "u1"), 0);
    const going = suiteNamespace("job-1", "u1");
    tracker.namespace("MODIFIED", { metadata: { ...going.metadata, deletionTimestamp: new Date(5) } }, 5);
    expect(running(tracker)).toEqual([]);
  });
});

describe("what belongs to the run", () => {
  test("are the uuids of namespaces that its log names, in whichever order they are seen", () => {
    const tracker = started(4);
    tracker.namespace("ADDED", suiteNamespace("a-1", "u1"), 0);
    tracker.namespace("ADDED", suiteNamespace("b-1", "u2"), 0);
    expect(tracker.uuids).toEqual([]);
    tracker.log(finished("spec a", ["a-1", "c-1"]), 1);
    expect(tracker.uuids).toEqual(["u1"]);
    tracker.namespace("ADDED", suiteNamespace("c-1", "u3"), 2);
    expect(tracker.uuids).toEqual(["u1", "u3"]);
  });

  test("are not the namespaces of an earlier suite", () => {
    const tracker = started(2);
    tracker.namespaceBefore(suiteNamespace("old-1", "u0"));
    tracker.namespace("ADDED", suiteNamespace("old-2", "u0"), 5);
    expect(running(tracker)).toEqual([]);
    tracker.log(finished("spec", ["old-2"]), 6);
    expect(tracker.uuids).toEqual([]);
  });

  test("are all uuids when as many were seen as there are processes, though the log has named none", () => {
    const tracker = started(2);
    tracker.namespace("ADDED", suiteNamespace("a-1", "u1"), 0);
    expect(tracker.uuids).toEqual([]);
    tracker.namespace("ADDED", suiteNamespace("b-1", "u2"), 0);
    expect(tracker.uuids).toEqual(["u1", "u2"]);
    tracker.namespace("ADDED", suiteNamespace("c-1", "u3"), 0);
    expect(tracker.uuids).toEqual([]);
  });

  test.each([
    ["another run", namespace("nightly", { "kubectl-conformance/run": "x" })],
    ["another runner", namespace("sonobuoy")],
  ])("are only those that the log names while %s is about", (_, other) => {
    const tracker = started(2);
    tracker.namespaceBefore(other);
    tracker.namespace("ADDED", suiteNamespace("a-1", "u1"), 0);
    tracker.namespace("ADDED", suiteNamespace("b-1", "u2"), 0);
    expect(tracker.uuids).toEqual([]);
  });

  test("is the uuid that a serial log announces", () => {
    const tracker = started(1);
    tracker.log({ kind: "run-uuid", uuid: "u7" }, 0);
    expect(tracker.uuids).toEqual(["u7"]);
  });
});

describe("pod rows", () => {
  test("wait for the word on their namespace, and come in their order", () => {
    const tracker = started(2);
    expect(tracker.row("ADDED", row("job-1", "x"), 1)).toEqual([]);
    expect(tracker.row("MODIFIED", row("job-1", "x"), 2)).toEqual([]);
    const told = tracker.namespace("ADDED", suiteNamespace("job-1", "u1"), 3);
    expect(kinds(told)).toEqual(["pod", "pod", "spec-started", "progress"]);
    expect(told.slice(0, 2).map((event) => event.at)).toEqual([1, 2]);
    expect(kinds(tracker.row("DELETED", row("job-1", "x"), 4))).toEqual(["pod"]);
  });

  test("of other namespaces are left out, the run's own are not", () => {
    const tracker = started(2);
    tracker.namespaceBefore(namespace("kube-system"));
    expect(tracker.row("ADDED", row("kube-system"), 1)).toEqual([]);
    tracker.row("ADDED", row("shop"), 1);
    expect(tracker.namespace("ADDED", namespace("shop"), 2)).toEqual([]);
    expect(kinds(tracker.row("ADDED", row("conformance"), 3))).toEqual(["pod"]);
  });

  test("of another suite beside this one are left out; where that is not known yet they wait", () => {
    const tracker = started(2);
    tracker.namespaceBefore(suiteNamespace("old-1", "theirs-1"));
    tracker.row("ADDED", row("a-1", "ours"), 1);
    tracker.row("ADDED", row("new-1", "theirs"), 1);
    expect(tracker.namespace("ADDED", suiteNamespace("a-1", "u1"), 2)).toEqual([]);
    expect(tracker.namespace("ADDED", suiteNamespace("new-1", "theirs-2"), 2)).toEqual([]);
    tracker.namespace("ADDED", suiteNamespace("b-1", "u2"), 2);
    const told = tracker.log(finished("spec a", ["a-1"]), 3);
    expect(told.filter((event) => event.kind === "pod")).toMatchObject([{ name: "ours" }]);
    tracker.log(finished("spec b", ["b-1"]), 4);
    expect(kinds(tracker.row("MODIFIED", row("a-1", "ours"), 5))).toEqual(["pod"]);
    expect(tracker.row("MODIFIED", row("new-1", "theirs"), 5)).toEqual([]);
  });

  test("with all, all are shown at once; with none, none", () => {
    expect(kinds(started(2, 10, "all").row("ADDED", row("shop"), 1))).toEqual(["pod"]);
    expect(started(2, 10, "none").row("ADDED", row("conformance"), 1)).toEqual([]);
  });
});

test("progress counts what passed, failed and remains", () => {
  const tracker = started(1, 3);
  tracker.log(finished("a"), 1);
  const [spec, progress] = tracker.log(finished("b", [], "failed"), 2);
  expect(spec).toMatchObject({ kind: "spec-finished", spec: { name: "b", state: "failed" } });
  expect(progress).toMatchObject({ total: 3, passed: 1, failed: 1, remaining: 1 });
});

test("a wait for nodes is told with the nodes and the flag that mends it, but not before any is known", () => {
  const tracker = started(1);
  const wait = {
    kind: "waiting-for-nodes",
    limit: "30m0s",
    nodes: [] as string[],
    taints: [] as string[],
    notReady: [] as string[],
  } as const;
  expect(tracker.log(wait, 1)).toEqual([]);
  const [notice] = tracker.log({ ...wait, nodes: ["node2"], taints: ["example.com/gpu"] }, 30);
  expect(notice).toMatchObject({ kind: "notice", level: "warning" });
  expect(JSON.stringify(notice)).toContain("node2");
  expect(JSON.stringify(notice)).toContain(
    "--extra-args=--non-blocking-taints=node-role.kubernetes.io/control-plane,example.com/gpu",
  );
});

describe("the time left, where the server's clock is not this machine's", () => {
  const hour = 3_600_000;
  const minute = 60_000;
  /** A serial run of 100 specs whose container began at 0 here, of which 10 took a minute each. */
  function after10(skew: number, attachedAt: number, named = true): number | undefined {
    const tracker = new Tracker({ namespace: "conformance", watchPods: "none", whole: false });
    tracker.suiteSince = skew;
    const suite = { kind: "suite-started", total: 100, of: 7355, processes: 1 } as const;
    tracker.log(suite, attachedAt);
    for (let n = 1; n <= 10; n++) {
      const at = Math.max(attachedAt, n * minute);
      if (named) tracker.namespace("ADDED", suiteNamespace(`job-${n}`, "u1", at + skew), at);
      tracker.log(finished(`spec ${n}`, [`job-${n}`], "passed", 60), at);
    }
    return tracker.progress(10 * minute).left;
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
    const tracker = new Tracker({ namespace: "conformance", watchPods: "none", whole: false });
    tracker.suiteSince = 2 * hour;
    tracker.log({ kind: "suite-started", total: 100, of: 7355, processes: 1 }, 1000);
    expect(tracker.settingUpSince).toBe(1000);
  });
});
