import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import path from "node:path";
import { ApiError } from "../kube/errors.ts";
import { ExecError, ExecRefused } from "../kube/exec.ts";
import { mayPass } from "../kube/retry.ts";
import { writeWhole } from "../results/files.ts";
import { writeJunit } from "../suite/junit-write.ts";
import { LogParser } from "../suite/log.ts";
import { SuiteRecord } from "../suite/suite-record.ts";
import { rebuiltFrom } from "../suite/suite-words.ts";
import type { SuiteLog } from "./follow/log.ts";
import type { CollectedFile } from "./log-copy.ts";
import { copyVerified, type PodDigests, type PodFiles, podDigests } from "./pod-files.ts";

/** What was fetched of a run to this machine. */
export interface Collected {
  /** What the fetched log says. */
  readonly record: SuiteRecord;
  readonly files: readonly CollectedFile[];
  /** What kept a file from being fetched completely. */
  readonly problems: readonly string[];
}

/** What was followed of a run, and where its files go. */
export interface Followed {
  readonly log: SuiteLog;
  readonly record: SuiteRecord;
  /** The folder for the files. */
  readonly folder: string;
}

/**
 * Fetches the files of a suite that has ended, each compared with the pod's own sha256. If exec is refused, the log as it was followed
 * is all there is.
 * @throws ConnectionError if the server is unreachable for too long, RunError if a file cannot be copied or written; the signal's reason
 */
export async function collect(pod: PodFiles, followed: Followed): Promise<Collected> {
  let digests: PodDigests;
  try {
    digests = await podDigests(pod, ["e2e.log", "junit_01.xml"]);
  } catch (error) {
    if (!isOutOfReach(error, pod.execWorks)) throw error;
    return keepWhatCame(followed);
  }
  const { log, folder } = followed;
  let { record } = followed;
  const problems: string[] = [];
  const files: CollectedFile[] = [];
  const whole = digests.get("e2e.log");
  const copied = await log.close(whole);
  if (copied !== undefined && whole !== undefined && !copied.verified) {
    // what was followed differs from the file in the pod: the file is the truth
    const bytes = await copyVerified(pod, "e2e.log", whole, copied.path);
    files.push({ ...copied, bytes, sha256: whole, verified: true });
    record = await recordOf(copied.path, followed.record.since);
  } else if (copied !== undefined) files.push(copied);
  const junit = digests.get("junit_01.xml");
  if (junit === undefined) {
    problems.push("the suite wrote no junit_01.xml");
    // for a suite that crashed; the next step, `rerun --rest`, needs one
    if (copied !== undefined) files.push(await rebuildJunit(followed));
  } else {
    const target = path.join(folder, "junit_01.xml");
    const bytes = await copyVerified(pod, "junit_01.xml", junit, target);
    files.push({ name: "junit_01.xml", path: target, bytes, sha256: junit, verified: true });
  }
  return { record, files, problems };
}

/** What a complete log says. */
async function recordOf(file: string, since: number | undefined): Promise<SuiteRecord> {
  const record = new SuiteRecord();
  record.since = since;
  const parser = new LogParser();
  const at = Date.now();
  for await (const chunk of createReadStream(file))
    for (const event of parser.push(chunk)) record.add(event, at);
  for (const event of parser.end()) record.add(event, at);
  return record;
}

/** What there is of a run whose files are unreachable: the log as it was followed, and a junit made from it. */
export async function keepWhatCame(followed: Followed): Promise<Collected> {
  const file = await followed.log.close(undefined);
  const { record } = followed;
  if (file === undefined) return { record, files: [], problems: [] };
  return {
    record,
    files: [file, await rebuildJunit(followed)],
    problems: ["the end of e2e.log may be missing", "junit_01.xml was made from e2e.log"],
  };
}

/** Whether the files cannot be fetched: a program does not find them, or exec was refused from the beginning. */
function isOutOfReach(error: unknown, execWorks: boolean): boolean {
  if (error instanceof ExecError) return true;
  // what is refused only now may be fetched later, or from elsewhere: it stays in the cluster
  return !execWorks && (error instanceof ExecRefused || (error instanceof ApiError && !mayPass(error)));
}

/** A junit made from the log, if the suite's own is unreachable or was never written. */
async function rebuildJunit({ folder, record }: Followed): Promise<CollectedFile> {
  const target = path.join(folder, "junit_01.xml");
  const junit = writeJunit({ cases: record.specs, suiteNodes: [], properties: { [rebuiltFrom]: "e2e.log" } });
  await writeWhole(target, junit, { overwrite: true });
  const sha256 = createHash("sha256").update(junit).digest("hex");
  const bytes = Buffer.byteLength(junit);
  return { name: "junit_01.xml", path: target, bytes, sha256, verified: false };
}
