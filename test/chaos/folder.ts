import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileIn } from "../faults/client.ts";
import type { Folder } from "./history.ts";

interface RecordFile {
  readonly id?: string;
  readonly verdict?: string;
  readonly counts?: { readonly passed?: number };
  readonly deviations?: readonly string[];
  readonly files?: readonly { readonly path: string; readonly verified?: boolean }[];
}

/** Reads what a client left, and compares it with the bytes of the pod's own e2e.log. */
export function readFolder(folder: string, pods: Buffer): Folder {
  const record = readJson(path.join(folder, "run.json"));
  const log = existsSync(folder) ? fileIn(folder, "e2e.log") : undefined;
  const junit = existsSync(folder) ? fileIn(folder, "junit_01.xml") : undefined;
  const ours = log === undefined ? undefined : readFileSync(log);
  return {
    verdict: record.verdict,
    passed: record.counts?.passed,
    deviations: record.deviations ?? [],
    log: ours && {
      length: ours.length,
      same: commonLength(ours, pods),
      verified:
        record.files?.some(({ path: name, verified }) => name.endsWith("/e2e.log") && verified) === true,
    },
    finished: eventsOf(folder).flatMap((event) =>
      event.kind === "spec-finished" && event.spec?.name !== undefined ? [event.spec.name] : [],
    ),
    junit:
      junit === undefined
        ? undefined
        : (readFileSync(junit, "utf8").match(/<testcase name="\[It\][^>]* status="passed"/g)?.length ?? 0),
  };
}

/** The run that a folder is of. */
export function runOf(folder: string): string | undefined {
  return (
    readJson(path.join(folder, "run.json")).id ??
    eventsOf(folder).find(({ kind }) => kind === "run-started")?.id
  );
}

interface EventLine {
  readonly kind: string;
  readonly id?: string;
  readonly spec?: { readonly name?: string };
}

function eventsOf(folder: string): EventLine[] {
  const file = path.join(folder, "events.jsonl");
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line): EventLine[] => {
      try {
        return [JSON.parse(line)];
      } catch {
        // the last line of one that was killed
        return [];
      }
    });
}

function readJson(file: string): RecordFile {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

/** How many bytes two files have in common, from their beginning on. */
export function commonLength(a: Buffer, b: Buffer): number {
  const length = Math.min(a.length, b.length);
  if (a.subarray(0, length).equals(b.subarray(0, length))) return length;
  for (let at = 0; at < length; at++) if (a[at] !== b[at]) return at;
  return length;
}
