import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { InputError, RunError } from "../../src/errors.ts";
import {
  clearHalfMade,
  digestOf,
  finishResultsDir,
  prepareResultsDir,
  recordFiles,
  writeWhole,
} from "../../src/results/files.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "results-"));
});
afterEach(() => rm(dir, { recursive: true }));

describe("prepareResultsDir", () => {
  test("takes a folder that is new or empty", async () => {
    await prepareResultsDir(path.join(dir, "a/b"), "run-1");
    await finishResultsDir(path.join(dir, "a/b"));
    expect(await readdir(path.join(dir, "a/b"))).toEqual([]);
  });

  test("takes up the unfinished folder of the same run, without what was half made, and no other's", async () => {
    await prepareResultsDir(dir, "run-1");
    await mkdir(path.join(dir, "v1.35/product"), { recursive: true });
    await writeFile(path.join(dir, "pods.txt"), "rows");
    for (const file of ["summary.md", "report.html"]) await writeFile(path.join(dir, file), "half");
    await expect(prepareResultsDir(dir, "run-2")).rejects.toThrow("is not empty");
    await prepareResultsDir(dir, "run-1");
    await clearHalfMade(dir);
    await finishResultsDir(dir);
    expect(await readdir(dir)).toEqual(["pods.txt"]);
    await expect(prepareResultsDir(dir, "run-1")).rejects.toThrow("is not empty");
  });

  test("takes up no folder whose files are links or FIFOs, nor believes what these say", async () => {
    const outside = path.join(dir, "outside");
    await writeFile(outside, "run-1");
    const folder = path.join(dir, "out");
    await mkdir(folder);
    await symlink(outside, path.join(folder, ".unfinished-run"));
    await expect(prepareResultsDir(folder, "run-1")).rejects.toThrow("is not empty");
    await rm(path.join(folder, ".unfinished-run"));
    execFileSync("mkfifo", [path.join(folder, "run.json")]);
    await expect(prepareResultsDir(folder, "run-1")).rejects.toThrow("is not empty");
    await rm(path.join(folder, "run.json"));
    await prepareResultsDir(folder, "run-1");
    await symlink(outside, path.join(folder, "events.jsonl"));
    await prepareResultsDir(folder, "run-1");
    await expect(clearHalfMade(folder)).rejects.toThrow("events.jsonl is not a regular file");
    expect(await readFile(outside, "utf8")).toBe("run-1");
  });

  test("refuses one that holds anything, and a file, with the fix", async () => {
    await writeFile(path.join(dir, "kept"), "");
    const wrong = await prepareResultsDir(dir, "run-1").catch((error: unknown) => error);
    expect(wrong).toBeInstanceOf(InputError);
    expect(wrong).toMatchObject({
      message: `the results folder ${dir} is not empty`,
      fix: "name a new or empty folder with --results-dir",
    });
    const file = await prepareResultsDir(path.join(dir, "kept"), "run-1").catch((error: unknown) => error);
    expect(file).toBeInstanceOf(InputError);
    expect(String(file)).toEndWith("kept is not a folder");
  });
});

describe("writeWhole", () => {
  test("creates the folders, and leaves nothing but the file", async () => {
    const file = path.join(dir, "v1.35/acme/README.md");
    await writeWhole(file, "text");
    expect(await readFile(file, "utf8")).toBe("text");
    expect(await readdir(path.dirname(file))).toEqual(["README.md"]);
  });

  test("overwrites only on request", async () => {
    const file = path.join(dir, "run.json");
    await writeWhole(file, "1");
    const refused = await writeWhole(file, "2").catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(InputError);
    expect(String(refused)).toContain(file);
    expect(await readFile(file, "utf8")).toBe("1");
    await writeWhole(file, "3", { overwrite: true });
    expect(await readFile(file, "utf8")).toBe("3");
    expect(await readdir(dir)).toEqual(["run.json"]);
  });

  test("reports the file and the system's message if it cannot", async () => {
    await writeFile(path.join(dir, "file"), "");
    const file = path.join(dir, "file/run.json");
    const wrong = await writeWhole(file, "1").catch((error: unknown) => error);
    expect(wrong).toBeInstanceOf(RunError);
    expect(String(wrong)).toMatch(
      /^RunError: .*file\/run\.json cannot be written: (?:not a directory|file already exists)$/,
    );
  });
});

test("the digest of a file larger than a piece", async () => {
  const file = path.join(dir, "big");
  await writeFile(file, Buffer.alloc(300_000, "a"));
  expect(await digestOf(file)).toEqual({
    bytes: 300_000,
    sha256: new Bun.CryptoHasher("sha256").update(Buffer.alloc(300_000, "a")).digest("hex"),
  });
});

test("a file is verified when it is what it was in the pod; one that is not there has no record", async () => {
  await mkdir(path.join(dir, "v1.35/acme"), { recursive: true });
  const log = path.join(dir, "v1.35/acme/e2e.log");
  const junit = path.join(dir, "v1.35/acme/junit_01.xml");
  await writeFile(log, "log");
  await writeFile(junit, "cut off");
  const { sha256 } = await digestOf(log);
  const inPod = new Map([
    ["e2e.log", sha256],
    ["junit_01.xml", "00".repeat(32)],
  ]);
  const records = await recordFiles(dir, [log, junit, path.join(dir, "pods.txt")], inPod);
  expect(records).toMatchObject([
    { path: "v1.35/acme/e2e.log", bytes: 3, sha256, verified: true },
    { path: "v1.35/acme/junit_01.xml", verified: false },
  ]);
});
