import { describe, expect, test } from "bun:test";
import type { IncomingMessage, ServerResponse } from "node:http";
import { removeObject } from "../../../src/run/cleanup/remove-object.ts";
import { json, status } from "../../kube/scripted-server.ts";
import { answersOfOthers, notFoundBy } from "./between.ts";
import { fakeCluster, type OnDelete } from "./fake-cluster.ts";
import { crds, names } from "./sample.ts";

const shelf = (finalizers: readonly string[] = []) => ({
  [crds]: [{ metadata: { name: "foos", finalizers } }],
});

const stays: OnDelete = () => "stays";

test("an object is removed once the server says so, and absent where it says that there is none", async () => {
  const held = shelf();
  await using fake = await fakeCluster(held);
  expect(await removeObject(fake.cluster, crds, { name: "foos" })).toBe("removed");
  expect(await removeObject(fake.cluster, crds, { name: "foos" })).toBe("absent");
  expect(names(held, crds)).toEqual([]);
});

test("an object that stays is not removed: its finalizers hold it, or nobody knows what does", async () => {
  await using held = await fakeCluster(shelf(["example.com/held"]), stays);
  const why = "its finalizers hold it: example.com/held";
  expect(await removeObject(held.cluster, crds, { name: "foos" })).toEqual({ why });
  await using slow = await fakeCluster(shelf(), stays);
  expect(await removeObject(slow.cluster, crds, { name: "foos" })).toEqual({ why: "it is being deleted" });
});

describe("what is not the server's own word does not make it gone", () => {
  test.each(answersOfOthers)("404 by %s", async (_, body) => {
    await using fake = await fakeCluster(shelf(), () => "goes", notFoundBy(body, /foos$/));
    await expect(removeObject(fake.cluster, crds, { name: "foos" })).rejects.toMatchObject({ status: 404 });
  });

  test.each<[string, object]>([
    ["another form", { ok: true }],
    ["a success of something else", { kind: "Status", status: "Success", details: { name: "other" } }],
  ])("200 with %s", async (_, body) => {
    await using fake = await fakeCluster(
      shelf(),
      () => "goes",
      (request, response) => {
        json(body)(request, response);
        return true;
      },
    );
    expect(await removeObject(fake.cluster, crds, { name: "foos" })).toEqual({ why: "it is being deleted" });
  });
});

test("another object that has the name by now is left alone; any other conflict is thrown", async () => {
  const conflict = (message: string) => (request: IncomingMessage, response: ServerResponse) => {
    json(status(409, "Conflict", message), 409)(request, response);
    return true;
  };
  const another = conflict("Precondition failed: UID in precondition: c1, UID in object meta: c2");
  await using taken = await fakeCluster(shelf(), stays, another);
  expect(await removeObject(taken.cluster, crds, { name: "foos", uid: "c1" })).toBe("absent");
  await using changed = await fakeCluster(shelf(), stays, conflict("the object has been modified"));
  await expect(removeObject(changed.cluster, crds, { name: "foos" })).rejects.toMatchObject({ status: 409 });
});
