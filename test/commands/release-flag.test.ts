import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { program } from "./program.ts";

test.each([
  ["tests list --release banana", "--release banana"],
  ["tests explain --release v1.35banana x", "--release v1.35banana"],
  ["submission init --name x --release banana", "--release banana"],
  ["submission package . --release banana", "--release banana"],
  ["submission commit . --repo . --release banana", "--release banana"],
  ["submission check . --latest banana", "--latest banana"],
  ["ai check . --release banana", "--release banana"],
  ["ai init --release banana", "--release banana"],
  ["ai package . --release banana", "--release banana"],
  ["ai commit . --repo . --release banana", "--release banana"],
])("%s is refused, and nothing is made", async (words, origin) => {
  const { code, stderr, cwd } = await program(words.split(" "));
  expect(code).toBe(2);
  expect(stderr).toBe(`error: ${origin}: not a release of Kubernetes\nfix: write it like v1.35\n`);
  expect(readdirSync(cwd)).toEqual([]);
});
