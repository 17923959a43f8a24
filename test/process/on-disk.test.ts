import { expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { onDisk } from "../../src/process/on-disk.ts";

test("a file that cannot be written is named, with what to do", async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "conformance-test-")), "none", "file");
  const failing = onDisk(file, () => writeFile(file, "x"));
  await expect(failing).rejects.toMatchObject({
    name: "DiskError",
    message: expect.stringContaining(`${file} cannot be written: `),
    fix: "name a folder that can be written",
  });
  const full = onDisk(file, async () => {
    throw Object.assign(new Error("no space"), { code: "ENOSPC" });
  });
  await expect(full).rejects.toMatchObject({ fix: "free some space, or name a folder on another disk" });
});
