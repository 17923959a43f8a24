import { describe, expect, test } from "bun:test";
import { Following, type FollowingOptions } from "../../../src/run/follow/following.ts";
import type { Seen } from "../../../src/run/follow/step.ts";
import { Ownership } from "../../../src/run/ownership.ts";
import type { SpecState } from "../../../src/suite/spec.ts";
import { SuiteRecord } from "../../../src/suite/suite-record.ts";
import { nothingExpected } from "./nothing-expected.ts";
import { ownPod, pod, Story, suiteStarted } from "./story.ts";

function running(options: Partial<FollowingOptions> = {}): Story<Following> {
  const created = new Date(0);
  const following = new Following({
    namespace: "conformance",
    suiteArgs: [],
    created,
    podUid: "own",
    ownership: new Ownership("conformance", created),
    record: new SuiteRecord(),
    watchPods: "none",
    expected: nothingExpected,
    startupTimeout: Number.POSITIVE_INFINITY,
    deadline: undefined,
    detach: false,
    mayStepDown: false,
    since: 0,
    ...options,
  });
  return new Story(following).take(ownPod(pod("running")));
}

test("a cut of the pods' watch is shown", () => {
  const story = running().take({ from: "rows", change: { kind: "cut", reason: "422 Unprocessable" } });
  expect(story.notices).toEqual(["the watch of the pods was cut: 422 Unprocessable; trying again"]);
});

test("the rows of the pods are shown in their order, those of the first list too", () => {
  const row = (name: string) => ({
    namespace: "conformance",
    name,
    uid: name,
    version: "1",
    columns: ["Name"],
    cells: [name],
  });
  const story = running({ watchPods: "run" }).take(
    { from: "rows", change: { kind: "listed", items: [row("a"), row("b")] } },
    { from: "rows", change: { kind: "DELETED", item: row("a") } },
  );
  const shown = story.steps.flatMap(({ events }) => events).filter((event) => event.kind === "pod");
  expect(shown.map(({ change, name }) => [change, name])).toEqual([
    ["ADDED", "a"],
    ["ADDED", "b"],
    ["DELETED", "a"],
  ]);
});

test("what keeps several specs from running is shown, and recorded", () => {
  const story = running();
  const made = ["pods-1", "pods-2"].map((name) => ({ metadata: { name, labels: { "e2e-run": name } } }));
  story.take({ from: "namespaces", change: { kind: "listed", items: made } });
  for (const namespace of ["pods-1", "pods-2"])
    story.take({
      from: "warning",
      warning: {
        uid: "",
        version: "",
        namespace,
        kind: "Pod",
        name: "web",
        reason: "Failed",
        message: 'Failed to pull image "x/agnhost:2": not found',
        node: "node2",
      },
    });
  story.pass(30_000);
  const causes = story.steps.flatMap(({ events }) => events).filter((event) => event.kind === "cause");
  expect(causes).toMatchObject([{ change: "begun", what: "agnhost:2 on node2", waiting: 2 }]);
  expect(story.following.causes).toMatchObject([{ what: "agnhost:2 on node2", specs: 2, failed: [] }]);
});

test("warnings that may not be watched are a notice that names the permission", () => {
  const story = running().take({ from: "warnings-lost", reason: "events is forbidden" });
  expect(story.notices).toEqual([expect.stringContaining("events is forbidden")]);
});

test("a log that goes on through the API says that exec does not work", () => {
  const story = running();
  expect(story.following.execWorks).toBe(true);
  story.take({ from: "log-way", chunk: { kind: "way", way: "api", reason: "403" } });
  expect(story.following.execWorks).toBe(false);
  expect(story.notices).toHaveLength(1);
});

test("what ends it comes with what is shown of the same moment", () => {
  const story = running({ detach: true }).take(suiteStarted);
  expect(story.outcome).toEqual({ kind: "detached" });
  expect(story.steps.at(-1)?.events.map(({ kind }) => kind)).toContain("suite-started");
});

describe("what it asks", () => {
  test("the nodes, where the suite says nothing for 15 s before its specs, and only once", () => {
    const story = running().take(suiteStarted).pass(60_000);
    expect(story.asked.filter((ask) => ask === "nodes")).toHaveLength(1);
    story.take({
      from: "answer",
      to: "nodes",
      nodes: [{ metadata: { name: "node2" }, spec: { taints: [{ key: "gpu", effect: "NoSchedule" }] } }],
    });
    expect(story.notices.at(-1)).toContain("node2");
  });

  test("that the uuids it has learnt are noted, until they are", () => {
    const announced: Seen = { from: "log", events: [{ kind: "run-uuid", uuid: "u1" }] };
    const story = running().take(announced).pass(2000);
    const last = story.steps.at(-1)?.questions.find(({ ask }) => ask === "note");
    expect(last).toEqual({ ask: "note", uuids: ["u1"] });
    story.take({ from: "answer", to: "note", noted: ["u1"], others: [] }).pass(5000);
    expect(story.steps.at(-1)?.questions).toEqual([]);
  });
});

test("a wait for nodes is shown with the nodes and the flag that helps, but not before any is known", () => {
  const wait = {
    kind: "waiting-for-nodes",
    limit: "30m0s",
    taints: ["example.com/gpu"],
    notReady: [],
  } as const;
  const story = running().take({ from: "log", events: [{ ...wait, nodes: [] }] });
  expect(story.notices).toEqual([]);
  story.take({ from: "log", events: [{ ...wait, nodes: ["node2"] }] });
  const shown = JSON.stringify(story.steps.at(-1)?.events);
  expect(shown).toContain("node2");
  expect(shown).toContain("--non-blocking-taints=node-role.kubernetes.io/control-plane,example.com/gpu");
});

describe("the evidence of a spec that fails", () => {
  const name = "[sig-node] Pods should run [Conformance]";
  const ended = (state: SpecState): Seen => ({
    from: "log",
    events: [{ kind: "spec-finished", spec: { name, state, seconds: 1 }, namespaces: ["pods-1", "default"] }],
  });
  const namespace = (kind: "ADDED" | "DELETED", of: string, labels: Record<string, string>): Seen => ({
    from: "namespaces",
    change: { kind, item: { metadata: { name: of, uid: of, labels } } },
  });
  const asked = (story: Story<Following>) =>
    story.steps.flatMap(({ questions }) => questions.filter(({ ask }) => ask === "evidence"));
  const ours = { "e2e-run": "uuid" };

  test("is asked for at once, of the suite's namespaces alone", () => {
    const story = running().take(
      namespace("ADDED", "pods-1", ours),
      namespace("ADDED", "default", {}),
      ended("failed"),
    );
    expect(asked(story)).toEqual([{ ask: "evidence", spec: { name, namespaces: ["pods-1"] } }]);
  });

  test.each(["passed", "skipped", "interrupted"] as const)("is not asked for of one that %s", (state) => {
    expect(asked(running().take(namespace("ADDED", "pods-1", ours), ended(state)))).toEqual([]);
  });

  test("is not asked for when its namespaces are gone, as when a run is continued", () => {
    const story = running().take(
      namespace("ADDED", "pods-1", ours),
      namespace("DELETED", "pods-1", ours),
      ended("failed"),
    );
    expect(asked(story)).toEqual([]);
  });

  test("warns of what cannot be read", () => {
    const story = running().take({ from: "answer", to: "evidence", warning: "events cannot be read" });
    expect(story.notices).toEqual(["events cannot be read"]);
  });
});
