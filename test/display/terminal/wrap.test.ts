import { expect, test } from "bun:test";
import { wrapFor, wrapLine } from "../../../src/display/terminal/wrap.ts";

const words = (count: number) => Array.from({ length: count }, (_, n) => `word${n}`).join(" ");

test("a line breaks at blanks, and no word within", () => {
  const lines = wrapLine(words(40), 80);
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  expect(lines.map((line) => line.trim()).join(" ")).toBe(words(40));
});

test("a line that fits, and one that breaks, keep their blanks", () => {
  expect(wrapLine("  a  b", 80)).toEqual(["  a  b"]);
  expect(wrapLine(`folder     ${words(20)}`, 60)[1]).toStartWith(`${" ".repeat(11)}word`);
  expect(wrapLine(`      fix: ${words(20)}`, 60)[1]).toStartWith("      word");
});

test("a command stays in one piece, on a line of its own where it is long, so that it can be copied", () => {
  const command = "kubectl conformance attach 20261120-2215-k3x9 --kubeconfig /home/me/.kube/config";
  expect(wrapLine(`fix: the run goes on; take it up: ${command}`, 80)).toEqual([
    "fix: the run goes on; take it up:",
    `  ${command}`,
  ]);
  const next = `next       ${command.slice(0, 60)}      to watch it and fetch its results`;
  expect(wrapLine(next, 80)[0]).toStartWith(next.slice(0, 71));
  expect(wrapLine(next, 80)[1]).toBe(`${" ".repeat(11)}watch it and fetch its results`);
});

test("colours take no room, and are kept", () => {
  const line = `\x1b[35mwarning:\x1b[39m ${"x".repeat(30)}`;
  expect(wrapLine(line, 39)).toEqual([line]);
  expect(wrapLine(line, 38).join("")).toContain("\x1b[39m");
});

test("what is no terminal gets the line as it is", () => {
  expect(wrapFor({ isTTY: false, columns: 20 }, words(20))).toBe(words(20));
  expect(wrapFor({ isTTY: true, columns: 20 }, `${words(5)}\n`)).toEndWith("\n");
});
