import { expect, test } from "bun:test";
import { Command } from "@commander-js/extra-typings";
import { mayBeStray, strayError } from "../../src/config/stray.ts";

const setting = (flag: string, ...values: string[]) =>
  ({ flag, values, from: "conformance.yaml:3", by: "stray" }) as const;

test.each([
  ["run", "mode", "quick", true],
  ["run", "timeout", "3h", true],
  ["run", "certifiable", "true", true],
  ["run", "certifiable", "false", false],
  ["run", "skip", "Slow", true],
  ["preflight", "skip", "dns", false],
  ["run", "extra-ginkgo-args", "--after-run-hook=id", false],
  ["run", "a-flag-of-tomorrow", "x", false],
])("%s: %s: %s may come from a file that nobody named: %p", (command, flag, value, may) => {
  expect(mayBeStray(new Command(command), setting(flag, value))).toBe(may);
});

test("the error names the key, the file and both ways out", () => {
  const error = strayError(setting("context", "prod"));
  expect(error.message).toBe("conformance.yaml:3: context cannot be set in a file that nobody named");
  expect(error.fix).toContain("--config conformance.yaml");
  expect(error.fix).toContain("--context");
});

test.each(["on-finish", "notify"])("%s, which starts a program or contacts a server, never may", (flag) => {
  expect(mayBeStray(new Command("run"), setting(flag, "https://h/x"))).toBe(false);
});
