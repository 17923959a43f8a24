import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { packFiles } from "../../../src/plugins/snapshot/pack.ts";
import { defaultLimits } from "../../../src/results/read/limits.ts";
import { readTarball } from "../../../src/results/read/tarball.ts";
import { newFolder } from "../../commands/program.ts";

const file = (name: string, text: string, size = text.length) => ({
  path: name,
  size,
  content: async function* () {
    yield new TextEncoder().encode(text);
  },
});
const never = new AbortController().signal;

describe("a tarball", () => {
  test("has the files, also those with long paths, and the same bytes each time", async () => {
    const cwd = newFolder();
    const long = `plugins/p/results/${"node".repeat(30)}/${"file".repeat(40)}`;
    const files = [file("meta/info.json", "{}"), file(long, "text"), file("empty", "")];
    const [one, two] = [path.join(cwd, "one.tar.gz"), path.join(cwd, "two.tar.gz")];
    await packFiles(one, files, never);
    await packFiles(two, files, never);
    expect(readFileSync(one)).toEqual(readFileSync(two));
    const read = await readTarball(one, () => true, defaultLimits);
    expect([...read].map(([name, bytes]) => [name, new TextDecoder().decode(bytes)])).toEqual([
      ["meta/info.json", "{}"],
      [long, "text"],
      ["empty", ""],
    ]);
  });

  test("is not there at all if a file changed while it was packed", async () => {
    const target = path.join(newFolder(), "a.tar.gz");
    await expect(packFiles(target, [file("a", "text", 3)], never)).rejects.toThrow(
      "changed while it was packed",
    );
    expect(existsSync(target)).toBe(false);
    expect(existsSync(`${target}.part`)).toBe(false);
  });
});
