import { isUtf8 } from "node:buffer";
import { type JunitView, readJunitView } from "./read/junit.ts";
import { type LogView, readLogView } from "./read/log.ts";
import { type ProductView, readProductView } from "./read/product.ts";
import { findFile, folderOf, releaseIn, type Submission, type SubmittedFile } from "./submission.ts";

/** A submission with its files read, each once, however many checks look at it. */
export interface Facts {
  readonly submission: Submission;
  /** The release as the bot takes it from the paths. */
  readonly release: string | undefined;
  /** Undefined where there is no such file in the whole pull request; the folder's own comes first. */
  readonly product: { readonly file: SubmittedFile; readonly view: ProductView } | undefined;
  readonly junit: { readonly file: SubmittedFile; readonly view: JunitView } | undefined;
  readonly log: { readonly file: SubmittedFile; readonly view: LogView } | undefined;
  readonly readme: { readonly file: SubmittedFile; readonly text: string } | undefined;
}

const nothing = new Uint8Array();

/** Reads what a submission holds; whatever is wrong with a file becomes a part of its view. */
export function readFacts(submission: Submission): Facts {
  const { files, folder } = submission;
  const inFolder = files.filter(({ path }) => folderOf(path) === folder);
  const read = <View>(name: string, view: (bytes: Uint8Array) => View) => {
    const elsewhere = findFile(files, name);
    // one outside of the folder that was not read tells nothing of it
    const file = findFile(inFolder, name) ?? (elsewhere?.bytes === undefined ? undefined : elsewhere);
    return file === undefined ? undefined : { file, view: view(file.bytes ?? nothing) };
  };
  const required = new Set(submission.required ?? []);
  const readme = read("README.md", text);
  return {
    submission,
    release: releaseIn(files.map(({ path }) => path)),
    product: read("PRODUCT.yaml", (bytes) => readProductView(text(bytes))),
    junit: read("junit_01.xml", (bytes) => readJunitView(bytes, isUtf8(bytes), required)),
    log: read("e2e.log", readLogView),
    readme: readme === undefined ? undefined : { file: readme.file, text: readme.view },
  };
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
