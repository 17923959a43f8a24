import { expect, test } from "bun:test";
import { ProgramOutput } from "../../src/kube/program-output.ts";

function output(...chunks: readonly string[]): ProgramOutput {
  const all = new ProgramOutput();
  for (const chunk of chunks) all.add(Buffer.from(chunk));
  return all;
}

test("a few lines are shown as they are", () => {
  expect(output("tail: no", " such file\n", "tail: giving up\n").text()).toBe(
    "tail: no such file\ntail: giving up",
  );
  expect(output().text()).toBe("");
});

test("of long output the beginning and the end are shown, in six lines at most", () => {
  const all = output("first\n");
  for (let number = 0; number < 100_000; number++) all.add(Buffer.from(`line ${number}\n`));
  all.add(Buffer.from("last\n"));
  const lines = all.text().split("\n");
  expect(lines).toEqual(["first", "line 0", "line 1", "…", "line 99999", "last"]);
});

test("one line without an end is cut, and control characters are visible", () => {
  const words = output(
    "\u001b[2J",
    ..."x"
      .repeat(100)
      .split("")
      .map((each) => each.repeat(10_000)),
  ).text();
  expect(words).toStartWith("^[[2Jxxx");
  expect(words.length).toBeLessThan(700);
});
