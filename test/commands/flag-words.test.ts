import { describe, expect, test } from "bun:test";
import { Command, Option } from "@commander-js/extra-typings";
import { asKubectlReads } from "../../src/commands/flag-words.ts";
import { program } from "./program.ts";

function command() {
  return new Command("run")
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .argument("[run]")
    .option("-f, --follow")
    .option("--keep")
    .option("-o, --output <format>")
    .option("-n, --namespace <name>")
    .addOption(new Option("--dry-run [how]").preset("bare"));
}

/** The flags and the operands that these words are read as. */
function read(words: readonly string[]) {
  const run = command();
  asKubectlReads(run);
  run.parse([...words], { from: "user" });
  return { ...run.opts(), args: run.args };
}

describe("flags are read as kubectl reads them", () => {
  test.each([
    [["--keep=true"], { keep: true, args: [] }],
    [["--keep=T", "-f=1"], { keep: true, follow: true, args: [] }],
    [["--keep=false"], { args: [] }],
    [["--keep", "--keep=false"], { args: [] }],
    [["--keep=false", "--keep"], { keep: true, args: [] }],
    [["-o=json", "-n=night"], { output: "json", namespace: "night", args: [] }],
    [["-ojson"], { output: "json", args: [] }],
    // a flag's value is never a flag
    [["-o", "--keep=false"], { output: "--keep=false", args: [] }],
    [["--dry-run", "k3x9"], { dryRun: "bare", args: ["k3x9"] }],
    [["--dry-run=client", "k3x9"], { dryRun: "client", args: ["k3x9"] }],
    [["--", "--keep=false"], { args: ["--keep=false"] }],
  ])("%j", (words, expected) => {
    expect(JSON.parse(JSON.stringify(read(words)))).toEqual(expected);
  });

  test("a switch that is set to false counts as given on the line", () => {
    const run = command();
    asKubectlReads(run);
    run.parse(["--keep=false"], { from: "user" });
    expect(run.getOptionValueSource("keep")).toBe("cli");
  });

  test("what is neither true nor false is refused", async () => {
    const run = await program(["logs", "--follow=maybe"]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(
      "error: option '-f, --follow' argument 'maybe' is invalid. Write true or false.",
    );
  });
});

describe("of every command", () => {
  test("a switch takes true and false", async () => {
    const run = await program(["version", "--client=true", "--output=json"]);
    expect(JSON.parse(run.stdout).server).toBeUndefined();
  });

  test("what a subcommand has is its own", async () => {
    const run = await program(["results", "diff", "a", "b", "-o=nonsense"]);
    expect(run.stderr).toContain("argument 'nonsense' is invalid");
  });

  test("--flag=false on the line is above a configuration file", async () => {
    const { cwd } = await program(["version", "--client"]);
    await Bun.write(`${cwd}/own.yaml`, "run:\n  keep: true\n  detach: true\n");
    const shown = await program(
      ["run", "--config=own.yaml", "--keep=false", "--wait=false", "--show-config"],
      { cwd },
    );
    expect(shown.stdout).toMatch(/^ {2}keep: false +# flag$/m);
    // a flag that is not set is in no other's way
    expect(shown.stdout).toMatch(/^ {2}detach: true +# own.yaml:3$/m);
  });

  test("the flags of run behind -- too", async () => {
    const job = await program([
      ..."generate job --image registry.example.com/x:v1 -- --certifiable=true --parallel=4".split(" "),
    ]);
    expect(job.stderr).toBe("");
    expect(job.stdout).toContain("--certifiable=true");
  });
});
