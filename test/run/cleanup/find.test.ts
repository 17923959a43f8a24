import { expect, test } from "bun:test";
import { findLeftovers } from "../../../src/run/cleanup/find.ts";
import { fakeCluster } from "./fake-cluster.ts";
import { crds, known, namespaces, since, suiteNamespace } from "./sample.ts";

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

test("of the suite's namespaces those that go are only waited for, and what nobody claims is named with its uuid", async () => {
  const going = suiteNamespace("pods-2", "ours");
  await using fake = await fakeCluster({
    [namespaces]: [
      suiteNamespace("pods-1", "ours"),
      { metadata: { ...going.metadata, deletionTimestamp: "2026-11-20T22:30:00Z" } },
      suiteNamespace("pods-3", "theirs"),
      suiteNamespace("pods-4", "nobody"),
      suiteNamespace("pods-5", "nobody", "2026-11-20T22:14:59Z"),
      { metadata: { name: "default", uid: "d" } },
    ],
  });
  const found = await findLeftovers(fake.cluster, { ownership: known(), span: { since } }, 0);
  expect(found.items.map(({ what }) => what)).toEqual(["namespace pods-1"]);
  expect(found.going.map(({ what }) => what)).toEqual(["namespace pods-2"]);
  expect(found.unclaimed).toEqual([{ what: "namespace pods-4", uuid: "nobody" }]);
  expect(fake.deletions()).toEqual([]);
});
