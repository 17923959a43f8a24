import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { exitCode } from "../../errors.ts";
import type { Loaded } from "../../plugins/definition/load.ts";
import { jsonText } from "../../text/printed.ts";
import type { Context } from "../context.ts";
import type { FlagsOf } from "../with-flags.ts";

/** `plugin check`: what a definition needs, and what is silently different from what its author meant. */
export function checkCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((places, flags) => check(context, places, flags));
}

function declared({ name }: Context) {
  return new Command("check")
    .summary("check plugin definitions, and show what they need")
    .description(
      "Reads plugin definitions as Sonobuoy does and shows what Sonobuoy drops in silence, such as misspelled keys, what the plugin needs of the cluster (Pod Security level, access to its nodes, permissions, images, objects that must exist), and what is wrong. It contacts no cluster.",
    )
    .argument(
      "<definitions...>",
      "files, folders with *.yaml, or http(s) URLs; @NAME after a file renames the plugin",
    )
    .option("--print", "print the pods that a run would create, as YAML, in place of the report")
    .addOption(
      new Option("-o, --output <format>", "how to print the report")
        .choices(["table", "json"])
        .default("table"),
    )
    .addHelpText(
      "after",
      `
Examples:
  ${name} plugin check kube-bench.yaml
  ${name} plugin check plugins/ -o json
  ${name} plugin check https://example.com/inventory.yaml --print

Exit codes:
  0 all of them can run   2 bad usage, or a definition has an error`,
    );
}

/** Prints what is known about definitions. Throws InputError if one cannot be read at all. */
async function check(
  context: Context,
  places: readonly string[],
  flags: FlagsOf<typeof declared>,
): Promise<void> {
  const { io, exit } = context;
  const { loadDefinitions } = await import("../../plugins/definition/load.ts");
  const loaded: Loaded[] = [];
  for (const place of places) loaded.push(...(await loadDefinitions(place, io)));
  const isBroken = loaded.some(({ reading }) => reading.definition === undefined);
  exit(isBroken ? exitCode.badInput : exitCode.passed);
  const { findingLines } = await import("./check-words.ts");
  const { styleFor } = await import("../../display/style.ts");
  if (flags.print === true) {
    const { podsText } = await import("./check-pods.ts");
    const style = styleFor(io.stderr, io.env);
    io.stderr.write(loaded.flatMap((one) => findingLines(one, style)).join(""));
    io.stdout.write(podsText(loaded.flatMap(({ reading }) => reading.definition ?? [])));
    return;
  }
  if (flags.output === "json") {
    const { checkDocument } = await import("./check-words.ts");
    io.stdout.write(jsonText({ items: loaded.map(checkDocument) }));
    return;
  }
  const { checkLines } = await import("./check-words.ts");
  const style = styleFor(io.stdout, io.env);
  io.stdout.write(loaded.map((one) => checkLines(one, style).join("")).join("\n"));
}
