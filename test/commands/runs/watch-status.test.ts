import { expect, test } from "bun:test";
import { onSandbox } from "../on-sandbox.ts";

const { call } = onSandbox(400);

test("-w prints a run again when where it stands has changed, below its header, until it is gone", async () => {
  const id = (await call(["run", "--detach", "-o", "name", "-n", "three"])).stdout.trim();
  // looks follow each other at once
  let looks = 0;
  const watching = call(["status", id, "-w"], {
    sleep: async () => {
      looks += 1;
      await Bun.sleep(200);
    },
  });
  await call(["wait", id], { sleep: () => Bun.sleep(200) });
  // one look from its beginning to its end, so that it sees the run as it is now
  for (const seen = looks + 2; looks < seen; ) await Bun.sleep(20);
  await call(["cleanup", id]);
  const { code, stdout, stderr } = await watching;
  const [header = "", ...rows] = stdout.trimEnd().split("\n");
  expect([code, stderr]).toEqual([0, `run ${id} is gone from the cluster\n`]);
  expect(header).toStartWith("RUN ");
  expect(rows.length).toBeGreaterThan(1);
  expect(rows.every((row) => row.startsWith(id))).toBe(true);
  expect(new Set(rows.map((row) => row.replace(/\d+s? +\S+$/, ""))).size).toBeGreaterThan(1);
  expect(stdout).toContain("passed");
});
