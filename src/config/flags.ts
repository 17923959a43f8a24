import type { CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { InputError } from "../errors.ts";

/** The commands with settings are those that take a configuration file: all that talk to a cluster. */
export function takesSettings(command: CommandUnknownOpts): boolean {
  return command.options.some(({ long }) => long === "--config");
}

/** All commands with settings, by their words: `run`, `submission check`. */
export function commandsWithSettings(program: CommandUnknownOpts): ReadonlyMap<string, CommandUnknownOpts> {
  const found = new Map<string, CommandUnknownOpts>();
  const walk = (command: CommandUnknownOpts, words: readonly string[]) => {
    if (takesSettings(command)) found.set(words.join(" "), command);
    for (const beneath of command.commands) walk(beneath, [...words, beneath.name()]);
  };
  for (const command of program.commands) walk(command, [command.name()]);
  return found;
}

// in a file or the environment, these would refer to themselves, or mean something else in each command
// or are about one log at one time
const never = new Set(["config", "show-config", "v", "test", "tail", "since"]);
const ownAlone = new Set([...never, "output"]);
// Flags that mean something else in these commands than in all others. Their --namespace filters runs: a file's setting for new
// runs must not hide existing ones.
const ownIn: Readonly<Record<string, readonly string[]>> = {
  preflight: ["skip"],
  cleanup: ["dry-run", "namespace"],
  wait: ["namespace", "timeout"],
  ...Object.fromEntries(
    ["attach", "logs", "retrieve", "status", "stop"].map((name) => [name, ["namespace"]]),
  ),
};

/** The flags of a command that settings may set, under the command's own name or for all commands that have them. */
export function settableFlags(command: CommandUnknownOpts, scope: "own" | "shared"): readonly Option[] {
  const without = scope === "own" ? never : ownAlone;
  const special = scope === "own" ? [] : (ownIn[command.name()] ?? []);
  // a setting for every run must not keep each of them from being created
  const isHere = (name: string) => name !== "dry-run" || command.name() === "cleanup";
  return command.options.filter(
    (option) =>
      !option.hidden &&
      !without.has(option.name()) &&
      !special.includes(option.name()) &&
      isHere(option.name()),
  );
}

/** Settings that were renamed, by their old names. */
export const renamed: Readonly<Record<string, string>> = { "dry-run": "suite-dry-run" };

/** The error for a setting by its old name: ignoring it would start something unintended. */
export function renamedError(from: string, old: string, now: string): InputError {
  return new InputError(`${from}: the setting ${old} is now called ${now}`, {
    fix: `write ${now}; --${old} now prints what a run would make, and is only given on the command line`,
  });
}

/** Whether a flag means something else in this command than in all others. */
export function isOwnMeaning(command: CommandUnknownOpts, flag: string): boolean {
  return ownIn[command.name()]?.includes(flag) === true;
}

/** The type of a flag's value: boolean, string, or list. */
export function kindOf(option: Option): "switch" | "text" | "list" {
  if (!option.required && !option.optional) return "switch";
  return option.parseArg !== undefined && option.argChoices === undefined ? "list" : "text";
}

/** The names of the flags that cannot be combined with a flag, as attributes. */
export function conflictsOf(option: Option): readonly string[] {
  const declared = "conflictsWith" in option ? option.conflictsWith : undefined;
  return Array.isArray(declared) ? declared.map(String) : [];
}
