import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { RunRecord } from "../../../src/results/run-record.ts";
import { creation } from "../../../src/submission/readme.ts";
import { newFolder } from "../../results/read/shapes.ts";
import { program, type Result } from "../program.ts";
import { call } from "./call.ts";

let cwd = "";
let ran: Result;
const text = (file: string) => readFileSync(path.join(cwd, file), "utf8");
const run = ["run", "--sandbox", "--speed", "1500", "--product", "acme", "--results-dir", "out"];

const fields = {
  "--vendor": "ACME",
  "--name": "Turbo",
  "--version": "1.30",
  "--website-url": "https://turbo.acme.dev",
  "--documentation-url": "https://turbo.acme.dev/docs",
  "--type": "distribution",
  "--description": "A distribution.",
  "--contact-email": "conformance@acme.dev",
};

beforeAll(async () => {
  cwd = newFolder();
  const made = await call(["init", "--out", "acme", ...Object.entries(fields).flat()], { cwd });
  expect(made.code).toBe(0);
  const steps = text("acme/README.md").replace(creation, "```sh\nturbo up\n```");
  writeFileSync(path.join(cwd, "acme/README.md"), steps);
  ran = await program(run, { cwd });
}, 60_000);
afterAll(() => rmSync(cwd, { recursive: true }));

describe("the guide's own way: init, run --product, package, check", () => {
  test("the submitted README has the vendor's steps and describes this run", () => {
    const record: RunRecord = JSON.parse(text("out/run.json"));
    const readme = text("out/v1.35/acme/README.md");
    expect(readme).toStartWith("# Conformance results for v1.35: Turbo 1.30\n");
    expect(readme).toContain("```sh\nturbo up\n```");
    expect(readme).toContain(`\`\`\`sh\nkubectl conformance ${run.join(" ")}\n\`\`\``);
    for (const { name } of record.nodes) expect(readme).toContain(`| ${name} | v1.35.4 |`);
    for (const fact of [record.image.name, record.image.digest, record.suite.seed, record.times.started])
      expect(readme).toContain(String(fact));
    for (const { path: file, sha256 } of record.files.filter(({ verified }) => verified))
      expect(`${file} ${readme.includes(sha256)}`).toBe(`${file} true`);
    expect(ran.stderr).not.toContain("README.md:");
  });

  test("package makes the very same of the run's folder and acme", async () => {
    const packed = await call(["package", "out", "--product", "acme", "--out", "sub"], { cwd });
    expect(packed.stderr).not.toContain("before it is submitted");
    expect(text("sub/v1.35/acme/README.md")).toBe(text("out/v1.35/acme/README.md"));
  });

  test("check finds nothing but that it was a replay", async () => {
    const checked = await call(["check", "out/v1.35/acme", "--offline"], { cwd });
    expect(checked.code).toBe(1);
    expect(checked.stdout).toStartWith("not ready: 1 thing to fix");
    expect(checked.stdout).toMatch(/not-a-replay.*\n.*would refuse\n.*run --sandbox/);
    expect(checked.stdout).toContain("replayed by the sandbox, not run on a cluster");
  });
});
