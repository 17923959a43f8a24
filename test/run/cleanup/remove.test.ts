import { describe, expect, test } from "bun:test";
import { removeRun } from "../../../src/run/cleanup/remove.ts";
import { Ended } from "../../../src/run/endings.ts";
import { fakeCluster } from "./fake-cluster.ts";
import { bindings, id, names, removal, standing, suiteNamespace } from "./sample.ts";

test("a run that is gone: an event with what its suite had left, and nothing remains", async () => {
  await using fake = await fakeCluster(standing(suiteNamespace("pods-1", "ours")));
  const { events, remains } = await removeRun(fake.cluster, removal(), fake.io);
  expect(events).toMatchObject([{ kind: "cleaned", removed: ["namespace pods-1"], remains: [] }]);
  expect(remains).toEqual([]);
});

test("what may be the run's remains, and only the person knows more of it", async () => {
  await using fake = await fakeCluster(standing(suiteNamespace("pods-1", "nobody")));
  const { events, remains, known } = await removeRun(fake.cluster, removal(), fake.io);
  expect(remains).toEqual(["namespace pods-1: it may belong to this run or to another suite"]);
  expect(known).toBe(false);
  expect(events.map(({ kind }) => kind)).toEqual(["cleaned", "notice"]);
});

describe("that something stays is an event and no error", () => {
  test("where the server refuses", async () => {
    const shelf = standing(suiteNamespace("pods-1", "ours"));
    await using fake = await fakeCluster(shelf, (path) => (path.endsWith("/pods-1") ? "refuse" : "goes"));
    const { remains, known } = await removeRun(fake.cluster, removal(), fake.io);
    expect(remains).toEqual([expect.stringMatching(/^namespace pods-1: .*forbidden/)]);
    expect(known).toBe(true);
    expect(names(shelf, bindings)).toEqual([`conformance-${id}`]);
  });
});

test("whoever leaves while it goes learns that it is gone, where that takes no longer", async () => {
  const shelf = standing();
  await using fake = await fakeCluster(shelf);
  const leaving = AbortSignal.abort(new Ended("detach"));
  const { remains } = await removeRun(fake.cluster, removal(), fake.io, leaving);
  expect(remains).toEqual([]);
  expect(names(shelf, bindings)).toEqual([]);
});

test("whoever leaves while it does not go learns what is left, and nothing more is asked of the cluster", async () => {
  const shelf = standing();
  await using fake = await fakeCluster(shelf, () => "stays");
  const waits: number[] = [];
  const io = {
    ...fake.io,
    sleep: (ms: number, signal?: AbortSignal) => {
      waits.push(ms);
      // the time that one who leaves still waits is over at once
      return ms === 15_000 ? Promise.resolve() : fake.io.sleep(ms, signal);
    },
  };
  const { remains, known } = await removeRun(
    fake.cluster,
    removal(),
    io,
    AbortSignal.abort(new Ended("detach")),
  );
  expect(remains).toEqual([`run ${id}: nobody waited until it was gone`]);
  expect(known).toBe(true);
  const asked = fake.server.requests.length;
  const slept = waits.length;
  await fake.io.sleep(700);
  expect([fake.server.requests.length, waits.length]).toEqual([asked, slept]);
});
