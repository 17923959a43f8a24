import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Client, startClient, table } from "../client.ts";

const path = "/api/v1/namespaces/default/configmaps";
const configMap = (name: string, labels = {}) => ({ metadata: { name, labels }, data: {} });
let client: Client;

beforeAll(async () => {
  client = await startClient(1000);
});

afterAll(() => client.close());

async function version(): Promise<string> {
  return (await client.get(path)).body.metadata.resourceVersion;
}

test("a watch from a version reports everything after it, in order", async () => {
  const since = await version();
  await client.send("POST", path, configMap("one"));
  const watch = client.watch(`${path}?watch=true&resourceVersion=${since}`);
  const first = (await watch.next()).value;
  expect(first).toMatchObject({ type: "ADDED", object: { kind: "ConfigMap", metadata: { name: "one" } } });
  await client.send("PATCH", `${path}/one`, { data: { x: "1" } }, "application/merge-patch+json");
  await client.send("DELETE", `${path}/one`);
  const changes = [(await watch.next()).value, (await watch.next()).value];
  expect(changes.map(({ type }) => type)).toEqual(["MODIFIED", "DELETED"]);
  const versions = [first, ...changes].map(({ object }) => Number(object.metadata.resourceVersion));
  expect(versions).toEqual(versions.toSorted((a, b) => a - b));
  await watch.return();
});

test("a watch of a table has the columns in its first event only", async () => {
  const since = await version();
  await client.send("POST", path, configMap("two"));
  await client.send("DELETE", `${path}/two`);
  const watch = client.watch(`${path}?watch=true&resourceVersion=${since}`, table);
  const [added, deleted] = [(await watch.next()).value, (await watch.next()).value];
  expect(added.object.columnDefinitions).toHaveLength(3);
  expect(deleted.object.columnDefinitions).toBeNull();
  expect(deleted.object.rows[0].cells[0]).toBe("two");
  await watch.return();
});

test("what leaves the selection of a watch is deleted there, what enters it is added", async () => {
  await client.send("POST", path, configMap("three", { colour: "red" }));
  const red = client.watch(
    `${path}?watch=true&resourceVersion=${await version()}&labelSelector=colour%3Dred`,
  );
  for (const colour of ["blue", "red"]) {
    const patch = { metadata: { labels: { colour } } };
    await client.send("PATCH", `${path}/three`, patch, "application/merge-patch+json");
  }
  const types = [(await red.next()).value.type, (await red.next()).value.type];
  expect(types).toEqual(["DELETED", "ADDED"]);
  await red.return();
});

test("a watch from a forgotten version ends with 410", async () => {
  const events = await Array.fromAsync(client.watch(`${path}?watch=true&resourceVersion=1`));
  expect(events).toEqual([
    {
      type: "ERROR",
      object: {
        kind: "Status",
        apiVersion: "v1",
        metadata: {},
        status: "Failure",
        message: expect.stringMatching(/^too old resource version: 1 \(\d+\)$/),
        reason: "Expired",
        code: 410,
      },
    },
  ]);
});

test("a watch ends after its time, with bookmarks if they are wanted", async () => {
  const since = await version();
  const asked = `${path}?watch=true&resourceVersion=${since}&timeoutSeconds=1`;
  const [quiet, marked] = await Promise.all([
    Array.fromAsync(client.watch(asked)),
    Array.fromAsync(client.watch(`${asked}&allowWatchBookmarks=true`)),
  ]);
  expect(quiet).toEqual([]);
  expect(marked.at(-1)).toMatchObject({ type: "BOOKMARK", object: { kind: "ConfigMap" } });
  expect(Number(marked.at(-1).object.metadata.resourceVersion)).toBeGreaterThanOrEqual(Number(since));
});

test("a namespace that goes is seen to terminate before its contents and then itself are gone", async () => {
  await client.send("POST", "/api/v1/namespaces", { metadata: { name: "going" } });
  const { body } = await client.get("/api/v1/namespaces");
  const since = `watch=true&resourceVersion=${body.metadata.resourceVersion}`;
  const namespaces = client.watch(`/api/v1/namespaces?${since}&fieldSelector=metadata.name%3Dgoing`);
  await client.send("DELETE", "/api/v1/namespaces/going");
  const [terminating, gone] = [(await namespaces.next()).value, (await namespaces.next()).value];
  expect(terminating).toMatchObject({ type: "MODIFIED", object: { status: { phase: "Terminating" } } });
  expect(gone.type).toBe("DELETED");
  expect((await client.get("/api/v1/namespaces/going/configmaps")).body.items).toEqual([]);
  await namespaces.return();
});
