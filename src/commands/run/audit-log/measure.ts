import { access, constants, readdir } from "node:fs/promises";
import path from "node:path";
import { coverageOf, operationsFor } from "../../../coverage/build.ts";
import { apisnoop } from "../../../coverage/definition/apisnoop.ts";
import { untestedOf } from "../../../coverage/groups.ts";
import { backupsOf } from "../../../coverage/log/backups.ts";
import { type LogFile, openLog, openStream, unreadable } from "../../../coverage/log/open.ts";
import { readLogs } from "../../../coverage/log/read-logs.ts";
import { coverageHtml } from "../../../coverage/page/html.ts";
import { Tally } from "../../../coverage/tally.ts";
import { InputError } from "../../../errors.ts";
import type { Cluster } from "../../../kube/cluster.ts";
import type { Io } from "../../../process/io.ts";
import { writeWhole } from "../../../results/files.ts";
import { minorOf } from "../../../results/layout.ts";
import type { MeasureCoverage } from "../../../run/session-options.ts";
import { listedTests } from "../../../suite/required/required.ts";
import { jsonText } from "../../../text/printed.ts";
import { headline, remarks } from "../../coverage/words.ts";
import { fileBeside, namesBeside } from "./node-files.ts";
import type { AuditLog } from "./source.ts";

/**
 * A way to count what a run hits of the API, from the audit log and the files that it is put aside into while the run goes on.
 * @throws InputError, before the run starts, if the log cannot be read; it says how else it can be counted
 */
export async function coverageBy(
  log: AuditLog,
  cluster: Cluster,
  io: Pick<Io, "signal">,
): Promise<MeasureCoverage> {
  const files = log.kind === "file" ? localFiles(log.file, log.name) : nodeFiles(cluster, log);
  await files.check();
  return async ({ since, server, dir }) => {
    const minor = minorOf(server);
    const operations = operationsFor(minor, undefined);
    if (operations.length === 0) throw new InputError(`the endpoints of ${minor} are not known here`);
    // a time of the API server has no fewer digits
    const question = { definition: apisnoop, operations, since: since.toISOString().slice(0, -1) };
    const tally = new Tally(question);
    const names = [...(await files.backups(since)), files.name];
    const reading = await readLogs(names, tally, { open: files.open, partial: false, signal: io.signal });
    const coverage = coverageOf(
      { ...question, minor, conformance: listedTests(minor) ?? [] },
      tally,
      reading,
    );
    if (!coverage.endpoints.some(({ tested }) => tested)) {
      throw new InputError(`${log.name}: no request of e2e.test since ${since.toISOString()} is in it`, {
        fix: "check the audit policy: kubectl conformance coverage policy --check FILE",
      });
    }
    const [json, html] = [path.join(dir, "coverage.json"), path.join(dir, "coverage.html")];
    const endpoints = coverage.endpoints.filter(({ deprecated, tested }) => !deprecated || tested);
    await writeWhole(json, jsonText(coverage));
    const said = { headline: headline(coverage), remarks: remarks(coverage) };
    await writeWhole(html, coverageHtml({ coverage, endpoints, ...said }));
    const eligible = coverage.eligible.total;
    const covered = eligible - untestedOf(coverage).length;
    return {
      apiCoverage: { definition: coverage.definition, release: minor, eligible, covered },
      files: [json, html],
    };
  };
}

/** A log and what it was put aside into. */
interface Files {
  readonly name: string;
  /** @throws InputError if the log is not there, or cannot be read */
  check(): Promise<void>;
  backups(since: Date): Promise<readonly string[]>;
  readonly open: (name: string) => Promise<LogFile>;
}

function localFiles(file: string, name: string): Files {
  const [folder, base] = [path.dirname(file), path.basename(file)];
  return {
    name: base,
    async check() {
      await access(file, constants.R_OK).catch((cause: unknown) => {
        const { message } = unreadable(`--audit-log ${name}`, cause);
        const fix =
          "where the log is on a node, write it like node:control-plane-1:/var/log/kubernetes/audit.log";
        throw new InputError(message, { fix, cause });
      });
    },
    backups: async (since) => backupsOf(base, await readdir(folder), since),
    open: (one) => openLog(one, folder),
  };
}

function nodeFiles(cluster: Cluster, log: Extract<AuditLog, { kind: "node" }>): Files {
  const base = path.posix.basename(log.path);
  return {
    name: base,
    async check() {
      const names = await namesBeside(cluster, log);
      if (names.includes(base)) return;
      throw new InputError(`--audit-log ${log.name}: node ${log.node} has no such file`, {
        fix: "check --audit-log-path of its kube-apiserver; kubectl conformance coverage policy prints the policy",
      });
    },
    backups: async (since) => backupsOf(base, await namesBeside(cluster, log), since),
    open: (one) => openStream(one, fileBeside(cluster, log, one)),
  };
}
