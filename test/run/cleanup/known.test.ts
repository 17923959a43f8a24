import { describe, expect, test } from "bun:test";
import type { V1Pod } from "@kubernetes/client-node";
import { type RemoveKnown, removeKnown, wouldRemove } from "../../../src/run/cleanup/known.ts";
import { execServer } from "../exec-server.ts";
import { fakeCluster } from "./fake-cluster.ts";
import { knownRun, suitePod } from "./known-run.ts";
import { bindings, crds, id, names, namespaces, pods, standing, suiteNamespace } from "./sample.ts";

const gone = `namespace conformance`;

/** Removes the run of a cluster where this stands, with a pod whose suite is in this state and to which exec is refused. */
async function remove(pod: V1Pod | undefined, over: Partial<RemoveKnown> = {}) {
  const shelf = standing(suiteNamespace("pods-1", "ours"), suiteNamespace("pods-9", "nobody"));
  await using exec = await execServer(() => ({ refused: 403 }));
  await using fake = await fakeCluster(shelf);
  const run = knownRun(pod);
  const asked: string[] = [];
  const stopped: string[] = [];
  const outcome = await removeKnown(
    { ...fake.cluster, connection: exec.connection },
    {
      run,
      all: [run],
      force: false,
      refusal: async ({ id }) => {
        asked.push(id);
        return undefined;
      },
      stopping: ({ id }) => stopped.push(id),
      ...over,
    },
    fake.io,
  );
  return { outcome, asked, stopped, shelf, deletions: fake.deletions() };
}

test("what would be removed is what is, and nothing is touched by looking", async () => {
  const shelf = standing(suiteNamespace("pods-1", "ours"), suiteNamespace("pods-9", "nobody"));
  await using fake = await fakeCluster(shelf);
  const run = knownRun(undefined);
  const would = await wouldRemove(fake.cluster, { run, all: [run] }, fake.io);
  expect(fake.deletions()).toEqual([]);
  expect(would.removed).toEqual([gone, `clusterrolebinding conformance-${id}`, "namespace pods-1"]);
  expect(would.notes[0]).toContain("note: namespace pods-9");
  const { outcome, asked } = await remove(undefined);
  expect(outcome.removed).toEqual(expect.arrayContaining([...would.removed]));
  expect(outcome.notes).toEqual(would.notes);
  // nobody is asked about a run that has nothing running
  expect(asked).toEqual([]);
});

test("what may be the run's or not is left, and said to be left", async () => {
  const { outcome, shelf } = await remove(undefined);
  expect(outcome.stays).toEqual(["namespace pods-9: it may belong to this run or to another suite"]);
  expect(names(shelf, namespaces)).toEqual(["pods-9"]);
});

describe("a run whose suite may be running", () => {
  test.each(["running", "starting"] as const)("%s is left untouched where it is refused", async (state) => {
    const { outcome, deletions, stopped } = await remove(suitePod(state), {
      refusal: async () => "its suite is running",
    });
    expect(outcome).toEqual({ notes: [], removed: [], stays: ["its suite is running"] });
    expect(deletions).toEqual([]);
    expect(stopped).toEqual([]);
  });

  test("and cannot be stopped stays, with what would remove it all the same", async () => {
    const { outcome, deletions, asked, stopped, shelf } = await remove(suitePod("running"));
    expect([asked, stopped]).toEqual([[id], [id]]);
    expect(outcome.removed).toEqual([]);
    expect(outcome.stays).toEqual([expect.stringContaining("to remove it anyway: --force")]);
    expect(deletions).toEqual([]);
    expect(names(shelf, bindings)).toEqual([`conformance-${id}`]);
  });

  test("and cannot be stopped goes by force, with a warning", async () => {
    const { outcome } = await remove(suitePod("running"), { force: true });
    expect(outcome.removed).toContain(gone);
    expect(outcome.notes[0]).toMatch(/^warning: run .*: it could not be interrupted/);
  });

  test("but has not begun goes without being stopped", async () => {
    const { outcome, asked, stopped } = await remove(suitePod("starting"));
    expect([asked, stopped]).toEqual([[id], []]);
    expect(outcome.removed).toContain(gone);
  });
});

test.each(["ended", "running"] as const)(
  "of a suite that has ended, or does when it is stopped (%s), what others made later is not the run's",
  async (state) => {
    const at = (name: string, creationTimestamp: string) => ({
      metadata: { name, creationTimestamp, managedFields: [{ manager: "e2e.test" }] },
    });
    const shelf = {
      ...standing(),
      [crds]: [
        at("foos.example.com", "2026-11-20T22:15:30Z"),
        at("later.example.com", "2026-11-21T10:00:00Z"),
      ],
      // as it is once the suite has been interrupted
      [pods]: [JSON.parse(JSON.stringify(suitePod("ended")))],
    };
    await using fake = await fakeCluster(shelf);
    await using exec = await execServer(([program]) => (program === "sh" ? {} : { exitCode: 127 }));
    const run = knownRun(suitePod(state));
    const stopped: string[] = [];
    const wanted = { run, all: [run], force: false, refusal: async () => undefined };
    const stopping = () => stopped.push(state);
    await removeKnown({ ...fake.cluster, connection: exec.connection }, { ...wanted, stopping }, fake.io);
    expect(names(shelf, crds)).toEqual(["later.example.com"]);
    expect(stopped).toEqual(state === "running" ? ["running"] : []);
  },
);
