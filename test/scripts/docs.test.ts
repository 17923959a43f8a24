import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pages } from "../../scripts/docs/pages.ts";

const root = path.resolve(import.meta.dir, "../..");
const read = (file: string) => {
  const there = path.join(root, file);
  return existsSync(there) ? readFileSync(there, "utf8") : undefined;
};
const inFolder = (folder: string) => readdirSync(path.join(root, folder)).map((file) => `${folder}/${file}`);

test("the reference and the man pages say what the commands do (npm run docs)", async () => {
  const made = await pages("2000-01-01", read);
  const there = [...inFolder("docs/reference"), ...inFolder("docs/man")];
  expect(there.sort()).toEqual([...made.keys()].sort());
  for (const [file, text] of made) {
    expect(`${file}\n${read(file)}`).toBe(`${file}\n${text}`);
  }
});

test("the pages have each command with its flags, examples and exit codes", async () => {
  const made = await pages("2000-01-01", () => undefined);
  const run = made.get("docs/reference/kubectl-conformance-run.md") ?? "";
  expect(run).toContain("- `--mode <mode>`: which specs to run: those for a certification");
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

test("a man page has the day it last changed: with the same text it keeps its date, with another it gets today's", async () => {
  const file = "docs/man/kubectl-conformance-run.1";
  const page = (await pages("2026-11-20", () => undefined)).get(file) ?? "";
  expect(page).toContain('.TH KUBECTL\\-CONFORMANCE\\-RUN 1 "2026-11-20" ');
  const later = async (before: string) => (await pages("2026-12-24", () => before)).get(file);
  expect(await later(page)).toBe(page);
  expect(await later(page.replace("whole", "old").replace("suite", "tests"))).toContain('1 "2026-12-24" ');
});

test("no line of a man page ends in what would be taken for a sentence's end", async () => {
  for (const [file, text] of await pages("2026-11-20", () => undefined))
    if (file.startsWith("docs/man/"))
      expect(`${file}: ${/.*\be\.g\.$/m.exec(text)?.[0]}`).toBe(`${file}: undefined`);
});
