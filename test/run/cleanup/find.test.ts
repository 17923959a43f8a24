import { expect, test } from "bun:test";
import { AnswerError } from "../../../src/kube/errors.ts";
import { findLeftovers } from "../../../src/run/cleanup/find.ts";
import { json } from "../../kube/scripted-server.ts";
import { type Between, fakeCluster, type Shelf } from "./fake-cluster.ts";
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

test("with a concurrent suite, what was left outside of namespaces belongs to nobody: it is named if the run's suite did not end by itself", async () => {
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

test("what another suite makes while it is looked is not taken for this one's", async () => {
  const foo = {
    metadata: {
      name: "foos.example.com",
      creationTimestamp: "2026-11-20T23:00:00Z",
      managedFields: [{ manager: "e2e.test" }],
    },
  };
  // a spec of the other suite begins at any moment: first its namespace, then what it makes outside of it
  for (let moment = 1; moment <= 26; moment++) {
    const shelf: Shelf = { [namespaces]: [], [crds]: [] };
    let looks = 0;
    const begins: Between = () => {
      looks += 1;
      if (looks === moment) {
        shelf[namespaces] = [suiteNamespace("crd-1", "theirs")];
        shelf[crds] = [foo];
      }
      return false;
    };
    await using fake = await fakeCluster(shelf, undefined, begins);
    const { items } = await findLeftovers(fake.cluster, { ownership: known(), span: { since } }, 0);
    expect(items.map(({ what }) => what)).toEqual([]);
  }
});

test("a kind that the server does not serve has nothing; what else answers 404 does not say so", async () => {
  const groups = { kind: "APIGroupList", groups: [] };
  const asked = (served: boolean): Between => {
    return (request, response) => {
      if (request.url === "/apis") json(served ? groups : { ok: true })(request, response);
      else if (request.url === crds) {
        response.writeHead(404);
        response.end("404 page not found");
      } else return false;
      return true;
    };
  };
  await using older = await fakeCluster({ [namespaces]: [] }, undefined, asked(true));
  const options = { ownership: known(), span: { since } };
  expect((await findLeftovers(older.cluster, options, 0)).items).toEqual([]);
  await using balanced = await fakeCluster({ [namespaces]: [] }, undefined, asked(false));
  await expect(findLeftovers(balanced.cluster, options, 0)).rejects.toBeInstanceOf(AnswerError);
});
