import { expect, test } from "bun:test";
import { program } from "../program.ts";

test("every flag of run is in its help", async () => {
  const help = await program(["run", "--help"]);
  expect(help.code).toBe(0);
  for (const flag of [
    "--mode",
    "--focus",
    "--skip",
    "--parallel",
    "--suite-dry-run",
    "--conformance-image",
    "--image-repo",
    "--test-repo-list",
    "--image-pull-secret",
    "--namespace",
    "--results-dir",
    "--product",
    "--timeout",
    "--wait",
    "--detach",
    "--keep",
    "--extra-args",
    "--extra-ginkgo-args",
    "--node-selector",
    "--toleration",
    "--certifiable",
    "--watch-pods",
    "--output",
    "--dry-run [none|client|server]",
    "--sig",
    "--quiet",
  ]) {
    expect(help.stdout).toContain(flag);
  }
  expect(help.stdout).toContain("kubectl conformance options");
});
