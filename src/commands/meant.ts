import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { nearest } from "../config/nearest.ts";
import { InputError } from "../errors.ts";
import { safe } from "../text/safe.ts";

// the names that other programs use
const synonyms: Readonly<Record<string, readonly string[]>> = {
  cleanup: ["clean", "delete", "destroy", "remove", "rm", "uninstall"],
  status: ["describe", "get", "list", "ls", "ps", "runs"],
  run: ["apply", "begin", "create", "start"],
  stop: ["abort", "cancel", "interrupt", "kill"],
  attach: ["follow", "watch"],
  retrieve: ["collect", "download", "fetch"],
  results: ["report", "summary"],
  dump: ["must-gather", "query", "snapshot"],
  "node-logs": ["journal", "systemd-logs"],
  "submission check": ["validate"],
  "submission commit": ["submit"],
};

/** The error for a word that is not a command, with the commands that may be meant. `program` has all of them. */
export function noCommand(word: string, program: CommandUnknownOpts, name: string): InputError {
  const beneath = program.commands.flatMap((above) =>
    above.commands.filter((one) => one.name() === word).map(() => `${above.name()} ${word}`),
  );
  const synonym = Object.entries(synonyms).flatMap(([meant, words]) => (words.includes(word) ? [meant] : []));
  const meant = [...new Set([...synonym, ...beneath, ...mistyped(word, program)])];
  const hint = meant.length === 0 ? "" : `; did you mean ${meant.map((one) => `\`${one}\``).join(" or ")}?`;
  return new InputError(`there is no command ${safe(word)}${hint}`, {
    fix: `to list all commands: ${name} --help`,
  });
}

/** The commands whose names are nearest to the word, top-level ones before subcommands. */
function mistyped(word: string, program: CommandUnknownOpts): readonly string[] {
  const near = nearest(
    word,
    program.commands.map((command) => command.name()),
  );
  if (near !== undefined) return [near];
  const beneath = program.commands.flatMap((above) =>
    above.commands.map((command) => ({ name: command.name(), words: `${above.name()} ${command.name()}` })),
  );
  const name = nearest(
    word,
    beneath.map((command) => command.name),
  );
  return beneath.filter((command) => command.name === name).map(({ words }) => words);
}
