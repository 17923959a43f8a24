import { afterAll, beforeAll, expect, test } from "bun:test";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { kubectlWith, suitePod } from "./client.ts";

const root = resolve(import.meta.dir, "../..");
const script = join(import.meta.dir, "runtimes.check.ts");
const binary = (name: string) => join(root, "node_modules/.bin", name);
const folder = mkdtempSync(join(tmpdir(), "sandbox-"));
const compiled = join(folder, "compiled");

beforeAll(() => {
  const flags = ["--compile", "--minify", "--bytecode", "--outfile", compiled];
  const build = spawnSync(binary("bun"), ["build", script, ...flags], { encoding: "utf8" });
  expect(build.stderr).not.toContain("error");
});

afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ["deno", [binary("deno"), "run", "-A", script]],
  ["node", [binary("node"), script]],
  ["a compiled binary", [compiled]],
])("%s serves a whole run to kubectl", async (name, [program = "", ...args]) => {
  const kubeconfig = join(folder, name);
  const server = spawn(program, [...args, kubeconfig], { stdio: ["ignore", "pipe", "ignore"] });
  try {
    await once(server.stdout, "data");
    const { kubectl } = kubectlWith(kubeconfig);
    await kubectl("create -f -", suitePod("default"));
    await kubectl("wait pod/suite --for=jsonpath={.status.containerStatuses[0].state.terminated.exitCode}=0");
    const { stdout } = await kubectl("exec suite -c collector -- sha256sum /tmp/results/e2e.log");
    expect(stdout).toBe(
      "42f1e3870345fd3b7c1da0d945e2473e74c351a0bb5a1aead6a8097f5d8cb7dc  /tmp/results/e2e.log\n",
    );
  } finally {
    server.kill();
  }
});
