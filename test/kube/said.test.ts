import { expect, test } from "bun:test";
import { Said } from "../../src/kube/said.ts";

function said(...chunks: readonly string[]): Said {
  const all = new Said();
  for (const chunk of chunks) all.add(Buffer.from(chunk));
  return all;
}

test("a few lines are shown as they are", () => {
  expect(said("tail: no", " such file\n", "tail: giving up\n").words()).toBe(
    "tail: no such file\ntail: giving up",
  );
  expect(said().words()).toBe("");
});

test("of long output the beginning and the end are shown, in six lines at most", () => {
  const all = said("first\n");
  for (let number = 0; number < 100_000; number++) all.add(Buffer.from(`line ${number}\n`));
  all.add(Buffer.from("last\n"));
  const lines = all.words().split("\n");
  expect(lines).toEqual(["first", "line 0", "line 1", "…", "line 99999", "last"]);
});

test("one line without an end is cut, and control characters are visible", () => {
  const words = said(
    "\u001b[2J",
    ..."x"
      .repeat(100)
      .split("")
      .map((each) => each.repeat(10_000)),
  ).words();
  expect(words).toStartWith("^[[2Jxxx");
  expect(words.length).toBeLessThan(700);
});
