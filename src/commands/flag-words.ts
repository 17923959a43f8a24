import type { CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { kindOf } from "../config/flags.ts";

/**
 * Makes a command read its flags as kubectl does (spf13/pflag `flag.go`, `bool.go`): a boolean may have a value, `--keep=false`; a
 * short flag's value may follow a `=`, `-o=json`; and a flag with an optional value never takes the next word for it. A boolean
 * that is set to false has no value, and the command line as its source.
 */
export function asKubectlReads(command: CommandUnknownOpts): void {
  const parse = command.parseOptions.bind(command);
  command.parseOptions = (argv) => {
    const { words, off } = readWords(command, argv);
    const parsed = parse([...words]);
    for (const option of off) command.setOptionValueWithSource(option.attributeName(), undefined, "cli");
    return parsed;
  };
}

interface Read {
  /** As commander reads them. */
  readonly words: readonly string[];
  /** The booleans that are set to false. */
  readonly off: ReadonlySet<Option>;
}

function readWords(command: CommandUnknownOpts, argv: readonly string[]): Read {
  const words: { readonly word: string; readonly option?: Option }[] = [];
  const off = new Set<Option>();
  let isValue = false;
  for (const [index, word] of argv.entries()) {
    const [, flag = word, value] = /^(--?[^=-][^=]*)=(.*)$/s.exec(word) ?? [];
    const option = isValue
      ? undefined
      : command.options.find(({ long, short }) => flag === long || flag === short);
    // what follows does not belong to this command
    const isOver = !isValue && (word === "--" || isCommand(command, word));
    isValue = false;
    if (isOver) {
      words.push(...argv.slice(index).map((rest) => ({ word: rest })));
      break;
    }
    if (option === undefined) words.push({ word });
    else if (kindOf(option) === "switch") {
      const isOn = value === undefined || readBoolean(command, option, value);
      if (isOn) {
        off.delete(option);
        words.push({ word: flag, option });
      } else {
        off.add(option);
        // the last one counts
        for (let at = words.length - 1; at >= 0; at--) if (words[at]?.option === option) words.splice(at, 1);
      }
    } else if (option.required) {
      isValue = value === undefined;
      words.push({ word: flag }, ...(value === undefined ? [] : [{ word: value }]));
    } else words.push({ word: `${option.long}=${value ?? option.presetArg}` });
  }
  return { words: words.map(({ word }) => word), off };
}

function isCommand(command: CommandUnknownOpts, word: string): boolean {
  return command.commands.some((beneath) => beneath.name() === word);
}

/** As Go's `strconv.ParseBool`. */
function readBoolean(command: CommandUnknownOpts, { flags }: Option, value: string): boolean {
  if (/^(?:1|t|true)$/i.test(value)) return true;
  if (/^(?:0|f|false)$/i.test(value)) return false;
  return command.error(`error: option '${flags}' argument '${value}' is invalid. Write true or false.`, {
    code: "commander.invalidArgument",
  });
}
