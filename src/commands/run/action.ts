import { openCluster } from "../../kube/cluster.ts";
import { connect } from "../../kube/connection.ts";
import type { ConnectionFlags } from "../../kube/flags.ts";
import { readFacts } from "../../run/facts.ts";
import { newRunId } from "../../run/identity.ts";
import { checkPermissions } from "../../run/permissions.ts";
import { runObjects } from "../../run/plan/objects.ts";
import { type ClusterFacts, type Plan, planRun } from "../../run/plan/plan.ts";
import { listRuns } from "../../run/runs.ts";
import { createObjects } from "../../run/start.ts";
import { type RunState, withState } from "../../run/state.ts";
import type { EarlierSubmission } from "../../submission/carry.ts";
import { userAgent } from "../../version.ts";
import type { Context } from "../context.ts";
import { serveSandbox } from "../sandbox-kubeconfig.ts";
import { type RunFlags, type RunSettings, readRunFlags } from "./flags.ts";
import { readGivenProduct } from "./folder.ts";
import { type Followed, followRun } from "./follow-run.ts";
import { redact } from "./redact.ts";
import { opening } from "./words.ts";

// a person waits for the first answer, so that one is asked for only a moment
const firstPatience = 2000;

/** Does what `run` says. Gives the exit code and the specs; throws what keeps the run from beginning, or from a verdict. */
export async function runAction(context: Context, flags: RunFlags & ConnectionFlags): Promise<Followed> {
  const settings = readRunFlags(flags, context.io.cwd);
  const earlier = await readGivenProduct(flags.product, context.io.cwd);
  if (flags.sandbox !== true) return runOn(context, flags, settings, earlier);
  const sandbox = await serveSandbox({ speed: settings.speed });
  try {
    return await runOn(context, { ...flags, kubeconfig: sandbox.kubeconfig }, settings, earlier);
  } finally {
    await sandbox.close();
  }
}

async function runOn(
  context: Context,
  flags: RunFlags & ConnectionFlags,
  settings: RunSettings,
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
  const [others] = await Promise.all([listRuns(cluster), checkPermissions(cluster, plan, objects)]);
  io.signal.throwIfAborted();
  if (settings.output !== "jsonl") io.stderr.write(`${opening(plan, facts.server, others, io)}\n`);
  return followRun(
    context,
    cluster,
    { state, facts, begin: (onMade) => createObjects(cluster, plan, objects, io, onMade) },
    {
      ...settings,
      earlier,
      deadline: settings.timeout === undefined ? undefined : started + settings.timeout,
      stopFirst: false,
    },
  );
}

function stateOf(plan: Plan, facts: ClusterFacts, context: Context, started: number): RunState {
  return {
    plan,
    // as the plugin, whichever way it was called: the words go into the README of a submission
    command: ["kubectl", "conformance", ...redact(context.argv)],
    started: new Date(started).toISOString(),
    server: facts.server,
    platform: facts.platform,
  };
}
