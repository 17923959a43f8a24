import { type Command, CommanderError } from "commander";
import { environmentSettings } from "../config/environment.ts";
import { findConfig } from "../config/find.ts";
import type { Setting } from "../config/setting.ts";
import { InputError } from "../errors.ts";
import type { Io } from "../process/io.ts";
import { safe } from "../text/safe.ts";
import { connectionGroup } from "./connection-flags.ts";

// flags of the connection that say neither whom to trust nor whom to be
const harmless = new Set(["context", "request-timeout", "disable-compression"]);
// flags of `run` that do: the suite's images become cluster-admin, and a kubeconfig may name a command to run
const trusting = new Set(["kubeconfigs", "conformance-image", "image-repo", "test-repo-list"]);

/**
 * Gives a command what the environment and a configuration file say of its flags, the environment first; a flag on the command
 * line is above both. With --show-config, prints it all instead of running the command.
 * @returns the words that would have set the same flags
 * @throws InputError where a file or a variable says what the command cannot take
 */
export async function settle(
  command: Command,
  io: Io,
  everything: () => Promise<Command>,
): Promise<readonly string[]> {
  const { config, showConfig } = command.opts<{ config?: string; showConfig?: boolean }>();
  const found = findConfig(config, io);
  const inEnvironment = environmentSettings(io.env);
  if (found === undefined && inEnvironment.length === 0 && showConfig !== true) return [];

  const { applySettings, asWords } = await import("../config/apply.ts");
  const { commandsWithSettings, settableFlags } = await import("../config/flags.ts");
  const { parseConfig } = await import("../config/file.ts");
  const { nearest } = await import("../config/nearest.ts");
  const all = commandsWithSettings(await everything());
  const names = (which: "own" | "shared", one: Command) =>
    settableFlags(one, which).map((option) => option.name());
  const shared = [...new Set([...all.values()].flatMap((one) => names("shared", one)))];
  const own = new Map([...all].map(([words, one]) => [words, names("own", one)]));

  const known = new Set(shared);
  for (const { flag, from } of inEnvironment.filter((setting) => !known.has(setting.flag))) {
    const near = nearest(flag, shared)?.toUpperCase().replaceAll("-", "_");
    const meant = near === undefined ? "" : `; is KUBECTL_CONFORMANCE_${near} meant?`;
    io.stderr.write(`warning: ${safe(from)} sets no flag${meant}\n`);
  }
  const read = found === undefined ? undefined : parseConfig(found.text, found.file, { shared, own });
  const words = wordsOf(command);
  const forAll = new Set(names("shared", command));
  const isForAll = (setting: Setting) => forAll.has(setting.flag);
  const inFile = [...(read?.own.get(words) ?? []), ...(read?.shared.filter(isForAll) ?? [])];
  if (found?.isStray === true) refuseIdentity(command, inFile);
  const variables = inEnvironment.filter(isForAll);
  const applied = applySettings(command, [...variables, ...inFile]);
  const used = applied.filter((setting) => inFile.includes(setting));
  if (found !== undefined && used.length > 0) {
    io.stderr.write(`settings of ${safe(found.file)}: ${used.map(({ flag }) => flag).join(", ")}\n`);
  }
  if (showConfig === true) {
    const { shownConfig } = await import("../config/show.ts");
    io.stdout.write(shownConfig(command, words, applied));
    throw new CommanderError(0, "settings.shown", "");
  }
  return asWords(command, applied);
}

/** `submission check`: the words of a command after the program's. */
function wordsOf(command: Command): string {
  const above = command.parent;
  if (above === null || above.parent === null) return command.name();
  return `${wordsOf(above)} ${command.name()}`;
}

/** A file that merely lies in the folder may be anybody's: it must not say whom to trust, nor whom to be. */
function refuseIdentity(command: Command, settings: readonly Setting[]): void {
  const guarded = command.options
    .filter(
      (option) =>
        trusting.has(option.name()) ||
        (option.helpGroupHeading === connectionGroup && !harmless.has(option.name())),
    )
    .map((option) => option.name());
  const setting = settings.find(({ flag }) => guarded.includes(flag));
  if (setting === undefined) return;
  throw new InputError(`${setting.from}: ${setting.flag} is not taken from a file that nobody named`, {
    fix: `if you trust it, name the file: --config ${setting.from.replace(/:\d+$/, "")}; or give the flag`,
  });
}
