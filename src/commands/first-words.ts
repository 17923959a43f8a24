import type { Option } from "@commander-js/extra-typings";
import { kindOf } from "../config/flags.ts";

// commands that have subcommands and take no flags themselves
const parents = ["generate", "submission", "tests"];

/**
 * The words of a command line with its command first, because kubectl allows other orders: `--context staging status`, `--version`, `help
 * tests list`. Words that begin with any other flag are unchanged. `flags` are those that may precede the command.
 */
export function commandFirst(argv: readonly string[], flags: () => readonly Option[]): readonly string[] {
  const [first = "", ...rest] = argv;
  if (first === "--version" || first === "--version=true") return ["version", "--client", ...rest];
  if (first === "help") return [...rest.filter((word) => word !== "help"), "--help"];
  if (!first.startsWith("-")) return argv;
  const end = behindFlags(argv, flags());
  if (end === undefined) return argv;
  const [given, words] = [argv.slice(0, end), argv.slice(end)];
  const depth = parents.includes(words[0] ?? "") && !words[1]?.startsWith("-") ? 2 : 1;
  return [...words.slice(0, depth), ...given, ...words.slice(depth)];
}

/** Where the leading flags end; undefined if one is not among `flags`, or nothing follows. */
function behindFlags(argv: readonly string[], flags: readonly Option[]): number | undefined {
  let at = 0;
  while (argv[at]?.startsWith("-")) {
    const word = argv[at] ?? "";
    const [flag = ""] = word.startsWith("--") ? word.split("=", 1) : [word.slice(0, 2)];
    const isWhole = word.length > flag.length;
    const option = flags.find(({ long, short }) => flag === long || flag === short);
    if (option === undefined) return undefined;
    at += kindOf(option) === "switch" || isWhole ? 1 : 2;
  }
  return at < argv.length ? at : undefined;
}
