import { expect, test } from "bun:test";
import type { V1Pod } from "@kubernetes/client-node";
import type { Cluster } from "../../../src/kube/cluster.ts";
import { haltSuite, suiteOf } from "../../../src/run/cleanup/halt.ts";
import { execServer, type Ran } from "../exec-server.ts";
import { knownRun, suitePod } from "./known-run.ts";

test.each<[string, V1Pod | undefined, ReturnType<typeof suiteOf>]>([
  ["no pod", undefined, "gone"],
  ["a pod that starts", suitePod("starting"), "starting"],
  ["a pod whose suite runs", suitePod("running"), "running"],
  ["a pod whose suite has ended", suitePod("ended"), "ended"],
  ["a pod that was evicted", { status: { phase: "Failed", reason: "Evicted" } }, "gone"],
])("by %s the suite is %s", (_, pod, suite) => {
  expect(suiteOf(pod)).toBe(suite);
});

/** Stops the suite of a run whose pod is then seen like this, look by look; the last again and again. */
async function halt(run: () => Ran, ...looks: readonly (readonly V1Pod[])[]) {
  await using server = await execServer(run);
  let look = 0;
  let at = 0;
  const listNamespacedPod = async () => ({ items: looks[Math.min(look++, looks.length - 1)] ?? [] });
  const cluster = { core: { listNamespacedPod }, connection: server.connection } as unknown as Cluster;
  const io = {
    monotonic: () => at,
    sleep: async (ms: number) => {
      at += ms;
    },
  };
  const halted = await haltSuite(cluster, knownRun(suitePod("running")), io);
  return { halted, waited: at, programs: server.programs };
}

const interrupted = (): Ran => ({});

test("a suite that ends after it was interrupted has ended, and its pod says when", async () => {
  const ended = suitePod("ended");
  const { halted, programs } = await halt(interrupted, [suitePod("running")], [ended]);
  expect(halted).toEqual({ suite: "ended", pod: ended });
  expect(programs).toHaveLength(1);
  expect(programs[0]?.join(" ")).toContain("kill -INT");
});

test.each<[string, readonly V1Pod[]]>([
  ["that is gone", []],
  ["in whose place another stands", [{ ...suitePod("running"), metadata: { name: "suite", uid: "p2" } }]],
])("a pod %s has no suite any more", async (_, items) => {
  expect((await halt(interrupted, items)).halted).toEqual({ suite: "gone" });
});

test("of a suite that does not end within a minute nothing is known", async () => {
  const { halted, waited } = await halt(interrupted, [suitePod("running")]);
  expect(halted).toEqual({ suite: "unknown", why: "it did not end within 60 s of being interrupted" });
  expect(waited).toBe(60_000);
});

test("a suite that ended before it could be interrupted has ended", async () => {
  const { halted } = await halt(() => ({ refused: 403 }), [suitePod("ended")]);
  expect(halted).toMatchObject({ suite: "ended" });
});

test("of a suite that cannot be interrupted nothing is known, and it is not waited for", async () => {
  const { halted, waited } = await halt(() => ({ refused: 403 }), [suitePod("running")]);
  expect(halted).toMatchObject({
    suite: "unknown",
    why: expect.stringContaining("could not be interrupted"),
  });
  expect(waited).toBe(0);
});
