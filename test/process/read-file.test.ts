import { describe, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readFileWithin } from "../../src/process/read-file.ts";
import { newFolder } from "../commands/program.ts";

const most = 100;
const place = (name: string) => path.join(newFolder(), name);

describe("a file is read within its bound", () => {
  test.each([0, 1, most])("%d bytes", async (size) => {
    const file = place("f");
    writeFileSync(file, "x".repeat(size));
    const read = await readFileWithin(file, { most });
    expect(read.kind === "read" && read.bytes.length).toBe(size);
  });

  test("one byte more is refused, and so is a file that only says it is short", async () => {
    const file = place("f");
    writeFileSync(file, "x".repeat(most + 1));
    expect(await readFileWithin(file, { most })).toEqual({
      kind: "refused",
      reason: "large",
      why: "is larger than 100 bytes",
    });
    // its size is 0, as that of all files there
    if (process.platform !== "linux") return;
    const status = "/proc/self/status";
    expect(await readFileWithin(status, { most })).toMatchObject({ kind: "refused" });
    expect(await readFileWithin(status, { most: 100_000 })).toMatchObject({ kind: "read" });
  });

  test("who can have written it is known, of a link too", async () => {
    const file = place("f");
    writeFileSync(file, "x");
    chmodSync(file, 0o666);
    symlinkSync(file, `${file}.link`);
    const read = await readFileWithin(`${file}.link`, { most });
    const uid = process.getuid?.() ?? 0;
    expect(read).toMatchObject({ owner: { uids: [uid, uid], isWorldWritable: true } });
  });
});

describe("what is not a regular file neither hangs nor throws", () => {
  test("a FIFO", async () => {
    const file = place("fifo");
    execFileSync("mkfifo", [file]);
    expect(await readFileWithin(file, { most })).toEqual({
      kind: "refused",
      reason: "special",
      why: "is a FIFO",
    });
  });

  test("a device, a folder, a link in a circle, nothing", async () => {
    expect(await readFileWithin("/dev/zero", { most })).toEqual({
      kind: "refused",
      reason: "special",
      why: "is a device",
    });
    const folder = newFolder();
    expect(await readFileWithin(folder, { most })).toEqual({
      kind: "refused",
      reason: "directory",
      why: "is a directory",
    });
    const circle = path.join(folder, "circle");
    symlinkSync(circle, circle);
    expect(await readFileWithin(circle, { most })).toMatchObject({ kind: "unreachable" });
    expect(await readFileWithin(path.join(folder, "none"), { most })).toEqual({ kind: "absent" });
    writeFileSync(path.join(folder, "f"), "");
    expect(await readFileWithin(path.join(folder, "f", "g"), { most })).toEqual({ kind: "absent" });
  });

  test("a link, where links are refused; in the folder above they are not", async () => {
    const folder = newFolder();
    mkdirSync(path.join(folder, "real"));
    writeFileSync(path.join(folder, "real", "f"), "x");
    symlinkSync("real", path.join(folder, "way"));
    symlinkSync("real/f", path.join(folder, "f"));
    const options = { most, refuseLinks: true };
    expect(await readFileWithin(path.join(folder, "f"), options)).toEqual({
      kind: "refused",
      reason: "link",
      why: "is a symbolic link",
    });
    expect(await readFileWithin(path.join(folder, "way", "f"), options)).toMatchObject({ kind: "read" });
  });
});

test("a signal ends the reading with its reason", async () => {
  const file = place("f");
  writeFileSync(file, "x");
  const reason = new Error("stopped");
  await expect(readFileWithin(file, { most, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
