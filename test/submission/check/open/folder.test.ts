import { expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { symlinkSync, truncateSync } from "node:fs";
import path from "node:path";
import { readFolder } from "../../../../src/submission/check/open/folder.ts";
import { newFolder, write } from "../../../results/read/shapes.ts";

const { signal } = new AbortController();

test("each file is reported as what it is, and the bytes are read only of the four", async () => {
  const folder = newFolder();
  write(folder, { "e2e.log": "log", "more/README.md": "# more", "logo.svg": "<svg/>", ".git/config": "x" });
  symlinkSync("e2e.log", path.join(folder, "junit_01.xml"));
  execFileSync("mkfifo", [path.join(folder, "PRODUCT.yaml")]);
  expect(await readFolder(folder, "v1.35/acme", signal)).toEqual([
    { path: "v1.35/acme/PRODUCT.yaml", size: 0, oddity: "special" },
    { path: "v1.35/acme/e2e.log", size: 3, bytes: Buffer.from("log") },
    { path: "v1.35/acme/junit_01.xml", size: 7, oddity: "link" },
    { path: "v1.35/acme/logo.svg", size: 6 },
    { path: "v1.35/acme/more/README.md", size: 6, bytes: Buffer.from("# more") },
  ]);
});

test("what is too large is not read: one file, and many together", async () => {
  const folder = newFolder();
  const sizes = { "README.md": 2 ** 20 + 1, "a/e2e.log": 100_000_001, "b/e2e.log": 99_000_000 };
  write(folder, Object.fromEntries(Object.keys(sizes).map((name) => [name, ""])));
  for (const [name, size] of Object.entries(sizes)) truncateSync(path.join(folder, name), size);
  const read = await readFolder(folder, "v1.35/acme", signal);
  expect(read.map(({ oddity, bytes }) => oddity ?? bytes?.length)).toEqual([
    "too-large",
    "too-large",
    99_000_000,
  ]);
  for (const name of ["c", "d", "e"]) {
    write(folder, { [`${name}/e2e.log`]: "" });
    truncateSync(path.join(folder, `${name}/e2e.log`), 99_000_000);
  }
  const together = await readFolder(folder, "v1.35/acme", signal);
  expect(together.filter(({ bytes }) => bytes !== undefined)).toHaveLength(3);
});

test("a folder of anything else is given up after a thousand entries, and a signal is heard", async () => {
  const folder = newFolder();
  write(folder, Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`f${at}`, ""])));
  await expect(readFolder(folder, "x", signal)).rejects.toThrow(/contains more than 1000 files/);
  const reason = new Error("SIGTERM");
  const few = newFolder();
  write(few, { "e2e.log": "x" });
  await expect(readFolder(few, "x", AbortSignal.abort(reason))).rejects.toBe(reason);
});
