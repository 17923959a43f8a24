import { mkdir } from "node:fs/promises";
import path from "node:path";
import { type ExitCode, exitCode, RunError } from "../errors.ts";
import { openCluster } from "../kube/cluster.ts";
import { type ConnectionFlags, connect } from "../kube/connection.ts";
import { prepareResultsDir } from "../results/files.ts";
import type { RunRecord } from "../results/run-record.ts";
import { cleanUp } from "../run/cleanup.ts";
import { type Conducted, conduct } from "../run/conduct.ts";
import { readFacts } from "../run/facts.ts";
import { SuiteRecord } from "../run/follow/suite-record.ts";
import { Tracker } from "../run/follow/tracker.ts";
import { newRunId } from "../run/identity.ts";
import { checkPermissions } from "../run/permissions.ts";
import { runObjects } from "../run/plan/objects.ts";
import { type ClusterFacts, type Plan, planRun } from "../run/plan/plan.ts";
import { runRecord } from "../run/record.ts";
import { createObjects, type Made } from "../run/start.ts";
import { type RunState, withState } from "../run/state.ts";
import { stepDown } from "../run/step-down.ts";
import type { EarlierSubmission } from "../submission/carry.ts";
import { modes } from "../suite/modes.ts";
import { userAgent } from "../version.ts";
import type { Context } from "./program.ts";
import { redact } from "./redact.ts";
import { createRunDisplays } from "./run-displays.ts";
import { type RunFlags, type RunSettings, readRunFlags } from "./run-flags.ts";
import { completeFolder, readGivenProduct, runLayout } from "./run-folder.ts";
import { closing, opening } from "./run-words.ts";
import { serveSandbox } from "./sandbox-kubeconfig.ts";

// a person waits for the first answer, so that one is asked for only a moment
const firstPatience = 2000;
const cleanupBound = 120_000;

/** Does what `run` says. Gives the exit code; throws what keeps the run from beginning, or from a verdict. */
export async function runAction(context: Context, flags: RunFlags & ConnectionFlags): Promise<ExitCode> {
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
): Promise<ExitCode> {
  const { io } = context;
  const started = io.now();
  const connection = connect(flags, io);
  const agent = userAgent(context.version);
  const facts = await readFacts(
    openCluster(connection, agent, io, { signal: io.signal, patience: firstPatience }),
  );
  const plan = planRun(settings.request, facts, newRunId(started));
  const state = stateOf(plan, facts, context, started);
  const objects = runObjects(plan);
  // an interruption must not keep the cluster from being cleaned, so these calls do not hang on the signal
  const cluster = openCluster(connection, agent, io);
  await checkPermissions(cluster, plan, objects);
  io.signal.throwIfAborted();

  const dir = path.resolve(io.cwd, flags.resultsDir ?? path.join("conformance-results", plan.id));
  await prepareResultsDir(dir);
  const layout = runLayout(dir, facts.server, earlier);
  await mkdir(layout.submission, { recursive: true });
  const display = createRunDisplays(flags.output === "jsonl" ? "jsonl" : "table", io, dir);
  if (flags.output !== "jsonl") io.stderr.write(`${opening(plan, facts.server, io)}\n`);

  const tracker = new Tracker({
    namespace: plan.namespace,
    watchPods: settings.watchPods,
    whole: isWhole(plan),
  });
  const suite = new SuiteRecord();
  let made: Made | undefined;
  const remove = async (): Promise<void> => {
    if (made === undefined || flags.keep === true) return;
    const { left } = await cleanUp(cluster, made, tracker.uuids, cleanupBound, io);
    for (const what of left) display.note(`still there: ${what}`);
  };
  try {
    const pod = await createObjects(
      cluster,
      plan,
      { ...objects, pod: withState(objects.pod, state) },
      io,
      (now) => {
        made = now;
      },
    );
    const conducted = await conduct(cluster, {
      namespace: plan.namespace,
      created: pod.metadata?.creationTimestamp ?? new Date(started),
      tracker,
      record: suite,
      io,
      folder: layout.submission,
      startupTimeout: settings.startupTimeout,
      ...(settings.timeout === undefined ? {} : { deadline: started + settings.timeout }),
      ...(plan.mayStepDown
        ? { onUnpublished: (from: typeof pod, message: string) => stepDown(cluster, from, message) }
        : {}),
      onEvent: (event) => display.show(event),
    });
    const record = runRecord({
      state,
      facts,
      suite,
      conducted,
      uuids: tracker.uuids,
      finished: io.now(),
      pathOf: (file) => path.relative(dir, file.path).split(path.sep).join("/"),
      tool: context.version,
    });
    const [toDo] = await Promise.all([completeFolder(layout, record, suite.specs, earlier), remove()]);
    const { verdict, certifiable, deviations } = record;
    display.show({ kind: "run-finished", at: io.now(), verdict, certifiable, deviations, folder: dir });
    display.close();
    if (flags.output !== "jsonl") io.stderr.write(`${closing(record, { ...layout, dir }, toDo, io)}\n`);
    return exitCodeOf(record, conducted, flags.certifiable === true);
  } catch (error) {
    display.close();
    await remove();
    throw error;
  }
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

/** Whether the run takes every conformance spec. */
function isWhole(plan: Plan): boolean {
  return plan.focus === modes["certified-conformance"].focus && plan.skip === "";
}

/** Throws RunError where there is no verdict, with what kept it away. */
function exitCodeOf(record: RunRecord, conducted: Conducted, mustCertify: boolean): ExitCode {
  if (conducted.cutShort === "interrupted") return exitCode.interrupted;
  if (record.verdict === "passed")
    return mustCertify && !record.certifiable ? exitCode.notCertifiable : exitCode.passed;
  if (record.verdict === "failed") return exitCode.testsFailed;
  throw new RunError(noVerdict(conducted));
}

function noVerdict({ outcome, cutShort }: Conducted): string {
  if (cutShort === "timed-out") return "the suite was stopped because --timeout was over";
  switch (outcome.kind) {
    case "never-started":
      return `the run's pod did not start in time: ${outcome.reason}`;
    case "lost":
      return `the run was lost: ${outcome.reason}`;
    case "ended":
      return `the suite's container ended with exit code ${outcome.state.exitCode}${outcome.state.reason === "" ? "" : ` (${outcome.state.reason})`} before the suite did`;
    default:
      return "the suite was stopped";
  }
}
