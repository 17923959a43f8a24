import { CommanderError, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { environmentSettings } from "../config/environment.ts";
import { findConfig } from "../config/find.ts";
import type { Setting } from "../config/setting.ts";
import type { Io } from "../process/io.ts";
import { safe } from "../text/safe.ts";
import { judgeFlags } from "./judged.ts";

/**
 * Gives a command the flags from the environment and the configuration files, the environment first; a flag on the command
 * line overrides both. With --show-config, prints everything instead of running the command, and checks the values
 * as the command would.
 * @returns the words that would have set the same flags
 * @throws InputError if a file or a variable has something that the command cannot use; with --show-config also for a value of any flag
 */
export async function settle(
  command: CommandUnknownOpts,
  io: Io,
  everything: () => Promise<CommandUnknownOpts>,
): Promise<readonly string[]> {
  const { config, showConfig } = command.opts();
  const { found, passedOver } = await findConfig(typeof config === "string" ? config : undefined, io);
  for (const { file, why } of passedOver) {
    io.stderr.write(`warning: ${safe(file)} is ignored: ${safe(why)}\n`);
  }
  const inEnvironment = environmentSettings(io.env);
  if (found.length === 0 && inEnvironment.length === 0 && showConfig !== true) return [];

  const { applySettings, asWords, isOverridden } = await import("../config/apply.ts");
  const { commandsWithSettings, renamed, renamedError, settableFlags } = await import("../config/flags.ts");
  const { parseConfig } = await import("../config/file.ts");
  const { mayBeStray, strayError, strayNote } = await import("../config/stray.ts");
  const all = commandsWithSettings(await everything());
  const names = (which: "own" | "shared", one: CommandUnknownOpts) =>
    settableFlags(one, which).map((option) => option.name());
  const shared = [...new Set([...all.values()].flatMap((one) => names("shared", one)))];
  const own = new Map([...all].map(([words, one]) => [words, names("own", one)]));

  for (const { flag, from } of inEnvironment) {
    const now = renamed[flag];
    if (now !== undefined && command.options.some((option) => option.name() === now))
      throw renamedError(from, flag, `KUBECTL_CONFORMANCE_${now.toUpperCase().replaceAll("-", "_")}`);
  }
  await warnOfUnknown(inEnvironment, shared, io);
  const words = wordsOf(command);
  const forAll = new Set(names("shared", command));
  const isForAll = (setting: Setting) => forAll.has(setting.flag);
  const files = found.map(({ file, text, isStray }) => {
    const read = parseConfig(text, file, { shared, own }, isStray ? "stray" : "file");
    return { file, settings: [...(read.own.get(words) ?? []), ...read.shared.filter(isForAll)] };
  });
  const inFiles = files.flatMap(({ settings }) => settings);
  const variables = inEnvironment.filter(isForAll);
  const isSet = (flag: string) =>
    variables.some((variable) => variable.flag === flag) ||
    command.options.some((option) => option.name() === flag && isOverridden(command, option));
  const refused = inFiles.filter(
    (setting) => setting.by === "stray" && !mayBeStray(command, setting) && !isSet(setting.flag),
  );
  if (refused[0] !== undefined && showConfig !== true) throw strayError(refused[0]);
  const taken = inFiles.filter((setting) => setting.by !== "stray" || mayBeStray(command, setting));
  const applied = applySettings(command, [...variables, ...taken]);
  for (const { file, settings } of files) {
    const used = applied.filter((setting) => settings.includes(setting)).map(({ flag }) => flag);
    if (used.length > 0) io.stderr.write(`settings of ${safe(file)}: ${used.join(", ")}\n`);
  }
  if (showConfig === true) {
    const { shownConfig } = await import("../config/show.ts");
    io.stdout.write(shownConfig(command, words, applied, refused.map(strayNote)));
    const { checkConnectionFlags } = await import("../kube/connection-values.ts");
    checkConnectionFlags(command.opts());
    await judgeFlags(command);
    throw new CommanderError(0, "settings.shown", "");
  }
  return asWords(command, applied);
}

async function warnOfUnknown(settings: readonly Setting[], known: readonly string[], io: Io): Promise<void> {
  const unknown = settings.filter(({ flag }) => !known.includes(flag));
  if (unknown.length === 0) return;
  const { nearest } = await import("../config/nearest.ts");
  for (const { flag, from } of unknown) {
    const near = nearest(flag, known)?.toUpperCase().replaceAll("-", "_");
    const meant = near === undefined ? "" : `; did you mean KUBECTL_CONFORMANCE_${near}?`;
    io.stderr.write(`warning: ${safe(from)} sets no flag${meant}\n`);
  }
}

/** `submission check`: the words of a command after the program's. */
function wordsOf(command: CommandUnknownOpts): string {
  const above = command.parent;
  if (above === null || above.parent === null) return command.name();
  return `${wordsOf(above)} ${command.name()}`;
}
