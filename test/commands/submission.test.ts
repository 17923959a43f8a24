import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const src = path.resolve(import.meta.dir, "../../src");

/** All files that are loaded with one: its imports that are not made later, and theirs. */
function loadedWith(file: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, "utf8");
  for (const [, name = ""] of text.matchAll(/^(?:import|export) (?!type )[^;]*?from "(\.[^"]+\.ts)";/gm)) {
    loadedWith(path.resolve(path.dirname(file), name), seen);
  }
  return seen;
}

test("help and completion load no more than the declarations", () => {
  const rooms = [...loadedWith(path.join(src, "commands/submission.ts"))].map((file) =>
    path.relative(src, file),
  );
  expect(rooms.filter((file) => !/^(?:commands|text)\/|^errors\.ts$/.test(file))).toEqual([]);
  const verbs = readdirSync(path.join(src, "commands/submission")).filter(
    (file) => !file.startsWith("check-"),
  );
  expect(verbs.toSorted()).toEqual(["check.ts", "commit.ts", "init.ts", "package.ts"]);
});
