import { expect, test } from "bun:test";
import { gatherOwnership } from "../../../src/run/cleanup/evidence.ts";
import type { KnownRun } from "../../../src/run/runs.ts";
import { fakeCluster } from "./fake-cluster.ts";

const created = new Date("2026-11-20T22:15:30Z");

/** A run whose pod is gone, as far as its evidence is read. */
const run = (id: string, uuids: readonly string[]) =>
  ({ id, namespace: "nightly", created, uuids, pod: undefined }) as unknown as KnownRun;

const namespace = (name: string, uuid: string, creationTimestamp = "2026-11-20T22:20:00Z") => ({
  metadata: { name, uid: name, labels: { "e2e-run": uuid }, creationTimestamp },
});

test("what another run has noted, and what is older than the run, is not the run's, whatever is noted on it", async () => {
  await using fake = await fakeCluster({
    "/api/v1/namespaces": [
      namespace("a-1", "ours"),
      namespace("b-1", "theirs"),
      namespace("c-1", "old", "2026-11-20T22:15:29Z"),
      namespace("d-1", "nobody"),
    ],
  });
  const mine = run("20261120-2215-k3x9", ["ours", "theirs", "old"]);
  const other = run("20261120-2216-bbbb", ["theirs"]);
  const ownership = await gatherOwnership(fake.cluster, mine, [mine, other]);
  expect(["ours", "theirs", "old", "nobody"].map((uuid) => ownership.of(uuid))).toEqual([
    "ours",
    "foreign",
    "foreign",
    "unknown",
  ]);
});
