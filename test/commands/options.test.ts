import { expect, test } from "bun:test";
import { onSandbox } from "./on-sandbox.ts";
import { program } from "./program.ts";

const { call } = onSandbox();

test("the flags of all commands are listed once, and no other help repeats them", async () => {
  const { stdout } = await program(["options"]);
  for (const flag of ["--color", "--kubeconfig", "--as-user-extra", "--config", "-v, --v"])
    expect(stdout).toContain(`  ${flag} `);
  for (const command of ["status", "run", "version"]) {
    const help = (await program([command, "--help"])).stdout;
    expect(help).not.toContain("--as-user-extra");
    expect(help.trimEnd().split("\n").at(-1)).toStartWith('Use "kubectl conformance options" for the flags');
  }
});

test("a shell still completes them after each command", async () => {
  const { stdout } = await program(["__complete", "status", "--as-"]);
  expect(stdout).toContain("--as-user-extra");
});

test("--color decides over the terminal and the environment", async () => {
  const paint = "\u001b[32m";
  expect((await call(["preflight"])).stdout).not.toContain(paint);
  const env = { NO_COLOR: "1" };
  expect((await call(["preflight", "--color=always"], { env })).stdout).toContain(paint);
  const forced = { CLICOLOR_FORCE: "1" };
  expect((await call(["preflight"], { env: forced })).stdout).toContain(paint);
  expect((await call(["preflight", "--color", "never"], { env: forced })).stdout).not.toContain(paint);
});

test("-v shows the requests, and no secret of them", async () => {
  const { stdout, stderr } = await call(["version", "-v=8", "--token", "hidden-token"]);
  expect(stdout).toContain("Server Version");
  expect(stderr).toMatch(/^GET https:\/\/127\.0\.0\.1:\d+\/version 200 OK in \d+ ms$/m);
  expect(stderr).toContain("    Authorization: <masked>\n");
  expect(stderr).toContain('"gitVersion"');
  expect(stderr).not.toContain("hidden-token");
  const six = await call(["version", "-v6"]);
  expect(six.stderr).not.toContain("Headers");
  expect((await call(["version", "-v", "5"])).stderr).toBe("");
  expect((await call(["version", "-v", "loud"])).code).toBe(2);
});
