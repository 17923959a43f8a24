import path from "node:path";
import { collectGarbage, inTurns } from "../async/steps.ts";
import { firstLine } from "../errors.ts";
import type { Io } from "../process/io.ts";
import { readFileWithin } from "../process/read-file.ts";
import type { Sources } from "../report/build.ts";
import { readEvents } from "../report/events-file.ts";
import { LogParts } from "../report/logs.ts";
import { subjectOfRecord } from "../report/subject.ts";
import { clearHalfMade, prepareResultsDir, recordFiles } from "../results/files.ts";
import { writeRunFolder } from "../results/folder.ts";
import { type Layout, layoutOf, minorOf, productDirectory } from "../results/layout.ts";
import { readAllEvidence } from "../results/read/evidence.ts";
import { defaultLimits } from "../results/read/limits.ts";
import type { RunRecord } from "../results/run-record.ts";
import { type Evidence, type ViewedSpec, viewedSteps } from "../results/view.ts";
import { type EarlierSubmission, folderFor, productToCheck, readEarlier } from "../submission/carry.ts";
import { carryReadme } from "../submission/carry-readme.ts";
import { newProduct } from "../submission/product.ts";
import { factsOf, newReadme } from "../submission/readme.ts";
import { hasFailed, type SpecResult } from "../suite/spec.ts";
import { type Claim, claimFolder } from "./claim.ts";

/** What `--product` names, read before anything is created in the cluster. Throws InputError. */
export async function readGivenProduct(
  given: string | undefined,
  cwd: string,
): Promise<EarlierSubmission | undefined> {
  return given === undefined ? undefined : readEarlier(path.resolve(cwd, given));
}

/**
 * Prepares a run's folder, new or unfinished, and claims it before anything in it is touched.
 * @throws InputError if it cannot be used, or somebody already follows the run into it
 */
export async function openRunFolder(
  dir: string,
  runId: string,
  io: Pick<Io, "pid" | "now" | "sleep">,
): Promise<Claim> {
  await prepareResultsDir(dir, runId);
  const claim = await claimFolder(dir, io);
  try {
    await clearHalfMade(dir);
    return claim;
  } catch (error) {
    await claim.release();
    throw error;
  }
}

/** Where each file of a run's folder is. */
export function runLayout(dir: string, server: string, earlier: EarlierSubmission | undefined): Layout {
  return layoutOf(
    dir,
    minorOf(server),
    earlier === undefined ? productDirectory(undefined) : folderFor(earlier),
  );
}

/** The outcome of completing a folder. */
export interface Completed {
  /** What the user must still fill in or check before submitting. */
  readonly toDo: readonly string[];
  /** Why there is no report.html; undefined if there is one. */
  readonly noReport: string | undefined;
  /** The specs, with what their log says. */
  readonly specs: readonly ViewedSpec[];
}

/**
 * Completes the folder with the files that are made from the record; `evidence` names the files of evidence that are in it.
 * @throws InputError if one of them already exists, RunError if it cannot be written
 */
export async function completeFolder(
  layout: Layout,
  followed: RunRecord,
  specs: readonly SpecResult[],
  evidence: readonly string[],
  earlier: EarlierSubmission | undefined,
): Promise<Completed> {
  const record = { ...followed, files: [...followed.files, ...(await recordFiles(layout.dir, evidence))] };
  // hours of events have left what nobody needs any more
  collectGarbage();
  const { server } = record.kubernetes;
  const given: EarlierSubmission = earlier ?? { product: newProduct(server) };
  const { product } = given;
  const facts = factsOf(record, product.fields);
  const readme = given.readme === undefined ? newReadme(facts) : carryReadme(given.readme, facts);
  const logs = new LogParts();
  const log = await readFileWithin(layout.e2eLog, { most: defaultLimits.file, refuseLinks: true });
  const failed = specs.filter(({ state }) => hasFailed(state)).map(({ name }) => name);
  const paths = record.files.map((file) => file.path);
  const kept: Evidence = await readAllEvidence(layout.dir, paths, failed).catch(() => new Map());
  const bytes = log.kind === "read" ? log.bytes : undefined;
  const viewed = await inTurns(viewedSteps(specs, bytes, logs.take, kept));
  const { report, noReport } = await reportOf(layout, record, viewed, { logs, evidence: kept });
  await writeRunFolder({ layout, record, specs: viewed, product: product.text, readme: readme.text, report });
  const toDo = [...productToCheck(given, minorOf(server)), ...readme.toCheck];
  return { toDo, noReport, specs: viewed };
}

/** A run of hours is not lost for the want of a picture of it. */
async function reportOf(
  layout: Layout,
  record: RunRecord,
  specs: readonly ViewedSpec[],
  sources: Pick<Sources, "logs" | "evidence">,
): Promise<{ report: string | undefined; noReport: string | undefined }> {
  try {
    const { reportHtml } = await import("../report/html.ts");
    const events = await readEvents(layout.events);
    return {
      report: await reportHtml(subjectOfRecord(record, specs), { ...sources, events }),
      noReport: undefined,
    };
  } catch (error) {
    return { report: undefined, noReport: firstLine(error) };
  }
}
