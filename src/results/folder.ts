import { recordFiles, writeWhole } from "./files.ts";
import type { Layout } from "./layout.ts";
import type { RunRecord } from "./run-record.ts";
import { summaryMarkdown } from "./summary.ts";
import type { ViewedSpec } from "./view.ts";

/** What completes a run's folder, in addition to the files that the run itself left in it. */
export interface RunFolder {
  readonly layout: Layout;
  /** Its `files` are those that the run left; the ones written here are added. */
  readonly record: RunRecord;
  readonly specs: readonly ViewedSpec[];
  /** The text of PRODUCT.yaml. */
  readonly product: string;
  /** The text of README.md. */
  readonly readme: string;
  /** The text of report.html; undefined where it could not be made. */
  readonly report: string | undefined;
}

/**
 * Writes the files that complete the folder: PRODUCT.yaml, README.md, summary.md, report.html and, last, run.json.
 * @returns the record as it was written
 * @throws InputError if one of them already exists, RunError if it cannot be written
 */
export async function writeRunFolder(folder: RunFolder): Promise<RunRecord> {
  const { layout, specs } = folder;
  await writeWhole(layout.product, folder.product);
  await writeWhole(layout.readme, folder.readme);
  await writeWhole(layout.summary, summaryMarkdown(folder.record, specs));
  if (folder.report !== undefined) await writeWhole(layout.report, folder.report);
  const made = [layout.product, layout.readme, layout.summary, layout.report];
  const written = await recordFiles(layout.dir, made);
  const record = { ...folder.record, files: [...folder.record.files, ...written] };
  await writeWhole(layout.runJson, `${JSON.stringify(record, null, 2)}\n`);
  return record;
}
