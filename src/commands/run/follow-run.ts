import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { V1Pod } from "@kubernetes/client-node";
import type { Display } from "../../display/display.ts";
import { wrapFor } from "../../display/terminal/wrap.ts";
import { type ExitCode, exitCode, RunError, UserError } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import type { Ending } from "../../results/assess.ts";
import { finishResultsDir, prepareResultsDir } from "../../results/files.ts";
import type { Layout } from "../../results/layout.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { verdictCode } from "../../results/verdict-code.ts";
import { type Conducted, conduct } from "../../run/conduct.ts";
import type { RunEvent } from "../../run/events.ts";
import type { WatchPods } from "../../run/follow/pod-filter.ts";
import { Tracker } from "../../run/follow/tracker.ts";
import type { ClusterFacts } from "../../run/plan/plan.ts";
import { runRecord } from "../../run/record.ts";
import type { Made } from "../../run/start.ts";
import type { RunState } from "../../run/state.ts";
import { stepDown } from "../../run/step-down.ts";
import type { EarlierSubmission } from "../../submission/carry.ts";
import { modes } from "../../suite/modes.ts";
import type { SpecResult } from "../../suite/spec.ts";
import { SuiteRecord } from "../../suite/suite-record.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import { createRunDisplays } from "./displays.ts";
import { completeFolder, runLayout } from "./folder.ts";
import { watchInterruptions } from "./interruption.ts";
import { detachedWords, leftError } from "./left.ts";
import { removeRun } from "./remove.ts";
import { UuidNotes } from "./uuid-notes.ts";
import { closing } from "./words.ts";

/** How a run is shown and kept, by the flags that `run` and `attach` share. */
export interface FollowSettings {
  readonly output: "table" | "jsonl";
  /** Opens what shows it to the person. */
  readonly screen: () => Display;
  readonly watchPods: WatchPods;
  readonly resultsDir: string | undefined;
  readonly earlier: EarlierSubmission | undefined;
  readonly keep: boolean;
  readonly certifiable: boolean;
  /** Milliseconds. */
  readonly startupTimeout: number;
  /** When the run has to be over, in milliseconds since the epoch. */
  readonly deadline: number | undefined;
  readonly stopFirst: boolean;
  /** Whether the cluster is one that lives in this process. */
  readonly sandbox: boolean;
  /** Come back as soon as the suite runs. */
  readonly detach: boolean;
}

export interface FollowedRun {
  readonly state: RunState;
  readonly facts: ClusterFacts;
  /** What was told of it on the screen before. */
  readonly told?: readonly RunEvent[];
  /** Whether it is in the cluster already. */
  readonly there: boolean;
  /** Gives the run's pod, which is made now or was there; says what is to be removed as soon as there is something. */
  begin(onMade: (made: Made) => void): Promise<V1Pod>;
}

export interface Followed {
  /** The run's id. */
  readonly run: string;
  readonly code: ExitCode;
  readonly specs: readonly SpecResult[];
}

/**
 * Follows a run to its end, to its folder, to a clean cluster; or until the person leaves it.
 * @throws RunError where there is no verdict, and whatever keeps it from beginning
 */
export async function followRun(
  context: Context,
  cluster: Cluster,
  run: FollowedRun,
  settings: FollowSettings,
): Promise<Followed> {
  const { io } = context;
  const { state, facts } = run;
  const { plan } = state;
  const dir = path.resolve(io.cwd, settings.resultsDir ?? path.join("conformance-results", plan.id));
  await prepareResultsDir(dir, plan.id);
  const layout = runLayout(dir, facts.server, settings.earlier);
  await mkdir(layout.submission, { recursive: true });
  io.signal.throwIfAborted();
  const display = createRunDisplays(settings.screen(), dir, run.told ?? []);
  const interruption = watchInterruptions(settings.sandbox ? { ...io, ask: undefined } : io, display);
  const tracker = new Tracker({
    namespace: plan.namespace,
    watchPods: settings.watchPods,
    whole: isWhole(plan),
  });
  const suite = new SuiteRecord();
  let made: Made | undefined;
  /** Work of this machine while the run is in the cluster: what ends it does not end the run. */
  const beside = async <T>(work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof UserError && !settings.sandbox)
        throw leftError(error, context, plan, suite.finished !== undefined);
      io.stderr.write(wrapFor(io.stderr, `${detachedWords(context, plan, settings.sandbox)}\n`));
      throw error;
    }
  };
  try {
    const open = () => display.show(startedEvent(cluster, run, dir, io.now()));
    await (run.there ? beside(open) : open());
    const pod = await begin(cluster, run, context, (now) => {
      made = now;
    });
    const notes = new UuidNotes(cluster, plan.id, tracker);
    const conducted = await beside(() =>
      conduct(cluster, {
        namespace: plan.namespace,
        suiteArgs: plan.suiteArgs,
        created: pod.metadata?.creationTimestamp ?? new Date(state.started),
        tracker,
        record: suite,
        io,
        ending: interruption.signal,
        stopFirst: settings.stopFirst,
        folder: layout.submission,
        startupTimeout: settings.startupTimeout,
        ...(settings.deadline === undefined ? {} : { deadline: settings.deadline }),
        ...(plan.mayStepDown
          ? { onUnpublished: (from: V1Pod, message: string) => stepDown(cluster, from, message) }
          : {}),
        ...(settings.detach ? { until: (event: RunEvent) => event.kind === "suite-started" } : {}),
        onEvent: (event) => {
          display.show(event);
          if (event.kind === "spec-finished") notes.write();
        },
      }),
    );
    if (conducted.outcome.kind !== "detached") await notes.written;
    interruption.release();
    if (conducted.outcome.kind === "detached") {
      await beside(() => display.close());
      io.stderr.write(wrapFor(io.stderr, `${detachedWords(context, plan, settings.sandbox)}\n`));
      // a stdout that cannot be written
      io.signal.throwIfAborted();
      const code = settings.detach ? exitCode.passed : exitCode.interrupted;
      return { run: plan.id, code, specs: suite.specs };
    }
    const record = runRecord({
      state,
      facts,
      suite,
      end: endingOf(conducted.outcome),
      cutShort: conducted.cutShort,
      pod: conducted.outcome.kind === "ended" ? conducted.outcome.pod : undefined,
      created: pod.metadata?.creationTimestamp,
      beganHere: !run.there,
      files: conducted.files,
      problems: conducted.problems,
      uuids: tracker.uuids,
      finished: io.now(),
      pathOf: (file) => path.relative(dir, file.path).split(path.sep).join("/"),
      tool: context.version,
    });
    // what cannot be kept here must stay there
    const toDo = await beside(() => completeFolder(layout, record, suite.specs, settings.earlier));
    await finishResultsDir(dir);
    if (!settings.keep && made !== undefined) {
      const removal = {
        made,
        of: (uuid: string) => tracker.ownership.of(uuid),
        span: { since: made.since ?? new Date(record.times.started) },
        suite: record.suite.exitCode === undefined ? ("unknown" as const) : ("ended" as const),
        force: true,
      };
      for (const line of await removeRun(context, cluster, removal)) display.note(line);
    }
    finish(display, record, layout, toDo, settings, context);
    return { run: plan.id, code: exitCodeOf(record, conducted, settings), specs: suite.specs };
  } catch (error) {
    closeQuietly(display);
    throw error;
  } finally {
    interruption.release();
    display.close();
  }
}

/** A run that does not even begin leaves nothing; once it runs, an error here on this machine does not take it away. */
async function begin(
  cluster: Cluster,
  run: FollowedRun,
  context: Context,
  onMade: (made: Made) => void,
): Promise<V1Pod> {
  let made: Made | undefined;
  try {
    return await run.begin((now) => {
      made = now;
      onMade(now);
    });
  } catch (error) {
    if (made !== undefined) {
      // a pod may have been made though the answer was lost, but not before its binding
      const { since } = made;
      const removal = {
        made,
        of: () => "unknown" as const,
        span: since === undefined ? undefined : { since },
        suite: since === undefined ? ("gone" as const) : ("unknown" as const),
        force: true,
      };
      for (const line of await removeRun(context, cluster, removal))
        context.io.stderr.write(wrapFor(context.io.stderr, `${safe(line)}\n`));
    }
    throw error;
  }
}

function finish(
  display: Display,
  record: RunRecord,
  layout: Layout,
  toDo: readonly string[],
  settings: FollowSettings,
  context: Context,
): void {
  const { io } = context;
  const { verdict, certifiable, deviations } = record;
  display.show({ kind: "run-finished", at: io.now(), verdict, certifiable, deviations, folder: layout.dir });
  display.close();
  if (settings.output !== "jsonl")
    io.stderr.write(wrapFor(io.stderr, `${closing(record, layout, toDo, context)}\n`));
}

/** Whether the run takes every conformance spec. */
function isWhole(plan: RunState["plan"]): boolean {
  return plan.focus === modes["certified-conformance"].focus && plan.skip === "";
}

/** Throws RunError where there is no verdict, with what kept it away. */
function exitCodeOf(record: RunRecord, conducted: Conducted, settings: FollowSettings): ExitCode {
  if (record.reason === undefined) return verdictCode(record, settings.certifiable);
  if (conducted.cutShort === "stopped") return settings.stopFirst ? exitCode.passed : exitCode.interrupted;
  if (conducted.cutShort === "aborted") return exitCode.interrupted;
  throw new RunError(safe(record.reason));
}

function endingOf(outcome: Conducted["outcome"]): Ending {
  switch (outcome.kind) {
    case "ended":
      return { kind: "exited", exitCode: outcome.state.exitCode, reason: outcome.state.reason };
    case "lost":
    case "never-started":
      return outcome;
    default:
      return { kind: "lost", reason: outcome.kind };
  }
}

/** Its files may be what failed: a second failure must not hide the first. */
function closeQuietly(display: Display): void {
  try {
    display.close();
  } catch {
    // what went wrong first is told
  }
}

function startedEvent(
  { connection }: Pick<Cluster, "connection">,
  { state: { plan }, facts }: FollowedRun,
  folder: string,
  at: number,
): RunEvent {
  return {
    kind: "run-started",
    at,
    id: plan.id,
    namespace: plan.namespace,
    server: connection.server,
    version: facts.server,
    image: plan.image,
    processes: plan.processes,
    folder,
  };
}
