import { expect, test } from "bun:test";
import { Liveness, watches } from "../../../src/run/follow/liveness.ts";

const minute = 60_000;

/** All watches cut at 5 and after. */
function lost(): Liveness {
  const liveness = new Liveness(0);
  for (const [index, watch] of watches.entries()) liveness.watch(watch, "cut", 5 + index);
  return liveness;
}

test("contact is lost when the last of the watches is, and since then", () => {
  const liveness = new Liveness(0);
  for (const watch of watches.slice(1)) liveness.watch(watch, "cut", 5);
  expect(liveness.lostSince(100)).toBeUndefined();
  liveness.watch("own-pod", "cut", 9);
  liveness.watch("own-pod", "cut", 50);
  expect(liveness.lostSince(100)).toBe(9);
});

test("one watch that is back is contact", () => {
  const liveness = lost();
  liveness.watch("rows", "reconnected", 50);
  expect(liveness.lostSince(100)).toBeUndefined();
});

test("a log that goes on is contact, until it is cut or silent for longer than it may be, whatever the wall clock says", () => {
  const liveness = lost();
  liveness.log(true, 9_000_000, 1000);
  expect(liveness.lostSince(2000)).toBeUndefined();
  expect(liveness.lostSince(62_000)).toBe(9_000_000);
  liveness.log(false, 9_002_000, 3000);
  expect(liveness.lostSince(3000)).toBe(9_000_000);
});

test("listening counts while the pod's watch is heard, and neither while it is cut nor while the machine sleeps", () => {
  const liveness = new Liveness(0);
  liveness.tick(1000);
  expect(liveness.listened).toBe(0);
  liveness.watch("own-pod", "listed", 0);
  liveness.tick(2000);
  liveness.tick(3000);
  expect(liveness.listened).toBe(2000);
  liveness.watch("own-pod", "cut", 0);
  liveness.tick(4000);
  liveness.watch("own-pod", "reconnected", 0);
  liveness.tick(5000);
  expect(liveness.listened).toBe(3000);
  liveness.tick(8 * 60 * minute);
  expect(liveness.listened).toBe(8000);
});

test("a silent node is given up after 15 minutes of listening, and not before", () => {
  const liveness = new Liveness(0);
  const pod = {
    spec: { nodeName: "node1", containers: [] },
    status: {
      conditions: [{ type: "Ready", status: "False" }],
      containerStatuses: [{ name: "suite", ready: true, image: "", imageID: "", restartCount: 0 }],
    },
  };
  liveness.watch("own-pod", "listed", 0);
  expect(liveness.pod(pod, 24 * 60 * minute)).toMatchObject([{ level: "warning", at: 24 * 60 * minute }]);
  for (let second = 1; second <= 15 * 60; second++) liveness.tick(second * 1000);
  expect(liveness.nodeGivenUp).toBeUndefined();
  liveness.tick(15 * minute + 1000);
  expect(liveness.nodeGivenUp).toBe("node node1 has not answered for 15 minutes");
});
