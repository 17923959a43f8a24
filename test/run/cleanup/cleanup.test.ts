import { describe, expect, test } from "bun:test";
import { cleanUp } from "../../../src/run/cleanup/cleanup.ts";
import { json, status } from "../../kube/scripted-server.ts";
import { answersOfOthers, notFoundBy } from "./between.ts";
import { type Between, fakeCluster } from "./fake-cluster.ts";
import {
  bindings,
  crds,
  id,
  made,
  names,
  namespaces,
  pods,
  removal,
  standing,
  suiteNamespace,
} from "./sample.ts";

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

test("a namespace that the suite itself is deleting is waited for, and not reported as left", async () => {
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
      left: [{ what: "pod conformance/suite", why: "node node2 has not confirmed that it has ended" }],
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

test("where it is not known whether the suite is over, its pod goes first", async () => {
  const shelf = standing(suiteNamespace("pods-1", "ours"));
  await using fake = await fakeCluster(shelf);
  const result = await cleanUp(fake.cluster, removal({ suite: "unknown" }), 10_000, fake.io);
  expect(result).toMatchObject({ kind: "gone", leftovers: ["namespace pods-1"] });
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

test("of a namespace on its way out that may be the run's, nothing is said while it goes, and it is waited for", async () => {
  const going = suiteNamespace("pods-1", "maybe");
  const shelf = standing({ metadata: { ...going.metadata, deletionTimestamp: "2026-11-20T22:30:00Z" } });
  await using fake = await fakeCluster(shelf);
  const short = await cleanUp(fake.cluster, removal(), 1000, fake.io);
  expect(short).toMatchObject({ kind: "gone", unclaimed: [{ what: "namespace pods-1", uuid: "maybe" }] });
  const long = cleanUp(fake.cluster, removal(), 10_000, fake.io);
  await Bun.sleep(400);
  shelf[namespaces] = [];
  expect(await long).toMatchObject({ kind: "gone", leftovers: [], unclaimed: [] });
  expect(fake.deletions().filter((path) => path.endsWith("/pods-1"))).toEqual([]);
});

describe("a 404 that is not the server's own takes nothing for gone", () => {
  test.each(answersOfOthers)("by %s, for good", async (_, body) => {
    const shelf = standing();
    await using fake = await fakeCluster(shelf, () => "stays", notFoundBy(body, /namespaces\/conformance$/));
    expect(await cleanUp(fake.cluster, removal(), 1000, fake.io)).toMatchObject({
      kind: "left",
      left: [{ what: "pod conformance/suite" }, { what: "namespace conformance" }],
    });
    expect(names(shelf, bindings)).toEqual([`conformance-${id}`]);
  });

  test.each(answersOfOthers.slice(0, 3))(
    "by %s, for a while: what it hid is removed then",
    async (_, body) => {
      const shelf = standing();
      const between = notFoundBy(body, /namespaces\/conformance$|clusterrolebindings\/|pods$/, 4);
      await using fake = await fakeCluster(shelf, () => "goes", between);
      expect(await cleanUp(fake.cluster, removal(), 10_000, fake.io)).toMatchObject({ kind: "gone" });
      expect(names(shelf, namespaces)).toEqual([]);
      expect(names(shelf, bindings)).toEqual([]);
    },
  );
});

describe("a binding that outlives the account that it is for gives nobody anything", () => {
  const own = { ...made, foreignNamespace: true };
  const isPatch = (line: string) => line === `PATCH ${bindings}/conformance-${id}`;
  const isAccounts = (line: string) => /^DELETE .*serviceaccounts/.test(line);

  test("in somebody's own namespace it is retired before the account goes", async () => {
    const shelf = standing();
    await using fake = await fakeCluster(shelf);
    expect(await cleanUp(fake.cluster, removal({ made: own }), 10_000, fake.io)).toMatchObject({
      kind: "gone",
    });
    const { requests } = fake.server;
    expect(requests.findIndex(isPatch)).toBeGreaterThan(-1);
    expect(requests.findIndex(isPatch)).toBeLessThan(requests.findIndex(isAccounts));
  });

  test("where it cannot be, the account stays as long as it does", async () => {
    const shelf = standing(suiteNamespace("pods-1", "ours"));
    const refuse: Between = (request, response) => {
      if (request.method !== "PATCH") return false;
      json(status(403, "Forbidden", "no"), 403)(request, response);
      return true;
    };
    await using fake = await fakeCluster(
      shelf,
      (path) => (path.endsWith("/pods-1") ? "refuse" : "goes"),
      refuse,
    );
    expect(await cleanUp(fake.cluster, removal({ made: own }), 10_000, fake.io)).toMatchObject({
      kind: "left",
    });
    expect(fake.server.requests.filter(isAccounts)).toEqual([]);
    // and goes after it, where nothing else is left
    await using clean = await fakeCluster(standing(), undefined, refuse);
    expect(await cleanUp(clean.cluster, removal({ made: own }), 10_000, clean.io)).toMatchObject({
      kind: "gone",
    });
    const isBinding = (line: string) => line === `DELETE ${bindings}/conformance-${id}`;
    const { requests } = clean.server;
    expect(requests.findIndex(isBinding)).toBeGreaterThan(-1);
    expect(requests.findIndex(isBinding)).toBeLessThan(requests.findIndex(isAccounts));
  });

  test("in the run's own namespace it goes with it, and is retired where something is left", async () => {
    await using clean = await fakeCluster(standing());
    await cleanUp(clean.cluster, removal(), 10_000, clean.io);
    expect(clean.server.requests.filter(isPatch)).toEqual([]);
    await using left = await fakeCluster(standing(suiteNamespace("pods-1", "ours")));
    await cleanUp(left.cluster, removal(), 10_000, left.io);
    expect(left.server.requests.filter(isPatch)).toHaveLength(1);
  });
});
