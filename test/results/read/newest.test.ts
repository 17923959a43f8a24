import { expect, test } from "bun:test";
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { newestResults } from "../../../src/results/read/newest.ts";
import { newFolder } from "./shapes.ts";

test("takes the folder whose run.json is newest; a link or a folder without one is none", async () => {
  const cwd = newFolder();
  const parent = path.join(cwd, "conformance-results");
  expect(newestResults(cwd)).rejects.toThrow("there are no results in conformance-results/ here");
  for (const [name, time] of [
    ["a", 2000],
    ["b", 3000],
    ["c", 1000],
  ] as const) {
    const file = path.join(parent, name, "run.json");
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, "{}");
    utimesSync(file, time, time);
  }
  mkdirSync(path.join(parent, "unfinished"));
  symlinkSync(path.join(parent, "a"), path.join(parent, "z"));
  expect(await newestResults(cwd)).toBe(path.join("conformance-results", "b"));
});
