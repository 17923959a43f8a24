import { type CommandUnknownOpts, Help, type Option } from "@commander-js/extra-typings";
import { kindOf } from "../config/flags.ts";
import type { Line } from "./line.ts";

/** One possible continuation, and its meaning. */
export interface Candidate {
  readonly text: string;
  readonly about?: string;
}

/** What else the shell may do, as in cobra's `ShellCompDirective`: kubectl and our own scripts use the same. */
export const directive = { files: 0, noSpace: 2, noFiles: 4, folders: 16 } as const;

export interface Completion {
  readonly candidates: readonly Candidate[];
  readonly directive: number;
}

/** Returns the possible values of the flag or argument, undefined if none are known; what needs a cluster may take a moment. */
export type Sources = (line: Line) => Promise<readonly Candidate[] | undefined>;

/** Completes a line from the declarations of its command, and from `sources` for what these do not know. */
export async function complete(line: Line, sources: Sources): Promise<Completion> {
  const { wanted } = line;
  switch (wanted.kind) {
    case "command":
      return fitting(line, wanted.command.createHelp().visibleCommands(wanted.command).map(commandCandidate));
    case "flag":
      return fitting(line, flagsOf(wanted.command, line.given));
    case "value": {
      const { option } = wanted;
      const choices = option.argChoices ?? (kindOf(option) === "switch" ? ["true", "false"] : undefined);
      return values(line, choices, placeholderOf(option.flags), sources);
    }
    case "argument": {
      const { argument } = wanted;
      return values(line, argument.argChoices, argument.name(), sources);
    }
    default:
      return { candidates: [], directive: directive.noFiles };
  }
}

async function values(
  line: Line,
  choices: readonly string[] | undefined,
  placeholder: string,
  sources: Sources,
): Promise<Completion> {
  if (choices !== undefined)
    return fitting(
      line,
      choices.map((text) => ({ text })),
    );
  const found = await sources(line);
  if (found !== undefined) return fitting(line, found);
  // first, because anything that takes either is completed with files, which include folders
  if (/file|results/.test(placeholder)) return { candidates: [], directive: directive.files };
  const isFolder = /folder|clone|dir/.test(placeholder);
  return { candidates: [], directive: isFolder ? directive.folders : directive.noFiles };
}

/** The candidates that continue what was typed. */
function fitting({ typed, stem }: Line, all: readonly Candidate[]): Completion {
  const candidates = all
    .filter(({ text }) => text.startsWith(typed))
    .map((candidate) => ({ ...candidate, text: stem + candidate.text }));
  // a path continues after its slash
  const isOpen = candidates.length > 0 && candidates.every(({ text }) => text.endsWith("/"));
  return { candidates, directive: isOpen ? directive.noFiles | directive.noSpace : directive.noFiles };
}

function flagsOf(command: CommandUnknownOpts, given: Line["given"]): Candidate[] {
  const repeatable = (option: Option) => option.parseArg !== undefined;
  // the help of one command leaves out the flags of all
  return new Help()
    .visibleOptions(command)
    .filter((option) => option.long !== undefined)
    .filter((option) => repeatable(option) || given[option.attributeName()] === undefined)
    .map(({ long = "", description }) => ({ text: long, about: description }));
}

function commandCandidate(command: CommandUnknownOpts): Candidate {
  return { text: command.name(), about: command.summary() || command.description() };
}

/** A flag's word for its value: `folder` in `--results-dir <folder>`. */
function placeholderOf(flags: string): string {
  return /[<[](.+)[>\]]$/.exec(flags)?.[1] ?? "";
}

/** The answer in the protocol of cobra's `__complete`, which kubectl's plugins share: one line each, then the directive. */
export function answer(completion: Completion): string {
  const lines = completion.candidates.map(({ text, about }) =>
    about === undefined || about === "" ? oneLine(text) : `${oneLine(text)}\t${oneLine(about)}`,
  );
  return `${[...lines, `:${completion.directive}`].join("\n")}\n`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ");
}
