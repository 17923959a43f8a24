import path from "node:path";
import { consume } from "../../async/consume.ts";
import { createPluginJsonl, createPluginLines } from "../../display/plugins.ts";
import { styleFor } from "../../display/style.ts";
import { type ExitCode, exitCode, firstLine, RunError, UserError } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import type { PluginEvent } from "../../plugins/run/events.ts";
import {
  type PluginResult,
  type PluginSessionOptions,
  type PluginSource,
  pluginSession,
} from "../../plugins/run/session.ts";
import { reportText } from "../../plugins/show/report.ts";
import { type Item, isFailure, leavesOf } from "../../plugins/tree/item.ts";
import { Endings } from "../../run/endings.ts";
import type { Context } from "../context.ts";
import { FileSink } from "../run/file-sink.ts";
import { watchInterruptions } from "../run/interruption.ts";

interface ShowSettings {
  readonly output: "table" | "jsonl";
  /** The plugins are stopped before anything else. */
  readonly stopFirst: boolean;
}

/**
 * Shows a run of plugins to its end, or until the user detaches. Lines go to stderr, and at the end the report goes to stdout.
 * @throws RunError if something stays in the cluster, or the run cannot be followed further; what keeps it from starting
 */
export async function showPluginSession(
  { io, version, name }: Context,
  cluster: Cluster,
  source: PluginSource,
  options: Omit<PluginSessionOptions, "io" | "endings" | "tool">,
  { output, stopFirst }: ShowSettings,
): Promise<ExitCode> {
  const endings = new Endings();
  if (stopFirst) endings.say("stop");
  const screen =
    output === "jsonl"
      ? createPluginJsonl(io.stdout)
      : createPluginLines(io.stderr, styleFor(io.stderr, io.env));
  let isThere = source.kind === "there";
  let file: FileSink | undefined;
  const release = watchInterruptions(io, { pause: () => undefined, resume: () => undefined }, endings);
  const show = (event: PluginEvent) => {
    if (event.kind === "plugins-started") file ??= new FileSink(path.join(event.folder, "events.jsonl"));
    isThere ||= event.kind === "plugin-waiting" || event.kind === "plugin-running";
    if (file !== undefined) createPluginJsonl(file).show(event);
    screen.show(event);
  };
  let result: PluginResult;
  const id = source.kind === "new" ? source.plan.id : source.marks.id;
  try {
    const tool = `kubectl conformance ${version.version}`;
    result = await consume(pluginSession(cluster, source, { ...options, io, endings, tool }), show);
  } catch (error) {
    if (!(error instanceof UserError) || !isThere) throw error;
    throw new RunError(`${firstLine(error)}; the run is still in the cluster`, {
      fix: `continue: ${name} attach ${id}, or remove it: ${name} cleanup ${id}`,
      cause: error,
    });
  } finally {
    release();
    file?.close();
  }
  if (result.kind === "left") {
    io.stderr.write(
      `to fetch its results: ${name} attach ${id}; to remove it without them: ${name} cleanup ${id}\n`,
    );
    return options.detach ? exitCode.passed : exitCode.interrupted;
  }
  if (output === "table") io.stdout.write(result.trees.map(reportText).join("\n"));
  if (result.remains.length > 0)
    throw new RunError(`the run is not gone from the cluster: ${result.remains.join("; ")}`, {
      fix: `remove it: ${name} cleanup ${id}`,
    });
  if (result.how !== "done") return stopFirst ? exitCode.passed : exitCode.interrupted;
  return codeOf(result.trees, result.errors);
}

/** What the plugins say failed counts more than what came of them otherwise. */
function codeOf(trees: readonly Item[], errors: number): ExitCode {
  const leaves = trees.flatMap((tree) => [...leavesOf(tree)]);
  const ofPlugins = leaves.filter(({ meta }) => meta?.file?.startsWith("errors/") !== true);
  if (ofPlugins.some(({ status }) => isFailure(status))) return exitCode.testsFailed;
  if (errors > 0 || leaves.some(({ status }) => status === "unknown")) return exitCode.noVerdict;
  return exitCode.passed;
}
