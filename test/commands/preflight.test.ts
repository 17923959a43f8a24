import { expect, test } from "bun:test";
import { preflightCommand } from "../../src/commands/preflight.ts";
import { findingLines } from "../../src/display/findings.ts";
import { styleFor } from "../../src/display/style.ts";
import { realMonotonic, realSleep } from "../../src/process/io.ts";
import { healthyCluster } from "../preflight/fake-cluster.ts";
import { node } from "../preflight/samples.ts";

const terminal = { isTTY: true, columns: 80, write: () => {} };

/** Calls the command against a server and gives what it wrote. */
async function preflight(server: string, ...args: string[]) {
  const written = { stdout: "", stderr: "", code: undefined as number | undefined };
  const sink = (name: "stdout" | "stderr") => ({
    isTTY: false,
    columns: undefined,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const io = {
    stdout: sink("stdout"),
    stderr: sink("stderr"),
    env: { HOME: import.meta.dir },
    cwd: import.meta.dir,
    now: Date.now,
    monotonic: realMonotonic,
    sleep: realSleep,
    signal: new AbortController().signal,
    onSignal: () => () => {},
    ask: undefined,
  };
  const command = preflightCommand({
    io,
    version: { version: "v0.0.0", runtime: "test", platform: "linux/amd64" },
    name: "kubectl conformance",
    argv: args,
    exit: (code) => {
      written.code = code;
    },
  });
  await command.parseAsync(["--server", server, ...args], { from: "user" });
  return written;
}

test("one line a check, and exit 0 where none failed", async () => {
  await using server = await healthyCluster();
  const run = await preflight(server.connection.server);
  expect(run.code).toBe(0);
  expect(run.stdout).toMatch(/^pass +nodes +2 schedulable linux nodes: node1, node2$/m);
  expect(run.stderr).toContain("20 passed, 0 warned, 0 failed, 3 unknown");
});

test("a failure with why and fix beneath, exit 3; the run's own arguments count", async () => {
  const gpu = node("node2", { taints: [{ key: "example.com/gpu", effect: "NoSchedule" }] });
  await using server = await healthyCluster({}, [node("node0"), node("node1"), gpu]);
  const bare = await preflight(server.connection.server);
  expect(bare.code).toBe(3);
  const lines = bare.stdout.split("\n");
  const at = lines.findIndex((line) => /^fail +taints/.test(line));
  expect(lines[at + 1]).toContain("30 minutes");
  expect(lines[at + 2]?.trim()).toBe(
    "fix: kubectl conformance run --extra-args=--non-blocking-taints=node-role.kubernetes.io/control-plane,example.com/gpu",
  );
  const passed = await preflight(
    server.connection.server,
    "--extra-args=--non-blocking-taints=node-role.kubernetes.io/control-plane,example.com/gpu",
  );
  expect(passed.code).toBe(0);
});

test("-o json is the findings and nothing else on stdout", async () => {
  await using server = await healthyCluster();
  const run = await preflight(server.connection.server, "-o", "json", "--skip", "dns,cni", "--skip", "clock");
  const findings: { check: string }[] = JSON.parse(run.stdout);
  expect(findings).toHaveLength(20);
  expect(findings.map((finding) => finding.check)).not.toContain("clock");
});

test("colours on a terminal alone; nothing foreign reaches it raw", () => {
  const found = [
    { check: "apis", status: "fail" as const, summary: "x \u001b[2J", why: "y", fix: "z\u001b" },
  ];
  const plain = findingLines(found, styleFor({ ...terminal, isTTY: false }, {}), "kubectl conformance").join(
    "\n",
  );
  expect(plain).toBe(`fail  apis  x ^[[2J\n${" ".repeat(12)}y\n${" ".repeat(12)}fix: z^[`);
  const coloured = findingLines(found, styleFor(terminal, {}), "kubectl conformance");
  expect(coloured[0]).toStartWith("\u001b[31mfail\u001b[39m  apis");
});
