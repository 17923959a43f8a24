import path from "node:path";
import { createDisplay } from "../../display/create.ts";
import { styleFor } from "../../display/style.ts";
import { wrapFor } from "../../display/terminal/wrap.ts";
import { RunError } from "../../errors.ts";
import { type Cluster, openCluster } from "../../kube/cluster.ts";
import { connect } from "../../kube/connection.ts";
import type { ConnectionFlags } from "../../kube/flags.ts";
import { runPreflight } from "../../preflight/preflight.ts";
import { userAgent } from "../../process/version.ts";
import { refuseUsedDir } from "../../results/files.ts";
import type { FindingEvent } from "../../run/events.ts";
import { readFacts } from "../../run/facts.ts";
import { newRunId } from "../../run/identity.ts";
import { tryBinding } from "../../run/permissions.ts";
import { runObjects } from "../../run/plan/objects.ts";
import { type ClusterFacts, type Plan, planRun } from "../../run/plan/plan.ts";
import { listRuns } from "../../run/runs.ts";
import { createObjects } from "../../run/start.ts";
import { type RunState, withState } from "../../run/state.ts";
import type { EarlierSubmission } from "../../submission/carry.ts";
import { redactArgv } from "../../text/redact.ts";
import type { Context } from "../context.ts";
import { findingLines } from "../preflight/words.ts";
import { serveSandbox } from "../sandbox/serve.ts";
import { type RunFlags, type RunSettings, readRunFlags } from "./flags.ts";
import { readGivenProduct } from "./folder.ts";
import { type Followed, type FollowSettings, followRun } from "./follow-run.ts";
import { opening } from "./words.ts";

// a person waits for the first answer, so that one is asked for only a moment
const firstPatience = 2000;

/** Does what `run` says. Gives the exit code and the specs; throws what keeps the run from beginning, or from a verdict. */
export async function runAction(context: Context, flags: RunFlags & ConnectionFlags): Promise<Followed> {
  const settings = readRunFlags(flags, context.io.cwd);
  const { resultsDir } = settings;
  if (resultsDir !== undefined) await refuseUsedDir(path.resolve(context.io.cwd, resultsDir));
  const earlier = await readGivenProduct(flags.product, context.io.cwd);
  const screen = () => createDisplay(settings.output, context.io);
  if (!settings.sandbox) return runOn(context, flags, { ...settings, screen }, earlier);
  const { focus, skip, mode } = settings.request;
  if (focus !== undefined || skip !== undefined || mode !== "certified-conformance")
    context.io.stderr.write("note: the sandbox replays its whole recording, whatever specs are chosen\n");
  const sandbox = await serveSandbox({ speed: settings.speed });
  try {
    // a replay has nothing to be looked at beforehand
    const ready = { ...settings, screen, skipPreflight: "all" as const };
    return await runOn(context, { ...flags, kubeconfig: sandbox.kubeconfig }, ready, earlier);
  } finally {
    await sandbox.close();
  }
}

/** Runs the suite on the one cluster that `flags` name. Throws as `runAction` does. */
export async function runOn(
  context: Context,
  flags: ConnectionFlags,
  settings: RunSettings & Pick<FollowSettings, "screen">,
  earlier: EarlierSubmission | undefined,
): Promise<Followed> {
  const { io } = context;
  const started = io.now();
  const connection = connect(flags, io);
  const agent = userAgent(context.version);
  const facts = await readFacts(
    openCluster(connection, agent, io, { signal: io.signal, patience: firstPatience }),
  );
  const plan = planRun(settings.request, facts, newRunId(started));
  const state = stateOf(plan, facts, context, started);
  const objects = withState(runObjects(plan), state);
  // an interruption must not keep the cluster from being cleaned, so these calls do not hang on the signal
  const cluster = openCluster(connection, agent, io);
  const [others, told] = await Promise.all([listRuns(cluster), lookAhead(context, cluster, settings)]);
  await tryBinding(cluster, objects);
  io.signal.throwIfAborted();
  if (settings.output !== "jsonl")
    io.stderr.write(wrapFor(io.stderr, `${opening(plan, facts.server, others, io)}\n`));
  return followRun(
    context,
    cluster,
    {
      state,
      facts,
      told,
      there: false,
      begin: (onMade) => createObjects(cluster, plan, objects, io, onMade),
    },
    {
      ...settings,
      earlier,
      deadline: settings.timeout === undefined ? undefined : started + settings.timeout,
      stopFirst: false,
    },
  );
}

/**
 * Tells what of the cluster would spoil the run, and gives it as events.
 * @throws RunError where something surely would
 */
async function lookAhead(
  { io, name }: Context,
  cluster: Cluster,
  settings: RunSettings & Pick<FollowSettings, "screen">,
): Promise<readonly FindingEvent[]> {
  if (settings.skipPreflight === "all") return [];
  const findings = await runPreflight(cluster, settings.request, { skip: settings.skipPreflight, io });
  const bad = findings.filter((finding) => finding.status !== "pass");
  const told = findings.flatMap(({ status, ...rest }): FindingEvent[] =>
    status === "pass" ? [] : [{ kind: "finding", at: io.now(), status, ...rest }],
  );
  if (settings.output === "jsonl") {
    const screen = settings.screen();
    for (const event of told) screen.show(event);
    screen.close();
  } else {
    for (const line of findingLines(bad, styleFor(io.stderr, io.env), name))
      io.stderr.write(wrapFor(io.stderr, `${line}\n`));
  }
  const failed = findings.filter((finding) => finding.status === "fail");
  if (failed.length === 0) return told;
  const names = failed.map((finding) => finding.check);
  throw new RunError(`the cluster is not ready: ${failed.map((finding) => finding.summary).join("; ")}`, {
    fix: `mend it, or run all the same with --skip-preflight ${[...new Set(names)].join(",")}`,
  });
}

function stateOf(plan: Plan, facts: ClusterFacts, context: Context, started: number): RunState {
  return {
    plan,
    // as the plugin, whichever way it was called: the words go into the README of a submission
    command: ["kubectl", "conformance", ...redactArgv(context.argv)],
    started: new Date(started).toISOString(),
    server: facts.server,
    platform: facts.platform,
  };
}
