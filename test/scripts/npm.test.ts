import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import path from "node:path";
import { exitCode } from "../../src/errors.ts";

const source = readFileSync(
  path.resolve(import.meta.dir, "../../scripts/npm/kubectl-conformance.js"),
  "utf8",
).replace(/^#!.*\n/, "");

/** Runs the package's command with these versions in place of this runtime's. */
function runOn(versions: Readonly<Record<string, string>>) {
  const written: string[] = [];
  const fake = {
    versions,
    exitCode: 0,
    stderr: { write: (text: string) => void written.push(text) },
  };
  const imported: string[] = [];
  new Function("process", "load", source.replace("import(", "load("))(fake, (file: string) =>
    imported.push(file),
  );
  return { imported, exitCode: fake.exitCode, stderr: written.join("") };
}

test("a Node that is too old for the package gets a message instead of a stack trace", () => {
  const { imported, stderr, ...rest } = runOn({ node: "16.20.2" });
  expect(imported).toEqual([]);
  expect(rest.exitCode).toBe(exitCode.noVerdict);
  expect(stderr).toMatch(/^error: Node 16\.20\.2 is too old .*\nfix: install a newer Node/);
});

test.each([[{ node: "22.23.3" }], [{ node: "18.0.0", deno: "2.9.5" }], [{ node: "18.0.0", bun: "1.4.5" }]])(
  "%p runs the package",
  (versions) => expect(runOn(versions).imported).toEqual(["./main.js"]),
);
