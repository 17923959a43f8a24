import { expect, test } from "bun:test";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { unlistedFiles } from "../../src/results/unlisted.ts";
import { newFolder } from "../commands/program.ts";

test("names the files that are not known, at any depth, and follows no link", async () => {
  const dir = newFolder();
  mkdirSync(path.join(dir, "v1.35/acme"), { recursive: true });
  for (const name of ["run.json", "pods.txt", "v1.35/acme/e2e.log", "v1.35/acme/extra"])
    writeFileSync(path.join(dir, name), "");
  symlinkSync("/", path.join(dir, "v1.35/root"));
  const found = await unlistedFiles(dir, new Set(["run.json", "v1.35/acme/e2e.log"]));
  expect(found).toEqual(["pods.txt", "v1.35/acme/extra", "v1.35/root"]);
});

test("does not walk through a whole disk", async () => {
  const dir = newFolder();
  mkdirSync(path.join(dir, "deep/er"), { recursive: true });
  for (let n = 0; n < 1000; n++) writeFileSync(path.join(dir, `f${n}`), "");
  const found = await unlistedFiles(dir, new Set());
  expect(found).toHaveLength(1001);
  expect(found).toContain("deep/");
});
