import { expect, test } from "bun:test";
import { Command } from "@commander-js/extra-typings";
import { readLine } from "../../src/completion/line.ts";

const program = new Command("c");
const run = program.command("run").option("-m, --mode <name>").option("--keep").option("--wait [how]");
const submission = program.command("submission");
submission.command("check").argument("<folder>").argument("[more...]");
const generate = program.command("generate").command("job").option("--name <text>");

const read = (...words: string[]) => {
  const line = readLine(program, words, (command) => (command === generate ? run : undefined));
  const { wanted } = line;
  const of = wanted.kind === "nothing" ? "" : ` of ${wanted.command.name()}`;
  const which =
    wanted.kind === "value"
      ? ` ${wanted.option.long}`
      : wanted.kind === "argument"
        ? ` ${wanted.argument.name()}`
        : "";
  return { ...line, wanted: `${wanted.kind}${which}${of}` };
};

test.each<[string[], string, string, string]>([
  [[], "command of c", "", ""],
  [["ru"], "command of c", "ru", ""],
  [["submission", ""], "command of submission", "", ""],
  [["run", "--"], "flag of run", "--", ""],
  [["run", "--mo"], "flag of run", "--mo", ""],
  [["run", "--mode"], "flag of run", "--mode", ""],
  [["run", "--mode", "q"], "value --mode of run", "q", ""],
  [["run", "--mode", "--keep"], "value --mode of run", "--keep", ""],
  [["run", "--mode=q"], "value --mode of run", "q", "--mode="],
  [["run", "--mode="], "value --mode of run", "", "--mode="],
  [["run", "-mq"], "value --mode of run", "q", "-m"],
  [["run", "-m", "q"], "value --mode of run", "q", ""],
  [["run", "--mode", "q", ""], "nothing", "", ""],
  [["run", "--keep", ""], "nothing", "", ""],
  // the value of a flag that needs none stands in the same word
  [["run", "--wait", "x"], "nothing", "x", ""],
  [["run", "--unknown=x"], "flag of run", "--unknown=x", ""],
  [["submission", "check", "f"], "argument folder of check", "f", ""],
  [["submission", "check", "a", ""], "argument more of check", "", ""],
  [["submission", "check", "a", "b", "c", ""], "argument more of check", "", ""],
  [["submission", "check", "--", "-a"], "argument folder of check", "-a", ""],
  [["run", "--", "--mo"], "nothing", "--mo", ""],
  [["generate", "job", "--", ""], "flag of run", "", ""],
  [["generate", "job", "--", "--mode", "q"], "value --mode of run", "q", ""],
  [["generate", "job", "--", "--", "--mo"], "nothing", "--mo", ""],
])("%j: %s", (words, wanted, typed, stem) => {
  expect(read(...words)).toMatchObject({ wanted, typed, stem });
});

test("the flags before the word are given, the last of each; those before -- are another command's", () => {
  expect(read("run", "--mode=a", "-m", "b", "--keep", "--unknown", "").given).toEqual({
    mode: "b",
    keep: true,
  });
  expect(read("generate", "job", "--name", "x", "--", "--keep", "").given).toEqual({ keep: true });
});
