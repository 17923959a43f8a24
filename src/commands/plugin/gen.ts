import path from "node:path";
import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { InputError } from "../../errors.ts";
import type { Context } from "../context.ts";
import { repeated } from "../repeated.ts";
import type { FlagsOf } from "../with-flags.ts";

/** `plugin gen`: a definition to begin with. */
export function genCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((flags) => gen(context, flags));
}

const formats = ["junit", "gojson", "raw", "manual"] as const;

function declared({ name }: Context) {
  return new Command("gen")
    .summary("print a new plugin definition")
    .description(
      "Prints a plugin definition to begin with, which this program and Sonobuoy read. The container writes its files to $RESULTS_DIR, and the path of what it wants to hand over to $RESULTS_DIR/done.",
    )
    .requiredOption("--name <name>", "the plugin's name")
    .requiredOption("--image <image>", "the image of the plugin's container")
    .addOption(
      new Option("--driver <driver>", "one pod (Job), or one on each node (DaemonSet)")
        .choices(["Job", "DaemonSet"] as const)
        .default("Job" as const),
    )
    .addOption(
      new Option("--format <format>", "what the plugin's files are").choices(formats).default("raw" as const),
    )
    .option("--container <name>", "the container's name", "plugin")
    .addOption(
      new Option("--cmd <word>", "a word of the command; may be repeated (default: ./run.sh)").argParser(
        repeated,
      ),
    )
    .addOption(new Option("--arg <word>", "a word of the arguments; may be repeated").argParser(repeated))
    .addOption(
      new Option("--env <name=value>", "an environment variable; may be repeated").argParser(repeated),
    )
    .addOption(
      new Option("--configmap <file>", "a file for the plugin's config map; may be repeated").argParser(
        repeated,
      ),
    )
    .option("--description <text>", "what the plugin does")
    .option("--url <url>", "where the plugin's source is")
    .addHelpText(
      "after",
      `
Examples:
  ${name} plugin gen --name inventory --image registry.example.com/inventory:v1 > inventory.yaml
  ${name} plugin gen --name checks --image busybox --driver DaemonSet --format junit --cmd sh --cmd '$(SONOBUOY_CONFIG_DIR)/run.sh' --configmap run.sh`,
    );
}

// Kubernetes' own limit for a config map
const mostOfFile = 2 ** 20;

/** Prints a definition. Throws InputError if it would not be one. */
async function gen({ io }: Context, flags: FlagsOf<typeof declared>): Promise<void> {
  const { readFileWithin } = await import("../../process/read-file.ts");
  const { definitionText } = await import("../../plugins/definition/write.ts");
  const { readDefinition } = await import("../../plugins/definition/read.ts");
  const configMap: Record<string, string> = {};
  for (const file of flags.configmap ?? []) {
    const reading = await readFileWithin(path.resolve(io.cwd, file), { most: mostOfFile, signal: io.signal });
    if (reading.kind === "absent") throw new InputError(`--configmap ${file}: no such file or directory`);
    if (reading.kind !== "read") throw new InputError(`--configmap ${file}: ${reading.why}`);
    configMap[path.basename(file)] = new TextDecoder().decode(reading.bytes);
  }
  const text = definitionText({
    name: flags.name,
    image: flags.image,
    driver: flags.driver,
    format: flags.format,
    container: flags.container,
    command: flags.cmd ?? ["./run.sh"],
    args: flags.arg ?? [],
    env: (flags.env ?? []).map(variable),
    description: flags.description,
    sourceUrl: flags.url,
    configMap,
  });
  const error = readDefinition(text).findings.find(({ level }) => level === "error");
  if (error !== undefined) throw new InputError(`${error.place} ${error.text}`);
  io.stdout.write(text);
}

function variable(given: string): { readonly name: string; readonly value: string } {
  const at = given.indexOf("=");
  if (at < 1) throw new InputError(`--env ${given}: is not NAME=VALUE`);
  return { name: given.slice(0, at), value: given.slice(at + 1) };
}
