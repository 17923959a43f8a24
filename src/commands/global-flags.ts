import { Command, type CommandUnknownOpts, Help, Option } from "@commander-js/extra-typings";
import { connectionFlags, connectionGroup, settingsGroup } from "./connection-flags.ts";
import { whereFlags } from "./runs/where-flags.ts";

const everyGroup = "Flags of every command:";

// listed once, by `options`, and in no other help
const groups: ReadonlySet<string | undefined> = new Set([everyGroup, connectionGroup, settingsGroup]);

const colorChoices = ["auto", "always", "never"] as const;

/** The meaning of `--color` in the environment (no-color.org, bixense.com/clicolors). */
export function colorVariables(color: unknown): Readonly<Record<string, string>> {
  if (color === "always") return { NO_COLOR: "", CLICOLOR_FORCE: "1" };
  return color === "never" ? { NO_COLOR: "1", CLICOLOR_FORCE: "" } : {};
}

/** Declares the flags that every command takes. */
export function everyFlags(command: CommandUnknownOpts): CommandUnknownOpts {
  return command.addOption(
    new Option("--color <when>", "whether to use color; auto uses it on a terminal, unless NO_COLOR is set")
      .choices(colorChoices)
      .default("auto")
      .helpGroup(everyGroup),
  );
}

/** Declares all flags that do not belong to a single command. */
export function globalFlags(command = new Command()) {
  return connectionFlags(everyFlags(command) as Command);
}

/** The flags that kubectl takes before the command too. */
export function leadingFlags(): readonly Option[] {
  return [...globalFlags().options, ...whereFlags().options];
}

/** The flags in a command's help: those of many commands have their own help. */
export function ownOptions(command: CommandUnknownOpts): Option[] {
  const all = new Help().visibleOptions(command);
  return command.name() === "options" ? all : all.filter((option) => !groups.has(option.helpGroupHeading));
}

/** A flag's usage, without the word for its missing value. */
export function optionDescription(option: Option): string {
  return new Help()
    .optionDescription(option)
    .replace(/(?:, )?preset: "[^"]*"/, "")
    .replace(/ \(\)$/, "");
}
