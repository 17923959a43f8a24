import { beforeAll, expect, test } from "bun:test";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { isPlace } from "../../../../src/commands/runs/logs/place.ts";
import { program } from "../../program.ts";
import { allShapes } from "../../results/folders.ts";

let cwd = "";
beforeAll(async () => {
  cwd = await allShapes();
});

const logs = (...words: string[]) => program(["logs", ...words], { cwd });

test.each([["ours"], ["hydrophone"], ["sonobuoy.tar.gz"], ["e2e.log"]])(
  "prints the log of %s byte for byte",
  async (place) => {
    const { code, stdout } = await logs(place);
    expect(code).toBe(0);
    expect(Buffer.from(stdout, "latin1").equals(readFileSync(path.join(cwd, "e2e.log")))).toBe(true);
  },
);

test("prints what one test wrote, and its last lines", async () => {
  const { stdout } = await logs("ours", "--test", "affinity work for NodePort", "--tail", "2");
  expect(stdout.split("\n")).toHaveLength(3);
  expect(stdout).toContain("service is not reachable within 2m0s");
});

test.each([
  [["ours", "--test", "no such test"], "the log has no such test"],
  [["ours", "--since", "yesterday"], "neither a duration nor a time"],
  [["ours", "-f"], "are results, which do not grow"],
  [["junit_01.xml"], "has no e2e.log"],
  [["./nowhere"], "no such file"],
  [["ours", "--tail", "x"], "not a whole number"],
])("refuses %j", async (words, message) => {
  const { code, stdout, stderr } = await logs(...words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(message);
});

test("a word is a run's but where it is results", async () => {
  mkdirSync(path.join(cwd, "default"));
  expect(await isPlace("default", cwd)).toBe(false);
  expect(await isPlace("20261120-2215-k3x9", cwd)).toBe(false);
  expect(await isPlace("ours", cwd)).toBe(true);
  expect(await isPlace("ours/", cwd)).toBe(true);
});
