import { describe, expect, test } from "bun:test";
import { asked, botFails, notChecked, ours, refused, scenario } from "../../../src/submission/check/check.ts";

describe("a judgement", () => {
  test("of what the bot looks at too fails for it only where it would", () => {
    expect(scenario([])).toEqual({ bot: "pass", ours: "pass", detail: [] });
    expect(scenario([asked("a")])).toEqual({ bot: "pass", ours: "warn", detail: ["a"] });
    expect(scenario([asked("a"), refused("b")])).toEqual({ bot: "pass", ours: "fail", detail: ["a", "b"] });
    expect(scenario([botFails("a")])).toEqual({ bot: "fail", ours: "fail", detail: ["a"] });
  });

  test("tells the bot's reasons first, else in their order", () => {
    const problems = [asked("a"), botFails("b"), refused("c"), botFails("d")];
    expect(scenario(problems).detail).toEqual(["b", "d", "a", "c"]);
  });

  test("of what the bot does not look at has no word of the bot", () => {
    expect(ours([])).toEqual({ bot: "not-run", ours: "pass", detail: [] });
    expect(ours([refused("a")])).toMatchObject({ bot: "not-run", ours: "fail" });
    expect(notChecked("why")).toEqual({ bot: "not-run", ours: "not-checked", detail: ["why"] });
  });

  test("has a place, labels and a fix only where they are known", () => {
    const nowhere = { labels: undefined, file: undefined, line: undefined, fix: undefined };
    expect(Object.keys(ours([], { ...nowhere, labels: [] }))).toEqual(["bot", "ours", "detail", "labels"]);
    expect(ours([], { labels: ["l"], file: "f", line: 7, fix: "x" })).toMatchObject({
      labels: ["l"],
      file: "f",
      line: 7,
      fix: "x",
    });
  });
});
