import type { Argument, CommandUnknownOpts, Option } from "@commander-js/extra-typings";

/** What the word under the cursor is to become. */
export type Wanted =
  | { readonly kind: "command"; readonly command: CommandUnknownOpts }
  | { readonly kind: "flag"; readonly command: CommandUnknownOpts }
  | { readonly kind: "value"; readonly command: CommandUnknownOpts; readonly option: Option }
  | { readonly kind: "argument"; readonly command: CommandUnknownOpts; readonly argument: Argument }
  | { readonly kind: "nothing" };

/** A command line that is being typed. */
export interface Line {
  readonly wanted: Wanted;
  /** The part of the wanted text that was already typed. */
  readonly typed: string;
  /** What precedes it in the same word: `--mode=`. */
  readonly stem: string;
  /** The flags before the word, by their attribute name; the last of each. */
  readonly given: Readonly<Record<string, string | true>>;
  /** The command's arguments before the word. */
  readonly before: readonly string[];
}

/**
 * Reads the words after the program's name; the last is the one being typed, empty if nothing has been typed yet.
 * @param behindDashes the command whose flags follow `--` of a command, if there is one
 */
export function readLine(
  program: CommandUnknownOpts,
  words: readonly string[],
  behindDashes: (command: CommandUnknownOpts) => CommandUnknownOpts | undefined,
): Line {
  const last = words.at(-1) ?? "";
  let given: Record<string, string | true> = {};
  let command = program;
  let isBehind = false;
  let before: string[] = [];
  let onlyArguments = false;
  let awaiting: Option | undefined;
  for (const word of words.slice(0, -1)) {
    if (awaiting !== undefined) {
      given[awaiting.attributeName()] = word;
      awaiting = undefined;
    } else if (!onlyArguments && word === "--") {
      const other: CommandUnknownOpts | undefined = isBehind ? undefined : behindDashes(command);
      if (other === undefined) onlyArguments = true;
      else [command, given, isBehind] = [other, {}, true];
    } else if (!onlyArguments && word.startsWith("-")) {
      const { option, value } = readFlag(command, word);
      if (option === undefined) continue;
      if (value === undefined && option.required) awaiting = option;
      given[option.attributeName()] = value ?? true;
    } else {
      const beneath = command.commands.find((one) => one.name() === word);
      if (beneath === undefined) before = [...before, word];
      else [command, before] = [beneath, []];
    }
  }
  const line = { stem: "", typed: last, given, before };
  if (awaiting !== undefined) return { ...line, wanted: { kind: "value", command, option: awaiting } };
  if (!onlyArguments && last.startsWith("-")) {
    const { option, value } = readFlag(command, last);
    if (option === undefined || value === undefined) return { ...line, wanted: { kind: "flag", command } };
    const stem = last.slice(0, last.length - value.length);
    return { ...line, stem, typed: value, wanted: { kind: "value", command, option } };
  }
  if (command.commands.length > 0) return { ...line, wanted: { kind: "command", command } };
  const declared = command.registeredArguments;
  const argument = declared[before.length] ?? (declared.at(-1)?.variadic ? declared.at(-1) : undefined);
  if (argument !== undefined) return { ...line, wanted: { kind: "argument", command, argument } };
  // only flags come after it
  if (isBehind && !onlyArguments) return { ...line, wanted: { kind: "flag", command } };
  return { ...line, wanted: { kind: "nothing" } };
}

/** `--mode`, `--mode=quick`, `-n`, `-nother`, `-n=other`: the flag, and its value if the word has it. */
function readFlag(
  command: CommandUnknownOpts,
  word: string,
): { option: Option | undefined; value: string | undefined } {
  const isLong = word.startsWith("--");
  const end = isLong && word.includes("=") ? word.indexOf("=") : isLong ? word.length : 2;
  const flag = word.slice(0, end);
  const option = command.options.find((one) => one.long === flag || one.short === flag);
  const value = isLong || word[end] === "=" ? word.slice(end + 1) : word.slice(end);
  return { option, value: end < word.length ? value : undefined };
}
