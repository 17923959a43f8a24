import { describe, expect, test } from "bun:test";
import { Command, type CommandUnknownOpts, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { applySettings, asWords, isOverridden } from "../../src/config/apply.ts";
import type { Setting } from "../../src/config/setting.ts";
import { InputError } from "../../src/errors.ts";

/** A command with each kind of flag, after its line was read. */
function command(...line: string[]): CommandUnknownOpts {
  const number = (text: string) => {
    if (!/^\d+$/.test(text)) throw new InvalidArgumentError("not a number");
    return Number(text);
  };
  const made = new Command("c")
    .addOption(new Option("--mode <name>").choices(["a", "b"]).conflicts("focus"))
    .addOption(new Option("--focus <regexp>"))
    .addOption(new Option("--parallel <n>").choices(["1", "2"]).argParser(number))
    .addOption(new Option("--keep"))
    .addOption(new Option("--drop").conflicts("keep"))
    .addOption(new Option("--token <text>"))
    .option("--arg <text>", "", (value: string, before: string[] = []) => [...before, value]);
  made.parse(line, { from: "user" });
  return made;
}

const setting = (flag: string, values: string[], by: Setting["by"] = "file", from = `${by}:1`): Setting => ({
  flag,
  values,
  from,
  by,
});

function refusal(...settings: Setting[]): InputError {
  try {
    applySettings(command(), settings);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("they were taken");
}

describe("applySettings", () => {
  test("sets flags as their declaration reads them, and gives those that hold", () => {
    const made = command();
    const settings = [
      setting("mode", ["a"]),
      setting("parallel", ["2"]),
      setting("keep", ["1"]),
      setting("arg", ["x, y", "z"]),
    ];
    expect(applySettings(made, settings)).toEqual(settings);
    expect(made.opts()).toEqual({ mode: "a", parallel: 2, keep: true, arg: ["x, y", "z"] });
    expect(made.getOptionValueSource("mode")).toBe("config");
  });

  test("the line is above them, and what another command has is passed over", () => {
    const made = command("--focus", "x");
    expect(applySettings(made, [setting("focus", ["y"]), setting("nowhere", ["z"])])).toEqual([]);
    expect(made.opts()).toEqual({ focus: "x" });
  });

  test("of several for a flag the first counts, and the rest are not even read", () => {
    const made = command();
    const first = setting("mode", ["b"], "variable");
    expect(applySettings(made, [first, setting("mode", ["no such mode"])])).toEqual([first]);
    expect(made.opts()).toEqual({ mode: "b" });
  });

  test("what cannot go with a flag of the line gives way, whichever of the two declares it", () => {
    for (const [line, flag, value] of [
      [["--focus", "x"], "mode", "a"],
      [["--mode", "a"], "focus", "x"],
    ] as const) {
      expect(applySettings(command(...line), [setting(flag, [value])])).toEqual([]);
    }
  });

  test("what cannot go with a higher setting gives way; two of one file are an error that names both", () => {
    const higher = setting("focus", ["x"], "variable", "VARIABLE");
    expect(applySettings(command(), [higher, setting("mode", ["a"])])).toEqual([higher]);
    const error = refusal(setting("keep", ["true"], "file", "f:1"), setting("drop", ["true"], "file", "f:2"));
    expect(error.message).toBe("f:2: drop cannot be combined with keep");
    expect(error.fix).toContain("f:1");
  });

  test("a switch that is off is in nobody's way", () => {
    const made = command();
    applySettings(made, [setting("keep", ["false"]), setting("drop", ["true"])]);
    expect(made.opts()).toEqual({ keep: false, drop: true });
    const other = command();
    applySettings(other, [setting("keep", ["true"]), setting("drop", ["0"])]);
    expect(other.opts()).toEqual({ keep: true, drop: false });
  });

  test("a variable holds a list with a value a line, a file's values keep their ends of line", () => {
    const made = command();
    const [applied] = applySettings(made, [setting("arg", [" a,b \n\nc d\n"], "variable")]);
    expect(made.opts()).toEqual({ arg: ["a,b", "c d"] });
    expect(applied?.values).toEqual(["a,b", "c d"]);
    const file = command();
    applySettings(file, [setting("arg", ["a\nb"])]);
    expect(file.opts()).toEqual({ arg: ["a\nb"] });
  });

  test.each([
    ["mode", ["c"], "file:1: mode c: Allowed choices are a, b."],
    ["parallel", ["many"], "file:1: parallel many: not a number"],
    ["mode", ["a", "b"], "file:1: mode a,b: the flag takes a single value"],
    ["keep", ["yes"], "file:1: keep yes: write true or false"],
    ["keep", ["true1"], "file:1: keep true1: write true or false"],
    ["keep", [], "file:1: keep : write true or false"],
    ["focus", ["https://bob:s3cret@h/", "x"], "file:1: focus https://…@h/,x: the flag takes a single value"],
    ["token", ["s3cret", "x"], "file:1: token: the flag takes a single value"],
  ])("%s: %j is refused with its place, and no secret", (flag, values, message) => {
    expect(refusal(setting(flag, values)).message).toBe(message);
  });
});

test("isOverridden holds for a flag of the line, and for what cannot go with one", () => {
  const made = command("--drop");
  const overridden = made.options
    .filter((option) => isOverridden(made, option))
    .map((option) => option.name());
  expect(overridden).toEqual(["keep", "drop"]);
});

test("asWords gives a line that sets the same", () => {
  const settings = [
    setting("mode", ["a"]),
    setting("keep", ["true"]),
    setting("drop", ["false"]),
    setting("arg", ["-x", "a b"]),
    setting("nowhere", ["z"]),
  ];
  const made = command();
  const words = asWords(made, applySettings(made, settings));
  expect(words).toEqual(["--mode=a", "--keep", "--arg=-x", "--arg=a b"]);
  expect(command(...words).opts()).toEqual({ mode: "a", keep: true, arg: ["-x", "a b"] });
});
