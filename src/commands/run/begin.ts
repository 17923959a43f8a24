import path from "node:path";
import { createDisplays } from "../../display/create.ts";
import type { Timers } from "../../display/display.ts";
import { nowhere } from "../../display/fleet/prefix.ts";
import { shownBy, watchedBy } from "../../display/show.ts";
import { exitCode } from "../../errors.ts";
import { type Cluster, openCluster } from "../../kube/cluster.ts";
import { connect } from "../../kube/connection.ts";
import type { ConnectionFlags } from "../../kube/flags.ts";
import { userAgent } from "../../process/version.ts";
import { refuseUsedDir } from "../../results/files.ts";
import { readFacts } from "../../run/facts.ts";
import { readGivenProduct } from "../../run/folder.ts";
import { newRunId } from "../../run/identity.ts";
import { type ClusterFacts, planRun, type RunRequest } from "../../run/plan/plan.ts";
import type { RunState } from "../../run/state.ts";
import type { EarlierSubmission } from "../../submission/carry.ts";
import { redactArgv } from "../../text/redact.ts";
import type { Context } from "../context.ts";
import { type DryRun, readDryRun } from "../dry-run.ts";
import { serveSandbox } from "../sandbox/serve.ts";
import { dryRun } from "./dry-run.ts";
import { endActions } from "./end/actions.ts";
import type { RunFlags } from "./flags.ts";
import { printObjects } from "./print-objects.ts";
import { createQuietDisplay } from "./quiet.ts";
import { objectFormat, type RunSettings, readRunFlags } from "./read-flags.ts";
import { type Shown, type ShowSettings, showSession } from "./show.ts";
import { openedWeb } from "./web.ts";

// somebody waits for the first answer, so a lost one is retried only for a moment
const firstPatience = 2000;

/** Executes `run`. Returns the exit code and the specs; throws what keeps the run from starting, or from a verdict. */
export async function runAction(context: Context, flags: RunFlags & ConnectionFlags): Promise<Shown> {
  const { io } = context;
  const how = readDryRun(flags.dryRun, io.stderr);
  if (how !== undefined) return showObjects(context, flags, how);
  const settings = readRunFlags(flags, io.cwd);
  const { resultsDir, idOnly } = settings;
  if (resultsDir !== undefined) await refuseUsedDir(path.resolve(io.cwd, resultsDir));
  const earlier = await readGivenProduct(flags.product, io.cwd);
  const shownOn = idOnly ? { ...io, stdout: nowhere } : io;
  const what = shownBy(settings.show ?? "both", settings.watchPods);
  const web = await openedWeb(settings.web, io);
  const displays = (timers: Timers) => [
    ...(settings.quiet && settings.output === "table"
      ? [createQuietDisplay(io, context.name)]
      : createDisplays(settings.output, shownOn, context.name, what, timers)),
    ...web.displays,
  ];
  const atEnd = [...endActions(settings, context), ...web.atEnd];
  try {
    return await begin(context, flags, { ...settings, displays, atEnd }, earlier);
  } finally {
    web.close();
  }
}

/** Runs on the cluster, or on a sandbox of its own. */
async function begin(
  context: Context,
  flags: RunFlags & ConnectionFlags,
  settings: RunSettings & Pick<ShowSettings, "displays" | "atEnd">,
  earlier: EarlierSubmission | undefined,
): Promise<Shown> {
  const { io } = context;
  if (!settings.sandbox) {
    const shown = await runOn(context, flags, settings, earlier);
    if (settings.idOnly) io.stdout.write(`${shown.run}\n`);
    return shown;
  }
  const { focus, skip, mode } = settings.request;
  if (focus !== undefined || skip !== undefined || mode !== "certified-conformance")
    io.stderr.write("note: the sandbox replays its whole recording, whatever specs are chosen\n");
  const sandbox = await serveSandbox({ speed: settings.speed });
  try {
    // a replay needs no checks
    const ready = { ...settings, skipPreflight: "all" as const };
    return await runOn(context, { ...flags, kubeconfig: sandbox.kubeconfig }, ready, earlier);
  } finally {
    await sandbox.close();
  }
}

/** Prints what the run would create, and creates nothing. Throws as `runAction` does before a run starts. */
async function showObjects(context: Context, flags: RunFlags & ConnectionFlags, how: DryRun): Promise<Shown> {
  const { io } = context;
  const format = objectFormat(flags);
  const { request, sandbox } = readRunFlags({ ...flags, output: "table" }, io.cwd);
  const served = sandbox ? await serveSandbox({ speed: 1 }) : undefined;
  try {
    const connection = connect(
      served === undefined ? flags : { ...flags, kubeconfig: served.kubeconfig },
      io,
    );
    const cluster = openCluster(connection, userAgent(context.version), io, {
      signal: io.signal,
      patience: firstPatience,
    });
    const { state } = await planOn(context, cluster, request, io.now());
    const { objects, notes } = await dryRun(cluster, state, how);
    io.stdout.write(printObjects(objects, format, how));
    for (const note of notes) io.stderr.write(`note: ${note}\n`);
    return { run: state.plan.id, code: exitCode.passed, specs: [] };
  } finally {
    await served?.close();
  }
}

/** A planned run, and the facts about the cluster that it was planned from. */
async function planOn(
  { argv }: Context,
  cluster: Cluster,
  request: RunRequest,
  started: number,
): Promise<{ readonly state: RunState; readonly facts: ClusterFacts }> {
  const facts = await readFacts(cluster);
  const state: RunState = {
    plan: planRun(request, facts, newRunId(started)),
    // as the plugin, however it was called: the command goes into the README of a submission
    command: ["kubectl", "conformance", ...redactArgv(argv)],
    started: new Date(started).toISOString(),
    server: facts.server,
    platform: facts.platform,
  };
  return { state, facts };
}

/** Runs the suite on the only cluster that `flags` name. Throws as `runAction` does. */
export async function runOn(
  context: Context,
  flags: ConnectionFlags,
  settings: RunSettings & Pick<ShowSettings, "displays" | "atEnd">,
  earlier: EarlierSubmission | undefined,
): Promise<Shown> {
  const { io } = context;
  const started = io.now();
  const connection = connect(flags, io);
  const agent = userAgent(context.version);
  const first = openCluster(connection, agent, io, { signal: io.signal, patience: firstPatience });
  const { request, skipPreflight, timeout } = settings;
  const { state, facts } = await planOn(context, first, request, started);
  const measureCoverage = await coverageFor(settings, first, io);
  return showSession(
    context,
    // an interruption must not keep the cluster from being cleaned up, so these calls do not depend on the signal
    openCluster(connection, agent, io),
    { kind: "new", request, skipPreflight },
    {
      state,
      facts,
      dir: resultsDirOf(context, settings.resultsDir, state.plan.id),
      earlier,
      watchPods: watchedBy(settings.watchPods),
      evidence: settings.evidence,
      keptAtEnd: settings.keptAtEnd,
      keep: settings.keep,
      detach: settings.detach,
      startupTimeout: settings.startupTimeout,
      maxFailures: settings.maxFailures,
      measureCoverage,
      deadline: timeout === undefined ? undefined : started + timeout,
    },
    { ...settings, stopFirst: false },
  );
}

/** What counts the run's API coverage, if that is asked for. @throws InputError if the log cannot be read */
async function coverageFor({ auditLog }: Pick<RunSettings, "auditLog">, cluster: Cluster, io: Context["io"]) {
  if (auditLog === undefined) return undefined;
  const { coverageBy } = await import("./audit-log/measure.ts");
  return coverageBy(auditLog, cluster, io);
}

/** Where the results of a run go. */
export function resultsDirOf({ io }: Pick<Context, "io">, given: string | undefined, runId: string): string {
  return path.resolve(io.cwd, given ?? path.join("conformance-results", runId));
}
