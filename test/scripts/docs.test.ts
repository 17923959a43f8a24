import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pages } from "../../scripts/docs/pages.ts";

const root = path.resolve(import.meta.dir, "../..");
const inFolder = (folder: string) => readdirSync(path.join(root, folder)).map((file) => `${folder}/${file}`);

test("the reference and the man pages say what the commands do (npm run docs)", async () => {
  const made = await pages();
  const there = [...inFolder("docs/reference"), ...inFolder("docs/man")];
  expect(there.sort()).toEqual([...made.keys()].sort());
  for (const [file, text] of made) {
    expect(`${file}\n${readFileSync(path.join(root, file), "utf8")}`).toBe(`${file}\n${text}`);
  }
});

test("the pages have each command with its flags, examples and exit codes", async () => {
  const made = await pages();
  const run = made.get("docs/reference/kubectl-conformance-run.md") ?? "";
  expect(run).toContain("- `--mode <mode>`: which specs: those of a certification");
  expect(run).toContain("default: certified-conformance");
  expect(run).toContain("kubectl conformance run --product PRODUCT.yaml");
  const page = made.get("docs/man/kubectl-conformance-run.1") ?? "";
  expect(page).toContain(".B \\-\\-mode <mode>");
  expect(page).toContain(".SH EXIT STATUS");
  expect(made.get("docs/man/kubectl-conformance-tests-list.1")).toContain(
    ".BR kubectl\\-conformance\\-tests (1)",
  );
  expect(made.get("docs/reference/README.md")).toContain("(kubectl-conformance-submission-check.md)");
});
