import { describe, expect, test } from "bun:test";
import type { V1Namespace } from "@kubernetes/client-node";
import type { Row } from "../../../src/kube/table.ts";
import type { RunEvent } from "../../../src/run/events.ts";
import { PodFilter } from "../../../src/run/follow/pod-filter.ts";
import { SuiteView } from "../../../src/run/follow/suite-view.ts";
import { Ownership } from "../../../src/run/ownership.ts";
import { nothingExpected } from "./nothing-expected.ts";

// the run's pod was made at 1 s by the server's clock
const created = new Date(1000);

const namespace = (name: string, labels: Record<string, string> = {}, seconds = 5): V1Namespace => ({
  metadata: { name, labels, creationTimestamp: new Date(seconds * 1000) },
});

const suiteNamespace = (name: string, uuid: string, seconds?: number) =>
  namespace(name, { "e2e-run": uuid, "e2e-framework": name.replace(/-\d+$/, "") }, seconds);

/** The same on its way out. */
function going(name: string, uuid: string): V1Namespace {
  return { metadata: { ...suiteNamespace(name, uuid).metadata, deletionTimestamp: new Date(9000) } };
}

const row = (namespace: string, name = "p"): Row => ({
  namespace,
  name,
  uid: name,
  version: "1",
  columns: ["Name"],
  cells: [name],
});

function started(processes: number): { readonly view: SuiteView; readonly pods: PodFilter } {
  const ownership = new Ownership("conformance", created);
  const pods = new PodFilter("run", "conformance");
  const view = new SuiteView({
    namespace: "conformance",
    created,
    ownership,
    pods,
    expected: nothingExpected,
  });
  view.log({ kind: "suite-started", total: 10, of: 7355, processes }, 0);
  return { view, pods };
}

const finished = (namespaces: string[]) =>
  ({ kind: "spec-finished", spec: { name: "spec", state: "passed", seconds: 1 }, namespaces }) as const;
const kinds = (events: readonly RunEvent[]) => events.map((event) => event.kind);

describe("pod rows", () => {
  test("wait for the word on their namespace, and come in their order", () => {
    const { view, pods } = started(2);
    expect(pods.row("ADDED", row("job-1", "x"), 1)).toEqual([]);
    expect(pods.row("MODIFIED", row("job-1", "x"), 2)).toEqual([]);
    const events = view.namespace("ADDED", suiteNamespace("job-1", "u1"), 3);
    expect(kinds(events)).toEqual(["pod", "pod", "spec-started", "progress"]);
    expect(events.slice(0, 2).map((event) => event.at)).toEqual([1, 2]);
    expect(kinds(pods.row("DELETED", row("job-1", "x"), 4))).toEqual(["pod"]);
  });

  test("of other namespaces are left out, the run's own are not", () => {
    const { view, pods } = started(2);
    view.namespace("ADDED", namespace("kube-system", {}, 0), 0);
    expect(pods.row("ADDED", row("kube-system"), 1)).toEqual([]);
    pods.row("ADDED", row("shop"), 1);
    expect(view.namespace("ADDED", namespace("shop"), 2)).toEqual([]);
    expect(kinds(pods.row("ADDED", row("conformance"), 3))).toEqual(["pod"]);
  });
});

describe("with a concurrent suite", () => {
  test("pods and specs of a process of which nothing is known wait, and come once the log names its namespace", () => {
    const { view, pods } = started(2);
    view.namespace("ADDED", namespace("sonobuoy", {}, 0), 0);
    pods.row("ADDED", row("a-1"), 1);
    pods.row("ADDED", row("b-1"), 1);
    expect(view.namespace("ADDED", suiteNamespace("a-1", "u1"), 2)).toEqual([]);
    expect(view.namespace("ADDED", suiteNamespace("b-1", "u2"), 2)).toEqual([]);
    view.namespace("MODIFIED", going("a-1", "u1"), 3);
    const shown = view.log(finished(["a-1"]), 3);
    expect(shown.filter((event) => event.kind === "pod").map((event) => event.namespace)).toEqual(["a-1"]);
    expect(kinds(shown)).toContain("spec-finished");
  });

  test("a suite that stood there before is never shown", () => {
    const { view, pods } = started(2);
    view.namespace("ADDED", suiteNamespace("old-1", "u0", 0), 0);
    pods.row("ADDED", row("old-2"), 1);
    expect(view.namespace("ADDED", suiteNamespace("old-2", "u0"), 2)).toEqual([]);
    expect(pods.row("MODIFIED", row("old-2"), 3)).toEqual([]);
  });

  test("what another run has noted is dropped", () => {
    const { view, pods } = started(2);
    view.namespace("ADDED", namespace("sonobuoy", {}, 0), 0);
    pods.row("ADDED", row("b-1"), 1);
    view.namespace("ADDED", suiteNamespace("b-1", "u2"), 2);
    expect(view.notedByOthers(["u2"], 3)).toEqual([]);
    expect(view.log(finished(["b-1"]), 4).filter((event) => event.kind === "pod")).toEqual([]);
  });
});
