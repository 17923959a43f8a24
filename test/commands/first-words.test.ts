import { describe, expect, test } from "bun:test";
import { commandFirst } from "../../src/commands/first-words.ts";
import { leadingFlags } from "../../src/commands/global-flags.ts";
import { program } from "./program.ts";

const first = (line: string) => commandFirst(line.split(" "), leadingFlags).join(" ");

describe("the command comes first", () => {
  test.each([
    ["status -o wide", "status -o wide"],
    ["--context staging status -o wide", "status --context staging -o wide"],
    ["-s=host:1 --insecure-skip-tls-verify -v 6 status", "status -s=host:1 --insecure-skip-tls-verify -v 6"],
    ["--color=never tests list --release v1.35", "tests list --color=never --release v1.35"],
    ["-n one -A status -w", "status -n one -A -w"],
    ["-none --namespace=two status", "status -none --namespace=two"],
    ["-v6 status", "status -v6"],
    ["--nonsense status", "--nonsense status"],
    ["--context status", "--context status"],
    ["--version", "version --client"],
    ["help tests list", "tests list --help"],
    ["help", "--help"],
  ])("%s", (line, expected) => {
    expect(first(line)).toBe(expected);
  });
});

test("help of a command beneath another is that command's own", async () => {
  const { code, stdout } = await program(["help", "submission", "check"]);
  expect([code, stdout.split("\n")[0]]).toEqual([
    0,
    "Usage: kubectl conformance submission check [options] <folder>",
  ]);
});

test("--version is this program's, and asks no server", async () => {
  const { code, stdout } = await program(["--version"]);
  expect([code, stdout]).toEqual([0, "Client Version: v0.0.0 (test, linux/amd64)\n"]);
});
