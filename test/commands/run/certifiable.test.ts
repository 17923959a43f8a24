import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type ServedSandbox, serveSandbox } from "../../../src/commands/sandbox/serve.ts";
import type { RunRecord } from "../../../src/results/run-record.ts";
import { write } from "../../results/read/shapes.ts";
import { newFolder, program, type Result } from "../program.ts";

const replay = "replayed by the sandbox, not run on a cluster";
const recordOf = ({ cwd }: Result): RunRecord =>
  JSON.parse(readFileSync(path.join(cwd, "out/run.json"), "utf8"));

/** A product with which nothing is left to be filled in. */
const acme = {
  "acme/PRODUCT.yaml": `vendor: ACME
name: Turbo
version: "1.30"
website_url: https://turbo.acme.dev
documentation_url: https://turbo.acme.dev/docs
type: distribution
description: A distribution.
contact_email_address: conformance@acme.dev
`,
};

let sandbox: ServedSandbox;
beforeAll(async () => {
  sandbox = await serveSandbox({ speed: 1500 });
});
afterAll(() => sandbox.close());

/** A run with --certifiable on the served sandbox. */
function run(namespace: string): Promise<Result> {
  const cwd = newFolder();
  // the vendor's own words, with the command as it is run
  const words = ["run", "--certifiable", "--product", "acme", "--results-dir", "out", "-n", namespace];
  const readme = `# Turbo\n\n    turbo up\n    kubectl conformance ${words.join(" ")} --kubeconfig ${sandbox.kubeconfig}\n`;
  write(cwd, { ...acme, "acme/README.md": readme });
  return program([...words, "--kubeconfig", sandbox.kubeconfig], { cwd });
}

describe("--certifiable", () => {
  test("fails a replay with exit 4, though it passed, and sends nobody to submit it", async () => {
    const ran = await run("one");
    expect(ran.code).toBe(4);
    expect(recordOf(ran)).toMatchObject({ verdict: "passed", certifiable: false, deviations: [replay] });
    expect(ran.stderr).toContain(`not certifiable: ${replay}`);
    expect(ran.stderr).not.toContain("submission");
  });

  test("passes a whole run, here on a sandbox without its label, and says what is next", async () => {
    const words = ["label", "nodes", "--all", "kubectl-conformance/sandbox-"];
    expect(
      await Bun.spawn(["kubectl", "--kubeconfig", sandbox.kubeconfig, ...words], { stdout: "ignore" }).exited,
    ).toBe(0);
    const ran = await run("two");
    expect(ran.code).toBe(0);
    expect(recordOf(ran)).toMatchObject({ verdict: "passed", certifiable: true, deviations: [] });
    expect(ran.stderr).toContain("kubectl conformance submission check ");
  });
});
