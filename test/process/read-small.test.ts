import { afterAll, beforeAll, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { readSmall } from "../../src/process/read-small.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "small-"));
  execFileSync("mkfifo", [path.join(folder, "fifo")]);
  await writeFile(path.join(folder, "full"), "x".repeat(5000));
  await symlink("full", path.join(folder, "link"));
  await writeFile(path.join(folder, "huge"), "");
  await truncate(path.join(folder, "huge"), 2 ** 40);
});

afterAll(() => rm(folder, { recursive: true }));

test.each([
  ["full", 5000],
  ["link", 5000],
  ["/dev/null", 0],
])("%s is read whole", (file, length) => {
  expect(readSmall(path.resolve(folder, file), 5000)).toHaveLength(length);
});

test("a file of /proc, whose size is said to be 0, is read whole", () => {
  expect(Buffer.from(readSmall("/proc/self/status", 1 << 20)).toString()).toContain("Name:");
});

test.each([
  ["fifo", "it is a FIFO; save its output to a file first"],
  ["/dev/zero", "it is a device"],
  [".", "it is a directory"],
  ["full", "it is larger than 5 KiB"],
  ["huge", "it is larger than 5 KiB"],
  ["/proc/self/status", "it is larger than 10 bytes"],
])("%s is refused at once", (file, words) => {
  const most = file.startsWith("/proc") ? 10 : 4999;
  expect(() => readSmall(path.resolve(folder, file), most)).toThrow(words);
});
