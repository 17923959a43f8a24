import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../../../errors.ts";
import { shellWords } from "../../../results/words.ts";
import { systemWords } from "../../../text/system-words.ts";
import { submissionFiles } from "../../four-files.ts";

/**
 * Refuses anything that is not the folder of a submission, and names the right command: for one of its files, for results that are not
 * packed yet, for the folder of a run. `given` is the name that the user gave for `folder`.
 * @throws InputError
 */
export async function refuseOther(folder: string, given: string): Promise<void> {
  const fix = "name the folder of a submission: v1.35/<product> with its four files";
  try {
    const found = await stat(folder);
    if (!found.isDirectory()) throw refusal(`${given} is a file`, fileFix(given));
    const names = await readdir(folder);
    const minors = names.filter((name) => /^v1\.\d\d$/.test(name));
    if (!names.includes("run.json") || minors.length === 0) return;
    const inside = await productsIn(folder, minors);
    throw refusal(
      `${given} is the folder of a run`,
      inside[0] === undefined ? fix : check(path.join(given, inside[0])),
    );
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(`${given}: ${systemWords(cause)}`, { fix, cause });
  }
}

async function productsIn(folder: string, minors: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const minor of minors)
    for (const product of await readdir(path.join(folder, minor))) found.push(path.join(minor, product));
  return found;
}

function fileFix(given: string): string {
  const isOfSubmission = submissionFiles.some((name) => name === path.basename(given));
  if (isOfSubmission) return check(path.dirname(given));
  const words = ["kubectl", "conformance", "submission", "package", given, "--product", "NAME"];
  return `make the folder of it first: ${shellWords(words)}`;
}

function check(folder: string): string {
  return shellWords(["kubectl", "conformance", "submission", "check", folder]);
}

function refusal(what: string, fix: string): InputError {
  return new InputError(`${what}, but only the folder of a submission can be checked`, { fix });
}
