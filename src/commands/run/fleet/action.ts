import path from "node:path";
import { newRow } from "../../../display/fleet/row.ts";
import { shownBy } from "../../../display/show.ts";
import { type ExitCode, exitCode, InputError, UserError } from "../../../errors.ts";
import type { ConnectionFlags } from "../../../kube/flags.ts";
import { readGivenProduct } from "../../../run/folder.ts";
import { newRunId } from "../../../run/identity.ts";
import type { EarlierSubmission } from "../../../submission/carry.ts";
import { safe } from "../../../text/safe.ts";
import type { Context } from "../../context.ts";
import { readDryRun } from "../../dry-run.ts";
import { runOn } from "../begin.ts";
import { askedActions, ring } from "../end/actions.ts";
import type { EndAction, RunEnd, RunLeftBehind } from "../end/end.ts";
import { reportToJob } from "../end/job.ts";
import type { RunFlags } from "../flags.ts";
import { type RunSettings, readRunFlags } from "../read-flags.ts";
import type { FleetFlags } from "./flags.ts";
import { folderNames, refuseUsedFolders } from "./folders.ts";
import { type Member, readMembers } from "./members.ts";
import { createFleetScreen, type FleetScreen } from "./screen.ts";
import { type SharedSignals, shareSignals } from "./signals.ts";
import { type FleetResult, fleetResult, summaryLine, summaryTable, worstOf } from "./summary.ts";

/**
 * Runs the suite on several clusters side by side; one that fails does not stop the others.
 * @returns the worst of their exit codes
 * @throws InputError before any of them starts
 */
export async function fleetAction(
  context: Context,
  flags: RunFlags & ConnectionFlags & FleetFlags,
): Promise<ExitCode> {
  const { io } = context;
  if (readDryRun(flags.dryRun, io.stderr) !== undefined)
    throw new InputError("--dry-run prints the objects of one run", {
      fix: "name one cluster with --context",
    });
  const settings = readRunFlags(flags, io.cwd);
  if (settings.quiet) throw new InputError("--quiet: only for a run on one cluster");
  if (settings.auditLog !== undefined) throw new InputError("--audit-log: only for a run on one cluster");
  if (settings.web !== undefined) throw new InputError("--web: only for a run on one cluster");
  if (settings.idOnly) throw new InputError("--output name: only for a run on one cluster");
  const earlier = await readGivenProduct(flags.product, io.cwd);
  const members = readMembers(flags, io);
  const base = settings.resultsDir ?? path.join("conformance-results", newRunId(io.now()));
  const folders = folderNames(members.map(({ name }) => name)).map((name) =>
    path.resolve(io.cwd, base, name),
  );
  await refuseUsedFolders(folders, io.cwd);
  const signals = shareSignals(io);
  const screen = createFleetScreen(
    settings.output,
    io,
    members.map(({ name }) => newRow(name)),
    context.name,
    // the lines of several suites at once would be too many to read
    {
      ...shownBy(settings.show ?? "failures", settings.watchPods),
      pods: shownBy(settings.show ?? "both", settings.watchPods).pods,
    },
  );
  const ends: (RunEnd | RunLeftBehind)[] = [];
  let results: readonly FleetResult[];
  try {
    results = await Promise.all(
      members.map((member, index) =>
        runMember(context, member, index, {
          folder: folders[index] ?? base,
          screen,
          signals,
          settings,
          earlier,
          ends,
        }),
      ),
    );
  } finally {
    signals.release();
    screen.close();
  }
  const code = worstOf(results.map((result) => result.code));
  if (settings.output === "jsonl") io.stdout.write(summaryLine(results, code, io.now()));
  else io.stdout.write(summaryTable(results, io.cwd));
  await reportToJob(ends, path.resolve(io.cwd, base), io);
  ring(io.stderr);
  return code;
}

interface Place {
  readonly folder: string;
  readonly screen: FleetScreen;
  readonly signals: SharedSignals;
  readonly settings: RunSettings;
  readonly earlier: EarlierSubmission | undefined;
  /** Where each run's end is added. */
  readonly ends: (RunEnd | RunLeftBehind)[];
}

/** Runs on one of the clusters; an error that would end the command ends only this run. */
async function runMember(
  context: Context,
  member: Member,
  index: number,
  { folder, screen, signals, settings, earlier, ends }: Place,
): Promise<FleetResult> {
  const shown = screen.member(index);
  const own: Context = {
    ...context,
    io: { ...context.io, ...shown.io, ...signals.member() },
    argv: memberWords(context.argv, member),
  };
  const atEnd: readonly EndAction[] = [
    async (end) => {
      ends.push(end);
    },
    ...askedActions(settings, own, member.name),
  ];
  const asked = { ...settings, resultsDir: folder, displays: shown.displays, atEnd };
  try {
    const { code, run } = await runOn(own, member.flags, asked, earlier);
    const { finished } = screen.row(index);
    if (finished === undefined) screen.end(index, "detached", "");
    return fleetResult(screen.row(index), { code, run, error: undefined, fix: undefined });
  } catch (error) {
    const failure = failureOf(error);
    const line = `${failure.error.startsWith("Error from server") ? "" : "error: "}${failure.error}`;
    const lines = [line, ...(failure.fix === undefined ? [] : [`fix: ${failure.fix}`])];
    for (const text of lines.flatMap((line) => line.split("\n"))) own.io.stderr.write(`${safe(text)}\n`);
    screen.end(index, "no verdict", failure.error);
    return fleetResult(screen.row(index), { ...failure, run: undefined });
  }
}

function failureOf(error: unknown): {
  readonly code: ExitCode;
  readonly error: string;
  readonly fix: string | undefined;
} {
  if (error instanceof UserError) return { code: error.code, error: error.message, fix: error.fix };
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: exitCode.noVerdict, error: words, fix: "this was not expected; please report it" };
}

/** The words of the command line as if it had named only this cluster: these go into the folder. */
function memberWords(argv: readonly string[], member: Pick<Member, "words">): readonly string[] {
  const flags = ["--contexts", "--kubeconfigs"];
  const rest = argv.filter(
    (word, index) => !flags.includes(word.split("=", 1)[0] ?? "") && !flags.includes(argv[index - 1] ?? ""),
  );
  return [...rest, ...member.words];
}
