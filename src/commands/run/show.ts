import { consume } from "../../async/consume.ts";
import type { Display, Timers } from "../../display/display.ts";
import { wrapFor } from "../../display/terminal/wrap.ts";
import { type ExitCode, exitCode, firstLine, RunError, UserError } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import { verdictCode } from "../../results/verdict-code.ts";
import { Endings } from "../../run/endings.ts";
import { session } from "../../run/session.ts";
import type { RunSource, SessionOptions } from "../../run/session-options.ts";
import { RunLeft, type RunResult } from "../../run/session-result.ts";
import { RunTaken } from "../../run/taken.ts";
import type { SpecResult } from "../../suite/spec.ts";
import type { Context } from "../context.ts";
import { createRunDisplays } from "./displays.ts";
import { type EndAction, endOf, lostEnd } from "./end/end.ts";
import { watchInterruptions } from "./interruption.ts";
import { detachedWords, leftError } from "./left.ts";
import { closing, clusterWords } from "./words.ts";

/** How a run is shown, by the flags that `run` and `attach` share. */
export interface ShowSettings {
  readonly output: "table" | "jsonl";
  /** Opens the displays. */
  readonly displays: (timers: Timers) => readonly Display[];
  /** Whether a run that passed but cannot certify is a failure. */
  readonly certifiable: boolean;
  /** The suite is stopped before anything else. */
  readonly stopFirst: boolean;
  /** Whether the cluster lives in this process. */
  readonly sandbox: boolean;
  /** What is done when the run has ended, or is left, whatever the result. */
  readonly atEnd: readonly EndAction[];
}

/** What a command learns about a run that was shown. */
export interface Shown {
  /** The run's id. */
  readonly run: string;
  readonly code: ExitCode;
  readonly specs: readonly SpecResult[];
}

/**
 * Shows a run to its end, or until the user detaches.
 * @throws RunError if there is no verdict or something stays in the cluster, and anything that keeps the run from starting
 */
export async function showSession(
  context: Context,
  cluster: Cluster,
  source: RunSource,
  options: Omit<SessionOptions, "io" | "endings" | "tool">,
  settings: ShowSettings,
): Promise<Shown> {
  const { io } = context;
  const { plan } = options.state;
  const endings = new Endings();
  if (settings.stopFirst) endings.say("stop");
  let release = (): void => undefined;
  const displays = createRunDisplays(settings.displays, io, () => {
    release = watchInterruptions(settings.sandbox ? { ...io, ask: undefined } : io, displays, endings);
  });
  let result: RunResult;
  try {
    const events = session(cluster, source, { ...options, io, endings, tool: context.version });
    result = await consume(events, displays.show);
  } catch (error) {
    release();
    displays.close();
    if (error instanceof RunTaken) throw error;
    const there = error instanceof RunLeft || source.kind === "there" || displays.seen.there;
    const cause = error instanceof RunLeft ? error.cause : error;
    if (there) await atEnd(lostEnd(plan.id, options.facts.server, firstLine(cause)));
    if (error instanceof RunLeft) throw left(error.cause, error.over);
    throw there ? left(error, displays.seen.over) : error;
  } finally {
    release();
    displays.close();
  }
  if (result.kind === "left") {
    io.stderr.write(wrapFor(io.stderr, `${detachedWords(context, plan, settings.sandbox)}\n`));
    await atEnd({ kind: "left", run: plan.id });
    // a stdout that cannot be written
    io.signal.throwIfAborted();
    const code = options.detach ? exitCode.passed : exitCode.interrupted;
    return { run: plan.id, code, specs: result.specs };
  }
  if (settings.output !== "jsonl")
    io.stderr.write(wrapFor(io.stderr, `${closing(result.record, result.layout, result.toDo, context)}\n`));
  await atEnd(endOf(result));
  return { run: plan.id, code: codeOf(result, settings, context), specs: result.specs };

  async function atEnd(end: Parameters<EndAction>[0]): Promise<void> {
    for (const action of settings.atEnd) await action(end);
  }

  /** What ends the work of this machine does not end a run that is in the cluster. */
  function left(error: unknown, over: boolean): unknown {
    if (error instanceof UserError && !settings.sandbox) return leftError(error, context, plan, over);
    io.stderr.write(wrapFor(io.stderr, `${detachedWords(context, plan, settings.sandbox)}\n`));
    return error;
  }
}

/**
 * Throws RunError if something of the run stays in the cluster, whatever the verdict: the suite's permissions over everything may stay too.
 * If there is no verdict, the error says why.
 */
function codeOf(
  { record, cutShort, remains, known }: Extract<RunResult, { kind: "finished" }>,
  settings: ShowSettings,
  { argv }: Context,
): ExitCode {
  if (remains.length > 0) {
    const stays = `the run is not gone from the cluster: ${remains.join("; ")}`;
    const why = cutShort === undefined ? record.reason : undefined;
    throw new RunError(why === undefined ? stays : `${why}; ${stays}`, {
      fix: known
        ? `remove it: kubectl conformance cleanup ${record.id}${clusterWords(argv)}`
        : "if no other suite ran here, remove these namespaces: the warning above has the command",
    });
  }
  if (record.reason === undefined) return verdictCode(record, settings.certifiable);
  if (cutShort === "stopped" && settings.stopFirst) return exitCode.passed;
  if (cutShort === "stopped" || cutShort === "aborted") return exitCode.interrupted;
  throw new RunError(record.reason);
}
