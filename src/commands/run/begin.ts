import path from "node:path";
import { createDisplays } from "../../display/create.ts";
import type { Timers } from "../../display/display.ts";
import { shownBy, watchedBy } from "../../display/show.ts";
import { openCluster } from "../../kube/cluster.ts";
import { connect } from "../../kube/connection.ts";
import type { ConnectionFlags } from "../../kube/flags.ts";
import { userAgent } from "../../process/version.ts";
import { refuseUsedDir } from "../../results/files.ts";
import { readFacts } from "../../run/facts.ts";
import { readGivenProduct } from "../../run/folder.ts";
import { newRunId } from "../../run/identity.ts";
import { planRun } from "../../run/plan/plan.ts";
import type { RunState } from "../../run/state.ts";
import type { EarlierSubmission } from "../../submission/carry.ts";
import { redactArgv } from "../../text/redact.ts";
import type { Context } from "../context.ts";
import { serveSandbox } from "../sandbox/serve.ts";
import { type RunFlags, type RunSettings, readRunFlags } from "./flags.ts";
import { type Shown, type ShowSettings, showSession } from "./show.ts";

// a person waits for the first answer, so that one is asked for only a moment
const firstPatience = 2000;

/** Does what `run` says. Gives the exit code and the specs; throws what keeps the run from beginning, or from a verdict. */
export async function runAction(context: Context, flags: RunFlags & ConnectionFlags): Promise<Shown> {
  const settings = readRunFlags(flags, context.io.cwd);
  const { resultsDir } = settings;
  if (resultsDir !== undefined) await refuseUsedDir(path.resolve(context.io.cwd, resultsDir));
  const earlier = await readGivenProduct(flags.product, context.io.cwd);
  const shown = shownBy(settings.show ?? "both", settings.watchPods);
  const displays = (timers: Timers) =>
    createDisplays(settings.output, context.io, context.name, shown, timers);
  if (!settings.sandbox) return runOn(context, flags, { ...settings, displays }, earlier);
  const { focus, skip, mode } = settings.request;
  if (focus !== undefined || skip !== undefined || mode !== "certified-conformance")
    context.io.stderr.write("note: the sandbox replays its whole recording, whatever specs are chosen\n");
  const sandbox = await serveSandbox({ speed: settings.speed });
  try {
    // a replay has nothing to be looked at beforehand
    const ready = { ...settings, displays, skipPreflight: "all" as const };
    return await runOn(context, { ...flags, kubeconfig: sandbox.kubeconfig }, ready, earlier);
  } finally {
    await sandbox.close();
  }
}

/** Runs the suite on the one cluster that `flags` name. Throws as `runAction` does. */
export async function runOn(
  context: Context,
  flags: ConnectionFlags,
  settings: RunSettings & Pick<ShowSettings, "displays">,
  earlier: EarlierSubmission | undefined,
): Promise<Shown> {
  const { io } = context;
  const started = io.now();
  const connection = connect(flags, io);
  const agent = userAgent(context.version);
  const first = openCluster(connection, agent, io, { signal: io.signal, patience: firstPatience });
  const facts = await readFacts(first);
  const plan = planRun(settings.request, facts, newRunId(started));
  const { request, skipPreflight, timeout } = settings;
  const state: RunState = {
    plan,
    // as the plugin, whichever way it was called: the words go into the README of a submission
    command: ["kubectl", "conformance", ...redactArgv(context.argv)],
    started: new Date(started).toISOString(),
    server: facts.server,
    platform: facts.platform,
  };
  return showSession(
    context,
    // an interruption must not keep the cluster from being cleaned, so these calls do not hang on the signal
    openCluster(connection, agent, io),
    { kind: "new", request, skipPreflight },
    {
      state,
      facts,
      dir: resultsDirOf(context, settings.resultsDir, plan.id),
      earlier,
      watchPods: watchedBy(settings.watchPods),
      keep: settings.keep,
      detach: settings.detach,
      startupTimeout: settings.startupTimeout,
      deadline: timeout === undefined ? undefined : started + timeout,
    },
    { ...settings, stopFirst: false },
  );
}

/** Where the results of a run go. */
export function resultsDirOf({ io }: Pick<Context, "io">, given: string | undefined, runId: string): string {
  return path.resolve(io.cwd, given ?? path.join("conformance-results", runId));
}
