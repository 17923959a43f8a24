import { answer, complete } from "../../completion/candidates.ts";
import { readLine } from "../../completion/line.ts";
import type { Context } from "../context.ts";
import { programTree } from "../program.ts";
import { runFlagsBehind } from "./run-flags.ts";
import { sourcesOf } from "./sources.ts";

/** `__complete WORDS…`: answers a shell, or kubectl, that completes a line; the last word is the one being typed. */
export async function completeAction(context: Context, words: readonly string[]): Promise<void> {
  const program = await programTree(context);
  const line = readLine(program, words, runFlagsBehind);
  context.io.stdout.write(answer(await complete(line, sourcesOf(context.io, context.version))));
}
