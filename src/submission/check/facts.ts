import type { Steps } from "../../async/steps.ts";
import { type JunitView, junitViewSteps } from "./read/junit.ts";
import { type LogView, logViewSteps } from "./read/log.ts";
import { type ProductView, readProductView } from "./read/product.ts";
import { type ReadmeContent, readmeContent } from "./read/readme.ts";
import { findFile, folderOf, releaseIn, type Submission, type SubmittedFile } from "./submission.ts";

/** A submission with its files read, each once, however many checks use it. */
export interface Facts {
  readonly submission: Submission;
  /** The release as the bot derives it from the paths. */
  readonly release: string | undefined;
  /** Undefined if there is no such file in the whole pull request; the folder's own comes first. */
  readonly product: { readonly file: SubmittedFile; readonly view: ProductView } | undefined;
  readonly junit: { readonly file: SubmittedFile; readonly view: JunitView } | undefined;
  readonly log: { readonly file: SubmittedFile; readonly view: LogView } | undefined;
  readonly readme:
    | { readonly file: SubmittedFile; readonly text: string; readonly content: ReadmeContent }
    | undefined;
}

/** Reads the content of a submission, in steps; anything wrong with a file becomes a part of its view. */
export function* factSteps(submission: Submission): Steps<Facts> {
  const { files, folder } = submission;
  const inFolder = files.filter(({ path }) => folderOf(path) === folder);
  const find = (name: string) => {
    const elsewhere = findFile(files, name);
    // a file outside the folder that was not read says nothing about it
    return findFile(inFolder, name) ?? (elsewhere?.bytes === undefined ? undefined : elsewhere);
  };
  const product = find("PRODUCT.yaml");
  const junit = find("junit_01.xml");
  const log = find("e2e.log");
  const readme = find("README.md");
  const required = new Set(submission.required ?? []);
  return {
    submission,
    release: releaseIn(files.map(({ path }) => path)),
    product: product && { file: product, view: readProductView(bytesOf(product)) },
    junit: junit && { file: junit, view: yield* junitViewSteps(bytesOf(junit), required) },
    log: log && { file: log, view: yield* logViewSteps(bytesOf(log)) },
    readme: readme && readmeOf(readme),
  };
}

function readmeOf(file: SubmittedFile): Facts["readme"] {
  const read = text(bytesOf(file));
  return { file, text: read, content: readmeContent(read) };
}

function bytesOf({ bytes }: SubmittedFile): Uint8Array {
  return bytes ?? new Uint8Array();
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
