import { expect, test } from "bun:test";
import { parse } from "yaml";
import { idOf, onSandbox } from "../on-sandbox.ts";

const { call } = onSandbox(40);

test("an empty cluster is said to have no runs, and gives machines an empty list", async () => {
  const table = await call(["status"]);
  expect([table.code, table.stdout, table.stderr]).toEqual([0, "", "No runs found in this cluster.\n"]);
  const json = await call(["status", "-o", "json"]);
  expect(JSON.parse(json.stdout)).toEqual({ items: [] });
  expect((await call(["status", "-o", "name"])).stdout).toBe("");
});

test("a run that is not there is an error, not an empty table", async () => {
  const { code, stderr } = await call(["status", "nightly"]);
  expect(code).toBe(2);
  expect(stderr).toContain("there is no run in this cluster");
});

test("of two runs each has its row, and one that is named is shown alone", async () => {
  const first = idOf((await call(["run", "--detach", "-n", "one"])).stderr);
  await call(["run", "--detach", "-n", "two", "--mode", "quick"]);
  const wide = (await call(["status", "-o", "wide"])).stdout.trimEnd().split("\n");
  expect(wide[0]).toMatch(/^RUN .* KUBERNETES +MODE +PROCESSES +IMAGE +RESULTS UNTIL +REASON$/);
  expect(wide).toHaveLength(3);
  const yaml = parse((await call(["status", "one", "-o", "yaml"])).stdout);
  expect(yaml.items.map(({ id }: { id: string }) => id)).toEqual([first]);
});

test("-n leaves the runs of one namespace, unless -A wins", async () => {
  const rows = async (...words: string[]) =>
    (await call(["status", "-o", "name", ...words])).stdout.trimEnd().split("\n").length;
  expect([await rows(), await rows("-n", "two"), await rows("-n", "two", "-A")]).toEqual([2, 1, 2]);
  const none = await call(["status", "-n", "three", "-o", "table"]);
  expect([none.code, none.stdout, none.stderr]).toEqual([0, "", "No runs found in namespace three.\n"]);
  const other = await call(["stop", "-n", "three"]);
  expect(other.code).toBe(2);
  expect(other.stderr).toContain("there is no run in namespace three");
});
