import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { newFolder, snapshot, suiteFile, tarball, write } from "../../results/read/shapes.ts";
import { program } from "../program.ts";
import { call } from "./call.ts";

let cwd = "";
beforeEach(() => {
  cwd = newFolder();
});
afterEach(() => rmSync(cwd, { recursive: true }));

const run = (...args: string[]) => call(["package", ...args], { cwd });
const text = (...file: string[]) => readFileSync(path.join(cwd, ...file), "utf8");
const all = (folder: string) => readdirSync(path.join(cwd, folder)).toSorted();

const four = ["PRODUCT.yaml", "README.md", "e2e.log", "junit_01.xml"];

const acme = {
  "PRODUCT.yaml": `# ours
vendor: ACME
name: Turbo
version: v1.8.0
website_url: https://acme.test/
documentation_url: https://acme.test/docs
type: distribution
description: A distribution.
contact_email_address: k8s@acme.test
`,
  "README.md": "# Turbo\n\n```sh\nacme up\n```\n\nRun with sonobuoy.\n",
};

async function bare(): Promise<void> {
  write(cwd, { "e2e.log": await suiteFile("e2e.log"), "junit_01.xml": await suiteFile("junit_01.xml") });
}

describe("submission package", () => {
  test("of a tarball of Sonobuoy and last release's submission leaves exactly the four files", async () => {
    write(cwd, { "x.tar.gz": tarball(await snapshot()) });
    write(path.join(cwd, "v1.34/turbo"), { ...acme, "e2e.log": "old", "junit_01.xml": "old" });
    const packed = await run("x.tar.gz", "--product", "v1.34/turbo", "--out", "out");
    expect(packed.code).toBe(0);
    expect(packed.stdout).toBe("out/v1.35/turbo\n");
    expect(packed.stderr).toContain("next: kubectl conformance submission check out/v1.35/turbo\n");
    expect(packed.stderr).not.toContain("README.md");
    expect(all("out")).toEqual(["v1.35"]);
    expect(all("out/v1.35")).toEqual(["turbo"]);
    expect(all("out/v1.35/turbo")).toEqual(four);
    expect(text("out/v1.35/turbo/PRODUCT.yaml")).toBe(
      acme["PRODUCT.yaml"].replace("version: v1.8.0", 'version: "v1.8.0"'),
    );
    expect(text("out/v1.35/turbo/README.md")).toBe(acme["README.md"]);
    expect(text("out/v1.35/turbo/e2e.log")).toBe((await suiteFile("e2e.log")).toString());
    expect(text("out/v1.35/turbo/junit_01.xml")).toBe((await suiteFile("junit_01.xml")).toString());
  });

  test("writes a new README with the runner's steps, the nodes and the checksums, and says what to fill in", async () => {
    write(cwd, { "x.tar.gz": tarball(await snapshot()) });
    const packed = await run("x.tar.gz", "--product", "Turbo");
    const readme = text("v1.35/turbo/README.md");
    expect(readme).toStartWith("# Conformance results for v1.35: Turbo");
    expect(readme).toContain("sonobuoy run --mode=certified-conformance");
    expect(readme).toContain("v0.57.3");
    expect(readme).toContain("| node-1 | v1.35.4 |");
    expect(readme).toMatch(/\| e2e\.log \| \d+ \| [0-9a-f]{64} \|/);
    expect(parse(text("v1.35/turbo/PRODUCT.yaml"))).toMatchObject({ name: "Turbo", vendor: "" });
    expect(packed.stderr).toContain("PRODUCT.yaml: vendor is empty");
    expect(packed.stderr).toContain("README.md: write the commands that create the cluster");
    expect(packed.stderr).toContain("README.md: check that step 3 has the flags");
  });

  test("of hydrophone's folder needs the release if the log has none, and reports failures", async () => {
    write(cwd, {
      "e2e.log": await suiteFile("e2e.log", "quiet"),
      "junit_01.xml": await suiteFile("junit_01.xml", "quiet"),
    });
    const without = await run(".");
    expect(without.code).toBe(2);
    expect(without.stderr).toMatch(/\. does not contain the server's version\nfix: .*--release v1\.35/);
    expect(all(".")).toEqual(["e2e.log", "junit_01.xml"]);
    const packed = await run(".", "--release", "v1.35");
    expect(packed.stderr).toMatch(/these results cannot certify:\n {2}8 required tests failed\n/);
    expect(all("v1.35/product")).toEqual(four);
    expect(text("v1.35/product/README.md")).toContain("They cannot certify: 8 required tests failed; ");
  });

  test("takes the files next to the results, under another name if one is given", async () => {
    await bare();
    write(cwd, { ...acme, "README.md": `${acme["README.md"]}fill in: the rest\n` });
    const packed = await run(".", "--release", "v1.35", "--product", "Turbo Two");
    expect(text("v1.35/turbo-two/PRODUCT.yaml")).toContain('# ours\nvendor: ACME\nname: "Turbo Two"\n');
    expect(packed.stderr).toContain("README.md:8: still has to be filled in");
  });

  test("overwrites nothing without --force, and with it leaves nothing of the old one", async () => {
    await bare();
    await run(".", "--release", "v1.35", "--product", "a");
    write(cwd, { "v1.35/a/mine.txt": "kept" });
    const again = await run(".", "--release", "v1.35", "--product", "a");
    expect(again.code).toBe(2);
    expect(again.stderr).toContain("v1.35/a already exists");
    expect(all("v1.35/a")).toContain("mine.txt");
    expect((await run(".", "--release", "v1.35", "--product", "a", "--force")).code).toBe(0);
    expect(all("v1.35")).toEqual(["a"]);
    expect(all("v1.35/a")).toEqual(four);
  });

  test("has no half of a submission: where the log or the junit is missing nothing is written", async () => {
    write(cwd, { "junit_01.xml": await suiteFile("junit_01.xml") });
    const packed = await run(".", "--release", "v1.35");
    expect(packed.code).toBe(2);
    expect(packed.stderr).toContain(". has no e2e.log");
    expect(all(".")).toEqual(["junit_01.xml"]);
  });

  test("reports a folder that cannot be written", async () => {
    await bare();
    write(cwd, { out: "a file" });
    const packed = await run(".", "--release", "v1.35", "--out", "out");
    expect(packed.code).toBe(3);
    expect(packed.stderr).toMatch(/out\/v1\.35\/product cannot be written: .*\nfix: .*--out/);
  });
});

test("a folder that run left is packed with its own product, unless its files were changed since", async () => {
  // as a built program notes itself
  const version = { version: "v0.1.0", commit: "0123abcd", buildDate: "2026-11-20T21:00:00Z" };
  const ran = await program(["run", "--sandbox", "--speed", "1500", "--results-dir", "out"], {
    cwd,
    version,
  });
  expect(ran.code).toBe(0);
  const { tool, times, suite } = JSON.parse(text("out/run.json"));
  expect(tool).toMatchObject(version);
  // a replay that runs faster than its recording ends before the recording would
  const inOrder = [times.started, times.suiteStarted, times.suiteFinished, times.finished];
  expect(inOrder).toEqual(inOrder.toSorted());
  expect(suite.seconds).toBeCloseTo(1622.456);
  expect(ran.stderr).toContain("441 passed of 441 in 27m02s");
  const rest = await program(["rerun", "--rest", "out", "--sandbox"], { cwd });
  expect(rest.stderr).toContain("--rest out: every test finished there");
  write(cwd, { "acme/PRODUCT.yaml": acme["PRODUCT.yaml"] });
  const packed = await run("out", "--product", "acme", "--out", "sub");
  expect(packed.stdout).toBe("sub/v1.35/acme\n");
  expect(packed.stderr).toContain(
    "these results cannot certify:\n  replayed by the sandbox, not run on a cluster\n",
  );
  expect(text("sub/v1.35/acme/e2e.log")).toBe(text("out/v1.35/product/e2e.log"));
  const [title = "", ...steps] = text("sub/v1.35/acme/README.md").split("\n");
  expect(title).toBe("# Conformance results for v1.35: Turbo v1.8.0");
  expect(steps).toEqual(text("out/v1.35/product/README.md").split("\n").slice(1));

  write(cwd, { "out/v1.35/product/e2e.log": `${text("out/v1.35/product/e2e.log")}one more line\n` });
  const changed = await run("out", "--product", "acme", "--out", "sub2");
  expect(changed.code).toBe(2);
  expect(changed.stderr).toMatch(/changed since the run left it: .*e2e\.log/);
  expect((await run("out", "--product", "acme", "--out", "sub2", "--force")).code).toBe(0);
});
