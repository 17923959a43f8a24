import { coverageOf, operationsFor, type Subject } from "../../coverage/build.ts";
import { apisnoop } from "../../coverage/definition/apisnoop.ts";
import { testInfra } from "../../coverage/definition/test-infra.ts";
import { openLog } from "../../coverage/log/open.ts";
import { type Reading, readLogs } from "../../coverage/log/read-logs.ts";
import type { Question } from "../../coverage/recorder.ts";
import type { Coverage } from "../../coverage/schema.ts";
import { Tally } from "../../coverage/tally.ts";
import { InputError, messageOf } from "../../errors.ts";
import { runAtFullSpeed } from "../../process/full-speed.ts";
import { heldMinors, listedTests } from "../../suite/required/required.ts";
import type { Context } from "../context.ts";
import { readRelease } from "../tests/release.ts";
import type { MeasuringFlags } from "./flags.ts";
import { sayNotes, saySpecification } from "./notes.ts";
import { readGiven } from "./specification.ts";

/** What is counted, and against what. */
export interface Prepared {
  readonly subject: Subject;
  readonly question: Question;
}

/**
 * Reads audit logs, and says on stderr what limits the result.
 * @throws InputError for flags and logs that cannot be used
 */
export async function measure(
  context: Context,
  logs: readonly string[],
  flags: MeasuringFlags,
): Promise<Coverage> {
  if (logs.length === 0) {
    throw new InputError("no audit log is named", {
      fix: "name the files that the API server wrote with --audit-log-path, or - for standard input",
    });
  }
  const prepared = await prepare(context, flags);
  runAtFullSpeed();
  const tally = new Tally(prepared.question);
  const reading = await readLogs(logs, tally, {
    open: (name) => openLog(name, context.io.cwd),
    partial: flags.partial === true,
    signal: context.io.signal,
  });
  const coverage = coverageOf(prepared.subject, tally, reading);
  sayNotes(context.io.stderr, { coverage, reading, tally });
  return coverage;
}

/** Settles the release, the endpoints and the definition. */
export async function prepare(context: Context, flags: MeasuringFlags): Promise<Prepared> {
  const definition = flags.definition === "test-infra" ? testInfra : apisnoop;
  const userAgent = flags.userAgent === undefined ? undefined : readPattern(flags.userAgent);
  const document = await readGiven(context, flags);
  const own = document?.minor !== undefined && heldMinors().includes(document.minor);
  const { minor } = readRelease(flags.release ?? (own ? document?.minor : undefined), "--release");
  if (flags.release === undefined && !own)
    context.io.stderr.write(
      `compared with ${minor}, the newest release that is known here; --release names another\n`,
    );
  if (document !== undefined)
    saySpecification(context.io.stderr, document, minor, flags.openapi ?? "the cluster");
  const operations = operationsFor(minor, document?.operations);
  const since = flags.since === undefined ? undefined : readTime(flags.since);
  const shared = { definition, operations, userAgent, since };
  return { question: shared, subject: { ...shared, minor, conformance: listedTests(minor) ?? [] } };
}

/** A coverage without any request: what a release has. */
export async function prepareEmpty(context: Context, flags: MeasuringFlags): Promise<Coverage> {
  const { subject, question } = await prepare(context, flags);
  const nothing: Reading = { read: 0, broken: 0, shown: [], missing: [] };
  return coverageOf(subject, new Tally(question), nothing);
}

/** A time as the API server writes times, without the zone, which is always UTC. */
function readTime(text: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time) || !/^\d{4}-\d\d-\d\d/.test(text))
    throw new InputError(`--since ${text}: is not a time`, { fix: "write it like 2026-11-28T13:00:00Z" });
  return new Date(time).toISOString().slice(0, -1);
}

function readPattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (cause) {
    throw new InputError(`--user-agent ${text}: ${messageOf(cause)}`, { cause });
  }
}
