import { describe, expect, test } from "bun:test";
import type { V1ClusterRoleBinding } from "@kubernetes/client-node";
import { RunError } from "../../src/errors.ts";
import { runObjects } from "../../src/run/plan/objects.ts";
import { planRun } from "../../src/run/plan/plan.ts";
import { chooseRun, madeBy, oddities, readRuns, runsWithin } from "../../src/run/runs.ts";
import { boundTo, type RunState, withState } from "../../src/run/state.ts";
import { type FakeObject, fakeCluster, type Shelf } from "./cleanup/fake-cluster.ts";
import { plainRequest } from "./request.ts";

const id = "20261120-2215-k3x9";
const created = "2026-11-20T22:15:30Z";
const bindings = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings";
const namespaces = "/api/v1/namespaces";
const pods = "/api/v1/namespaces/nightly/pods";
const label = "kubectl-conformance/run";

const plan = planRun(
  { ...plainRequest, namespace: "nightly" },
  { server: "v1.35.4", platform: "linux/amd64", nodes: [] },
  id,
);
const state: RunState = {
  plan,
  command: ["kubectl", "conformance", "run"],
  started: "2026-11-20T22:15:00.000Z",
  server: "v1.35.4+k3s1",
  platform: "linux/amd64",
};

/** The binding of a run as the server gives it back, with what is changed in it. */
function binding(change: (made: V1ClusterRoleBinding) => object = (made) => made): FakeObject {
  const { binding } = withState(runObjects(plan, "bcdfghjk"), state);
  const made = boundTo(binding, { name: "nightly", uid: "n1", made: true });
  const annotations = { ...made.metadata?.annotations, "kubectl-conformance/pod": "p1" };
  const whole = { ...made, metadata: { ...made.metadata, annotations, creationTimestamp: created } };
  return JSON.parse(JSON.stringify(change(whole as unknown as V1ClusterRoleBinding)));
}

/** The same with another state. */
const withPlan = (over: object, more: object = {}) =>
  binding((made) => ({
    ...made,
    metadata: {
      ...made.metadata,
      annotations: {
        ...made.metadata?.annotations,
        "kubectl-conformance/state": JSON.stringify({ ...state, ...more, plan: { ...plan, ...over } }),
      },
    },
  }));

const pod = (uid: string, namespace = "nightly"): FakeObject => ({
  metadata: { name: "suite", namespace, uid, labels: { [label]: id } },
});

async function read(shelf: Shelf) {
  await using fake = await fakeCluster({ [namespaces]: [], ...shelf });
  return await readRuns(fake.cluster);
}

test("a run is read back from its binding, with its pod and the server's time", async () => {
  const { runs, unreadable } = await read({ [bindings]: [binding()], [pods]: [pod("p1")] });
  expect(unreadable).toEqual([]);
  const [run] = runs;
  expect(run).toMatchObject({
    id,
    namespace: "nightly",
    serviceAccount: "conformance-bcdfghjk",
    created: new Date(created),
    podGone: undefined,
    state: { ...state, started: "2026-11-20T22:15:30.000Z" },
  });
  expect(run?.pod?.metadata?.uid).toBe("p1");
  expect(run === undefined ? undefined : madeBy(run)).toEqual({
    runId: id,
    namespace: "nightly",
    namespaceUid: "n1",
    foreignNamespace: false,
    serviceAccount: "conformance-bcdfghjk",
    pod: "p1",
    since: new Date(created),
  });
});

describe("what is forged is not a run", () => {
  test("a pod with a run's label in a tenant's namespace", async () => {
    const forged = { "/api/v1/namespaces/tenant/pods": [pod("p9", "tenant")] };
    expect((await read(forged)).runs).toEqual([]);
    const { runs } = await read({ ...forged, [bindings]: [binding()], [pods]: [pod("p1")] });
    expect(runs.map((run) => [run.namespace, run.pod?.metadata?.uid])).toEqual([["nightly", "p1"]]);
  });

  test("a pod that stands in the place of the run's", async () => {
    const { runs } = await read({ [bindings]: [binding()], [pods]: [pod("p9")] });
    expect(runs[0]).toMatchObject({
      pod: undefined,
      podGone: "its pod is gone, and another pod has its name",
    });
  });

  test.each([
    ["made", true],
    ["given", false],
  ])("a pod that was not noted, in a namespace that was %s, is believed: %p", async (how, believed) => {
    const unnoted = binding((made) => ({
      ...made,
      metadata: {
        ...made.metadata,
        annotations: {
          "kubectl-conformance/state": made.metadata?.annotations?.["kubectl-conformance/state"],
          "kubectl-conformance/namespace": `${how} n1`,
        },
      },
    }));
    const own = { metadata: { name: "nightly", uid: "n1", labels: { [label]: id } } };
    const { runs } = await read({ [namespaces]: [own], [bindings]: [unnoted], [pods]: [pod("p1")] });
    expect(runs[0]?.pod !== undefined).toBe(believed);
    // a binding may outlive its namespace: in a later one of that name, anybody's pod can look like the run's
    const later = { metadata: { ...own.metadata, uid: "n2" } };
    const { runs: since } = await read({ [namespaces]: [later], [bindings]: [unnoted], [pods]: [pod("p1")] });
    expect(since[0]?.pod).toBeUndefined();
  });
});

describe("a binding that only keeps the state of a run", () => {
  const retired = (account?: string) =>
    binding(({ subjects: _, ...made }) => ({
      ...made,
      metadata: {
        ...made.metadata,
        annotations: {
          ...made.metadata?.annotations,
          ...(account === undefined ? {} : { "kubectl-conformance/account": account }),
        },
      },
    }));

  test("is that run, with its namespace, account and pod", async () => {
    const whole = await read({ [bindings]: [binding()], [pods]: [pod("p1")] });
    const kept = await read({ [bindings]: [retired("conformance-bcdfghjk")], [pods]: [pod("p1")] });
    const [before, after] = [whole.runs[0], kept.runs[0]];
    expect(after).toMatchObject({ id, namespace: "nightly", serviceAccount: "conformance-bcdfghjk" });
    expect(after && madeBy(after)).toEqual(before && madeBy(before));
    expect(after?.pod).toEqual(before?.pod);
  });

  test.each([undefined, "", "../x", "A"])("is nothing where it names no account: %p", async (account) => {
    const { runs, unreadable } = await read({ [bindings]: [retired(account)] });
    expect(runs).toEqual([]);
    expect(unreadable[0]?.reason).toContain("does not bind one account");
  });
});

describe("what does not fit is said, and not believed", () => {
  test.each<[string, FakeObject]>([
    ["its state belongs to another run", withPlan({ id: "20261120-2215-bbbb" })],
    ['plan/id: is "../../../x"; expected something that matches', withPlan({ id: "../../../x" })],
    ["its state belongs to another run", withPlan({ namespace: "tenant" })],
    ["started: is ", withPlan({}, { started: "\u001b[31m1970" })],
    ["server: is ", withPlan({}, { server: "v1.35/../.." })],
    ['plan/processes: is "12"; expected a whole number', withPlan({ processes: "12" })],
    [
      "JSON",
      binding((made) => ({
        ...made,
        metadata: {
          ...made.metadata,
          annotations: { "kubectl-conformance/state": "{", "kubectl-conformance/namespace": "made n1" },
        },
      })),
    ],
    ["another version", binding((made) => ({ ...made, metadata: { ...made.metadata, annotations: {} } }))],
    ["its name and its label", binding((made) => ({ ...made, metadata: { ...made.metadata, name: "x" } }))],
    [
      "not a run's id",
      binding((made) => ({ ...made, metadata: { ...made.metadata, labels: { [label]: "x" } } })),
    ],
    ["cluster-admin", binding((made) => ({ ...made, roleRef: { ...made.roleRef, name: "view" } }))],
    [
      "cluster-admin",
      binding((made) => ({ ...made, subjects: [...(made.subjects ?? []), ...(made.subjects ?? [])] })),
    ],
    ["service account", binding((made) => ({ ...made, subjects: [{ kind: "User", name: "eve" }] }))],
  ])("%s", async (reason, odd) => {
    const found = await read({ [bindings]: [odd] });
    expect(found.runs).toEqual([]);
    expect(found.unreadable[0]?.reason).toContain(reason);
    expect(oddities(found)[0]).toContain("is marked as a run but cannot be read");
  });

  test("and keeps nobody from the runs that do", async () => {
    const odd = binding((made) => ({ ...made, metadata: { ...made.metadata, name: "odd" } }));
    const found = await read({ [bindings]: [odd, binding()], [pods]: [pod("p1")] });
    expect(found.runs).toHaveLength(1);
    expect(chooseRun(found, undefined).id).toBe(id);
  });
});

test("a namespace with a run's mark but without a binding is said to be one, and never taken for a run", async () => {
  const stray = { metadata: { name: "half", labels: { [label]: id } } };
  const found = await read({ [namespaces]: [stray] });
  expect(found.runs).toEqual([]);
  expect(oddities(found)).toEqual([expect.stringContaining("kubectl delete namespace half")]);
  expect(() => chooseRun(found, undefined)).toThrow(
    "namespace half is marked as belonging to a run, but no run has a binding",
  );
  expect(() => chooseRun(found, id)).toThrow(
    "namespace half is marked as belonging to a run, but no run has a binding",
  );
  // something may be left, so cleanup must not end as if a word had been wrong
  expect(() => chooseRun(found, undefined)).toThrow(RunError);
});

test("a run that could not be read back is not begun", () => {
  const long = { ...state, plan: { ...plan, focus: "x".repeat(300_000) } };
  expect(() => withState(runObjects(plan, "bcdfghjk"), long)).toThrow(
    "cannot be stored in the cluster: plan/focus",
  );
});

test("a run whose namespace is being deleted is known as such, and not by the name alone", async () => {
  const namespace = (uid: string) => ({
    metadata: { name: "nightly", uid, labels: { [label]: id }, deletionTimestamp: created },
  });
  const shelf = { [bindings]: [binding()], [pods]: [] };
  expect((await read({ ...shelf, [namespaces]: [namespace("n1")] })).runs[0]?.leaving).toBe(true);
  expect((await read({ ...shelf, [namespaces]: [namespace("n2")] })).runs[0]?.leaving).toBe(false);
});

describe("the run that is meant", () => {
  const found = () => read({ [bindings]: [binding()], [pods]: [pod("p1")] });

  test.each([id, `conformancerun/${id}`, "20261120", "k3x9", "2215-k3x9", "nightly", undefined])(
    "%p",
    async (word) => {
      expect(chooseRun(await found(), word).id).toBe(id);
    },
  );

  test("is not any run, where a variable is unset", async () => {
    const runs = await found();
    expect(() => chooseRun(runs, "")).toThrow("the run's name is empty");
  });

  test("is looked for in one namespace alone, where that is asked for", async () => {
    const runs = await found();
    expect(chooseRun(runsWithin(runs, "nightly"), undefined).id).toBe(id);
    expect(() => chooseRun(runsWithin(runs, "other"), "k3x9")).toThrow("there is no run in namespace other");
  });
});
