import { inTurns } from "../async/steps.ts";
import { readFileWithin } from "../process/read-file.ts";
import type { SpecResult } from "../suite/spec.ts";
import { recordFiles, writeWhole } from "./files.ts";
import type { Layout } from "./layout.ts";
import { defaultLimits } from "./read/limits.ts";
import type { RunRecord } from "./run-record.ts";
import { summaryMarkdown } from "./summary.ts";
import { type ViewedSpec, viewedSteps } from "./view.ts";

/** What completes a run's folder, in addition to the files that the run itself left in it. */
export interface RunFolder {
  readonly layout: Layout;
  /** Its `files` are those that the run left; the ones written here are added. */
  readonly record: RunRecord;
  readonly specs: readonly SpecResult[];
  /** The text of PRODUCT.yaml. */
  readonly product: string;
  /** The text of README.md. */
  readonly readme: string;
}

/**
 * Writes the files that complete the folder: PRODUCT.yaml, README.md, summary.md and, last, run.json.
 * @returns the record as it was written
 * @throws InputError if one of them already exists, RunError if it cannot be written
 */
export async function writeRunFolder(folder: RunFolder): Promise<RunRecord> {
  const { layout, specs } = folder;
  await writeWhole(layout.product, folder.product);
  await writeWhole(layout.readme, folder.readme);
  await writeWhole(layout.summary, summaryMarkdown(folder.record, await viewed(layout, specs)));
  const written = await recordFiles(layout.dir, [layout.product, layout.readme, layout.summary]);
  const record = { ...folder.record, files: [...folder.record.files, ...written] };
  await writeWhole(layout.runJson, `${JSON.stringify(record, null, 2)}\n`);
  return record;
}

/** The specs with what the log says about them; without it if there is no log, or one larger than any real log. */
async function viewed({ e2eLog }: Layout, specs: readonly SpecResult[]): Promise<readonly ViewedSpec[]> {
  const reading = await readFileWithin(e2eLog, { most: defaultLimits.file, refuseLinks: true });
  return inTurns(viewedSteps(specs, reading.kind === "read" ? reading.bytes : undefined));
}
