import { describe, expect, test } from "bun:test";
import { cleanUp, type Removal } from "../../../src/run/cleanup/cleanup.ts";
import { findLeftovers } from "../../../src/run/cleanup/find.ts";
import { Ownership } from "../../../src/run/ownership.ts";
import type { Made } from "../../../src/run/start.ts";
import { type FakeObject, fakeCluster, type Shelf } from "./fake-cluster.ts";

const id = "20261120-2215-k3x9";
const since = new Date("2026-11-20T22:15:00Z");
const namespaces = "/api/v1/namespaces";
const pods = `${namespaces}/conformance/pods`;
const bindings = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings";
const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

const made: Made = {
  runId: id,
  namespace: "conformance",
  namespaceUid: "n1",
  foreignNamespace: false,
  serviceAccount: "conformance-bcdfghjk",
  pod: "p1",
  since,
};

const suiteNamespace = (
  name: string,
  uuid: string,
  creationTimestamp = "2026-11-20T22:20:00Z",
): FakeObject => ({
  metadata: { name, uid: name, labels: { "e2e-run": uuid }, creationTimestamp },
});

/** What stands at a run's end, with these namespaces beside it. */
function standing(...suites: FakeObject[]): Shelf {
  return {
    [namespaces]: [{ metadata: { name: "conformance", uid: "n1" } }, ...suites],
    [pods]: [{ metadata: { name: "suite", uid: "p1" } }],
    [bindings]: [{ metadata: { name: `conformance-${id}` } }],
  };
}

/** Of the uuids here `ours` is the run's and `theirs` another's; nothing is known of the others. */
function known(): Ownership {
  const ownership = new Ownership("conformance");
  ownership.noted(["ours"]);
  ownership.notedByOthers(["theirs"]);
  return ownership;
}

function removal(over: Partial<Removal> = {}): Removal {
  return {
    made,
    ownership: known(),
    span: { since },
    suite: "ended",
    ...over,
  };
}

const names = (shelf: Shelf, path: string) => (shelf[path] ?? []).map(({ metadata }) => metadata.name);

test("all of a run goes, its own and what its suite left, and nothing else", async () => {
  const shelf = standing(
    suiteNamespace("pods-1", "ours"),
    suiteNamespace("pods-2", "theirs"),
    suiteNamespace("pods-3", "ours", "2026-11-20T22:14:59Z"),
  );
  await using fake = await fakeCluster(shelf);
  const result = await cleanUp(fake.cluster, removal(), 10_000, fake.io);
  expect(result).toMatchObject({ kind: "gone", leftovers: ["namespace pods-1"], unclaimed: [] });
  // what is older than the run is not its, whatever is written about it
  expect(names(shelf, namespaces)).toEqual(["pods-2", "pods-3"]);
  expect(names(shelf, bindings)).toEqual([]);
});

test("a namespace that the suite itself has told to go is waited for, and not said to have been left", async () => {
  const going = suiteNamespace("pods-1", "ours");
  const shelf = standing({ metadata: { ...going.metadata, deletionTimestamp: "2026-11-20T22:30:00Z" } });
  await using fake = await fakeCluster(shelf);
  const short = cleanUp(fake.cluster, removal(), 1000, fake.io);
  expect(await short).toMatchObject({ kind: "left", left: [{ what: "namespace pods-1" }] });
  expect(names(shelf, bindings)).toEqual([`conformance-${id}`]);
  const long = cleanUp(fake.cluster, removal(), 10_000, fake.io);
  shelf[namespaces] = [];
  expect(await long).toMatchObject({ kind: "gone", leftovers: [] });
});

describe("what does not go is left, with its reason, and keeps the binding", () => {
  test("a namespace of the suite that may be seen and not deleted; the rest is removed", async () => {
    const shelf = standing(suiteNamespace("pods-1", "ours"));
    await using fake = await fakeCluster(shelf, (path) => (path.endsWith("/pods-1") ? "refuse" : "goes"));
    const result = await cleanUp(fake.cluster, removal(), 10_000, fake.io);
    expect(result).toMatchObject({
      kind: "left",
      left: [{ what: "namespace pods-1", why: expect.stringContaining("forbidden") }],
      leftovers: [],
    });
    expect(names(shelf, namespaces)).toEqual(["pods-1"]);
    expect(names(shelf, bindings)).toEqual([`conformance-${id}`]);
    // the garbage collector would take it with the namespace, and all that is known of what is left
    expect(fake.server.requests).toContain(`PATCH ${bindings}/conformance-${id}`);
  });

  test("a pod whose node does not answer, in a namespace of somebody's own", async () => {
    const shelf = standing();
    shelf[pods] = [{ metadata: { name: "suite", uid: "p1" }, spec: { nodeName: "node2", containers: [] } }];
    await using fake = await fakeCluster(shelf, (path) => (path === `${pods}/suite` ? "stays" : "goes"));
    const own = { ...made, foreignNamespace: true };
    const result = await cleanUp(fake.cluster, removal({ made: own }), 1000, fake.io);
    expect(result).toMatchObject({
      kind: "left",
      left: [{ what: "pod conformance/suite", why: "node node2 has not said that it has ended" }],
    });
    expect(names(shelf, bindings)).toEqual([`conformance-${id}`]);
    expect(names(shelf, namespaces)).toContain("conformance");
  });

  test("an object that a finalizer holds", async () => {
    const shelf = standing();
    const managedFields = [{ manager: "e2e.test" }];
    const creationTimestamp = "2026-11-20T22:20:00Z";
    const finalizers = ["example.com/held"];
    shelf[crds] = [
      { metadata: { name: "foos.example.com", uid: "c1", managedFields, creationTimestamp, finalizers } },
    ];
    await using fake = await fakeCluster(shelf, (path) => (path.startsWith(crds) ? "stays" : "goes"));
    const result = await cleanUp(fake.cluster, removal(), 1000, fake.io);
    expect(result).toMatchObject({
      kind: "left",
      left: [
        {
          what: "customresourcedefinition foos.example.com",
          why: "its finalizers hold it: example.com/held",
        },
      ],
    });
  });
});

test("where the binding cannot be kept, the run's namespace waits until its suite's are gone", async () => {
  const shelf = standing(suiteNamespace("pods-1", "ours"));
  delete shelf[bindings];
  await using fake = await fakeCluster(shelf);
  expect(await cleanUp(fake.cluster, removal(), 10_000, fake.io)).toMatchObject({ kind: "gone" });
  const gone = fake
    .deletions()
    .filter((path) => path.startsWith(`${namespaces}/`) && !path.includes("/pods/"));
  expect(gone).toEqual([`${namespaces}/pods-1`, `${namespaces}/conformance`]);
});

test("nothing is touched while it is not known whether the suite is over, unless somebody says so", async () => {
  const shelf = standing(suiteNamespace("pods-1", "ours"));
  await using fake = await fakeCluster(shelf);
  const unknown = removal({ suite: "unknown" });
  expect(await cleanUp(fake.cluster, unknown, 10_000, fake.io)).toMatchObject({ kind: "refused" });
  expect(fake.deletions()).toEqual([]);
  const forced = await cleanUp(fake.cluster, { ...unknown, force: true }, 10_000, fake.io);
  expect(forced).toMatchObject({ kind: "gone", leftovers: ["namespace pods-1"] });
  // a suite that runs goes on making things
  expect(fake.deletions()[0]).toBe(`${pods}/suite`);
});

test("a namespace that may be of the run or not is left alone and named", async () => {
  const shelf = standing(suiteNamespace("pods-1", "maybe"), suiteNamespace("pods-2", "theirs"));
  await using fake = await fakeCluster(shelf);
  expect(await cleanUp(fake.cluster, removal(), 10_000, fake.io)).toMatchObject({
    kind: "gone",
    unclaimed: [{ what: "namespace pods-1", uuid: "maybe" }],
  });
  expect(names(shelf, namespaces)).toEqual(["pods-1", "pods-2"]);
});

describe("another in its place stays", () => {
  test.each([
    ["a pod of the name", { pod: "p2" }],
    ["a pod that has the label alone", { pod: undefined }],
  ])("%s, in a namespace of somebody's own", async (_, over) => {
    const shelf = standing();
    shelf[pods] = [
      {
        metadata: { name: "suite", uid: "p1", labels: { "kubectl-conformance/run": id } },
        spec: { serviceAccountName: "default", containers: [] },
      },
    ];
    await using fake = await fakeCluster(shelf);
    const { pod: _pod, ...rest } = made;
    const own = { ...rest, ...(over.pod === undefined ? {} : { pod: over.pod }), foreignNamespace: true };
    await cleanUp(fake.cluster, removal({ made: own }), 10_000, fake.io);
    expect(names(shelf, pods)).toEqual(["suite"]);
  });

  test("a namespace of the name that somebody made since", async () => {
    const shelf = standing();
    await using fake = await fakeCluster(shelf);
    const own = { ...made, namespaceUid: "n0" };
    expect(await cleanUp(fake.cluster, removal({ made: own }), 10_000, fake.io)).toMatchObject({
      kind: "gone",
    });
    expect(names(shelf, namespaces)).toEqual(["conformance"]);
  });
});

test("what an operator's tests made after the suite had ended is not the suite's", async () => {
  const managedFields = [{ manager: "e2e.test" }];
  const at = (name: string, creationTimestamp: string) => ({
    metadata: { name, creationTimestamp, managedFields },
  });
  await using fake = await fakeCluster({
    [crds]: [
      at("foos.example.com", "2026-11-20T23:00:00Z"),
      at("old.example.com", "2026-11-20T22:14:00Z"),
      at("databases.acme.io", "2026-11-24T10:00:00Z"),
    ],
  });
  const span = { since, until: new Date("2026-11-20T23:30:00Z") };
  const { items } = await findLeftovers(fake.cluster, { ownership: known(), span }, 0);
  expect(items.map(({ what }) => what)).toEqual(["customresourcedefinition foos.example.com"]);
});

test("beside another suite what a suite left outside of namespaces is nobody's: it is named, where its own had no end of its own", async () => {
  const foo = {
    metadata: {
      name: "foos.example.com",
      creationTimestamp: "2026-11-20T23:00:00Z",
      managedFields: [{ manager: "e2e.test" }],
    },
  };
  await using fake = await fakeCluster({
    [namespaces]: [suiteNamespace("pods-9", "theirs")],
    [crds]: [foo],
  });
  const ownership = known();
  const cut = await findLeftovers(fake.cluster, { ownership, span: { since } }, 0);
  expect(cut.items).toEqual([]);
  expect(cut.unclaimed).toEqual([{ what: "customresourcedefinition foos.example.com", uuid: undefined }]);
  ownership.suiteOver();
  const whole = await findLeftovers(fake.cluster, { ownership, span: { since } }, 0);
  expect(whole.unclaimed).toEqual([]);
});
