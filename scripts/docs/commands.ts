import type { Argument, CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { declaredProgram } from "../program.ts";

/** A flag or an argument: how it is written, and what it says. */
export interface Described {
  readonly term: string;
  readonly text: string;
}

/** A heading of the help with what stands beneath it. */
export interface Group {
  readonly heading: string;
  readonly entries: readonly Described[];
}

/** A part of the help's end: `Examples`, `Exit codes`. */
export interface Part {
  readonly heading: string;
  readonly lines: readonly string[];
}

/** A command as its declaration has it. */
export interface CommandDoc {
  /** `kubectl conformance tests list`. */
  readonly name: string;
  /** `kubectl-conformance-tests-list`. */
  readonly page: string;
  readonly usage: string;
  readonly summary: string;
  readonly description: string;
  readonly arguments: readonly Described[];
  readonly flags: readonly Group[];
  readonly parts: readonly Part[];
  /** Pages of the commands beneath. */
  readonly beneath: readonly string[];
  readonly above: string | undefined;
}

/** Every command of the program, each before those beneath it, in the order of the help. */
export async function readCommands(): Promise<readonly CommandDoc[]> {
  let written = "";
  const program = await declaredProgram((text) => {
    written += text;
  });
  const helpOf = (command: CommandUnknownOpts) => {
    written = "";
    command.outputHelp();
    return written;
  };
  return walk(program, undefined, helpOf);
}

function walk(
  command: CommandUnknownOpts,
  above: CommandDoc | undefined,
  helpOf: (command: CommandUnknownOpts) => string,
): readonly CommandDoc[] {
  const help = command.createHelp();
  const name = above === undefined ? command.name() : `${above.name} ${command.name()}`;
  const page = name.replaceAll(" ", "-");
  const own = help.visibleCommands(command).filter((beneath) => beneath.name() !== "help");
  const information = command.helpInformation();
  const text = helpOf(command);
  const doc: CommandDoc = {
    name,
    page,
    usage: help.commandUsage(command),
    summary: command.summary() || command.description(),
    description: command.description(),
    arguments: command.registeredArguments.map(describeArgument),
    flags: groups(help.visibleOptions(command).filter((option) => option.long !== "--help")),
    parts: partsOf(text.slice(text.indexOf(information) + information.length)),
    beneath: own.map((beneath) => `${page}-${beneath.name()}`),
    above: above?.page,
  };
  return [doc, ...own.flatMap((beneath) => walk(beneath, doc, helpOf))];
}

function describeArgument(argument: Argument): Described {
  const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
  return {
    term: argument.required ? `<${name}>` : `[${name}]`,
    text: withNotes(argument.description, argument.argChoices, argument.defaultValue),
  };
}

function groups(options: readonly Option[]): readonly Group[] {
  const headings = [...new Set(options.map((option) => option.helpGroupHeading ?? "Options:"))];
  return headings.map((heading) => ({
    heading: heading.replace(/:$/, ""),
    entries: options
      .filter((option) => (option.helpGroupHeading ?? "Options:") === heading)
      .map((option) => ({
        term: option.flags,
        text: withNotes(option.description, option.argChoices, option.defaultValue),
      })),
  }));
}

function withNotes(text: string, choices: readonly string[] | undefined, standard: unknown): string {
  const notes = [
    ...(choices === undefined ? [] : [`one of ${choices.join(", ")}`]),
    ...(typeof standard === "string" && standard !== "" ? [`default: ${standard}`] : []),
  ];
  return notes.length === 0 ? text : `${text} (${notes.join("; ")})`;
}

/** The parts of what follows the flags: a line that ends in a colon and is not indented begins one. */
function partsOf(text: string): readonly Part[] {
  const parts: { heading: string; lines: string[] }[] = [];
  for (const line of text.split("\n")) {
    if (/^\S.*:$/.test(line)) parts.push({ heading: line.slice(0, -1), lines: [] });
    else if (line.trim() !== "" && !/^\S/.test(line)) parts.at(-1)?.lines.push(line.replace(/^ {2}/, ""));
    // the reference links to that page
    else if (line.trim() !== "" && !line.startsWith('Use "'))
      throw new Error(`the help has a line outside of its parts: ${line}`);
  }
  return parts;
}
