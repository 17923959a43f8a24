import { expect, test } from "bun:test";
import { Listened } from "../../src/run/follow/listened.ts";
import { NodeSilence } from "../../src/run/follow/node-silence.ts";

const minute = 60_000;

test("counts while the pod's watch is heard, and neither while it is cut nor while the machine sleeps", () => {
  const listened = new Listened(0);
  listened.tick(1000);
  expect(listened.ms).toBe(0);
  listened.heard("listed");
  listened.tick(2000);
  listened.tick(3000);
  expect(listened.ms).toBe(2000);
  listened.heard("cut");
  listened.tick(4000);
  listened.heard("reconnected");
  listened.tick(5000);
  expect(listened.ms).toBe(3000);
  listened.tick(8 * 60 * minute);
  expect(listened.ms).toBe(8000);
  // a clock that is set back
  listened.tick(0);
  expect(listened.ms).toBe(8000);
});

test("a silent node is given up after 15 minutes of listening, whatever the clock says", () => {
  const silence = new NodeSilence();
  const pod = {
    spec: { nodeName: "node1", containers: [] },
    status: {
      conditions: [{ type: "Ready", status: "False" }],
      containerStatuses: [{ name: "suite", ready: true, image: "", imageID: "", restartCount: 0 }],
    },
  };
  const told = [...silence.pod(pod, 24 * 60 * minute, minute)];
  expect(told).toMatchObject([{ level: "warning", at: 24 * 60 * minute }]);
  expect(silence.overdue(16 * minute)).toBe(false);
  expect(silence.overdue(16 * minute + 1)).toBe(true);
});
