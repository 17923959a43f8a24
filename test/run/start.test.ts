import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type ServedSandbox, serveSandbox } from "../../src/commands/sandbox/serve.ts";
import { type Cluster, openCluster } from "../../src/kube/cluster.ts";
import { connect } from "../../src/kube/connection.ts";
import { ApiError } from "../../src/kube/errors.ts";
import { realMonotonic, realSleep } from "../../src/process/io.ts";
import { newRunId } from "../../src/run/identity.ts";
import { runObjects } from "../../src/run/plan/objects.ts";
import { type Plan, planRun } from "../../src/run/plan/plan.ts";
import { readRuns } from "../../src/run/runs.ts";
import { createObjects, type Made } from "../../src/run/start.ts";
import { withState } from "../../src/run/state.ts";
import { plainRequest } from "./request.ts";

const io = { now: Date.now, monotonic: realMonotonic, sleep: realSleep };
const facts = { server: "v1.35.4", platform: "linux/amd64", nodes: [] };
let sandbox: ServedSandbox;
let cluster: Cluster;

beforeAll(async () => {
  sandbox = await serveSandbox({ speed: 1 });
  cluster = openCluster(connect({ kubeconfig: sandbox.kubeconfig }, { env: {}, cwd: "/" }), "test", io);
});

afterAll(() => sandbox.close());

function planned(namespace: string, namespaceBy: Plan["namespaceBy"] = "mark") {
  const plan = planRun({ ...plainRequest, namespace, namespaceBy }, facts, newRunId(Date.now()));
  const state = { plan, command: [], started: new Date().toISOString(), server: "v1.35.4", platform: "" };
  return { plan, objects: withState(runObjects(plan, "bcdfghjk"), state) };
}

/** Begins a run, and gives what was made last and the paths of what was made, in their order. */
async function begin(run: ReturnType<typeof planned>, refuse?: string) {
  const made: Made[] = [];
  const paths: string[] = [];
  const through: Cluster = openThrough(paths, refuse);
  const pod = await createObjects(through, run.plan, run.objects, {
    io,
    onMade: (now) => made.push(now),
    signal: new AbortController().signal,
  }).catch((error: unknown) => error);
  return { made, paths, pod };
}

/** The cluster, with a note of each object that is made; one kind is refused. */
function openThrough(paths: string[], refuse = "nothing"): Cluster {
  const watched = <T extends object>(api: T): T =>
    new Proxy(api, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== "function" || !String(key).startsWith("create")) return member;
        return (...args: unknown[]) => {
          paths.push(String(key).replace(/^create(Namespaced)?/, ""));
          if (String(key).endsWith(refuse)) return Promise.reject(new ApiError(403, { message: "no" }));
          return Reflect.apply(member, target, args);
        };
      },
    });
  return { ...cluster, core: watched(cluster.core), rbac: watched(cluster.rbac) };
}

test("the account comes first and the binding last but for the pod, bound to the namespace", async () => {
  const run = planned("one");
  const { paths, made } = await begin(run);
  expect(paths).toEqual(["Namespace", "ServiceAccount", "ClusterRoleBinding", "Pod"]);
  const namespace = await cluster.core.readNamespace({ name: "one" });
  const [known] = (await readRuns(cluster)).runs;
  expect(known).toMatchObject({ id: run.plan.id, namespace: "one", serviceAccount: "conformance-bcdfghjk" });
  expect(known?.marks).toMatchObject({
    pod: known?.pod?.metadata?.uid,
    namespace: { uid: namespace.metadata?.uid, made: true },
  });
  const { items } = await cluster.rbac.listClusterRoleBinding();
  expect(
    items.find(({ metadata }) => metadata?.name?.endsWith(run.plan.id))?.metadata?.ownerReferences,
  ).toEqual([expect.objectContaining({ kind: "Namespace", name: "one", uid: namespace.metadata?.uid })]);
  expect(made.at(-1)).toMatchObject({ pod: known?.pod?.metadata?.uid, since: known?.created });
});

describe("what was begun and not finished is no run, but is found", () => {
  test("without its binding, a namespace that is marked", async () => {
    const run = planned("two");
    const { pod, made } = await begin(run, "ClusterRoleBinding");
    expect(pod).toBeInstanceOf(ApiError);
    expect(made).toHaveLength(1);
    const { runs, strays } = await readRuns(cluster);
    expect(runs.map(({ id }) => id)).not.toContain(run.plan.id);
    expect(strays).toContainEqual({ id: run.plan.id, namespace: "two" });
  });

  test("without its pod, a run whose pod is gone", async () => {
    const run = planned("three");
    await begin(run, "Pod");
    const { runs } = await readRuns(cluster);
    expect(runs.find(({ id }) => id === run.plan.id)).toMatchObject({ podGone: "its pod is gone" });
  });
});

test("an account of the name that was made beforehand gets nothing", async () => {
  await cluster.core.createNamespace({ body: { metadata: { name: "guessed" } } });
  const body = { metadata: { name: "conformance-bcdfghjk" } };
  await cluster.core.createNamespacedServiceAccount({ namespace: "guessed", body });
  const { pod, paths } = await begin(planned("guessed", "name"));
  expect(pod).toMatchObject({ reason: "AlreadyExists" });
  expect(paths).not.toContain("ClusterRoleBinding");
});

describe("a namespace that is there already", () => {
  test.each([
    ["is refused", "unmarked", "mark", {}, "already exists, and this run did not create it"],
    ["is used where it was named", "named", "name", {}, undefined],
    ["is used where it is marked", "marked", "mark", { "kubectl-conformance/runner": "" }, undefined],
    [
      "is refused where it is another run's",
      "taken",
      "name",
      { "kubectl-conformance/run": "r1" },
      "to run r1",
    ],
  ] as const)("%s", async (_, name, by, labels, words) => {
    await cluster.core.createNamespace({ body: { metadata: { name, labels } } });
    const { pod, made } = await begin(planned(name, by));
    if (words === undefined) expect(made.at(-1)).toMatchObject({ foreignNamespace: true, namespace: name });
    else expect(String(pod)).toContain(words);
  });
});
