import { expect, test } from "bun:test";
import { program } from "./program.ts";

const tests = (...words: string[]) => program(["tests", ...words]);

test("each of them has examples in its help, and a hint where its flags are wrong", async () => {
  for (const words of [[], ["list"], ["diff"], ["explain"]]) {
    const help = await tests(...words, "--help");
    expect(help.code).toBe(0);
    expect(help.stdout).toContain(`Examples:\n  kubectl conformance tests ${words[0] ?? "list"}`);
  }
  const wrong = await tests("list", "--nonsense");
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain("See 'kubectl conformance tests list --help'");
});
