import path from "node:path";
import { type ExitCode, InputError, RunError } from "../../errors.ts";
import { type Cluster, endingWith, openCluster } from "../../kube/cluster.ts";
import { connect } from "../../kube/connection.ts";
import { meantPlugins } from "../../plugins/run/known.ts";
import type { PluginMarks } from "../../plugins/run/state.ts";
import { userAgent } from "../../process/version.ts";
import { readRuns } from "../../run/runs.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import type { AttachFlags, AttachHow } from "../run/take-up.ts";
import { runsWhere } from "../runs/choose.ts";

/** The run of plugins that a word means, and its cluster; undefined if it may be one of the suite. */
export async function meantRun(
  { io, version }: Context,
  word: string | undefined,
  flags: AttachFlags,
): Promise<{ readonly cluster: Cluster; readonly marks: PluginMarks } | undefined> {
  const cluster = openCluster(connect(flags, io), userAgent(version), io);
  const all = runsWhere(await readRuns(endingWith(cluster, io.signal)), flags);
  const marks = meantPlugins(all, word);
  return marks === undefined ? undefined : { cluster, marks };
}

// milliseconds: its pods have had their time already
const startupTimeout = 300_000;

/** `attach`, `retrieve` and `stop` for a run of plugins. Throws RunError if it cannot be continued, or has no results yet. */
export async function takeUpPlugins(
  context: Context,
  { cluster, marks }: { readonly cluster: Cluster; readonly marks: PluginMarks },
  flags: AttachFlags,
  how: AttachHow,
): Promise<ExitCode> {
  const { io, name } = context;
  const { showPluginSession } = await import("./show.ts");
  const { readPluginStatus } = await import("../../plugins/run/status.ts");
  const { phase } = await readPluginStatus(endingWith(cluster, io.signal), marks, io.now());
  if (phase === "lost")
    throw new RunError(`run ${marks.id} cannot be continued: its pods are gone`, {
      fix: `remove what it left: ${name} cleanup ${marks.id}`,
    });
  if (how === "fetch" && phase !== "ended")
    throw new RunError(`run ${marks.id} is still ${phase}, so there are no results yet`, {
      fix: `follow it: ${name} attach ${marks.id}, or end it: ${name} stop ${marks.id}`,
    });
  return showPluginSession(
    context,
    cluster,
    { kind: "there", marks },
    {
      dir: path.resolve(io.cwd, flags.resultsDir ?? path.join("conformance-results", marks.id)),
      keep: how === "fetch" || flags.keep === true,
      detach: false,
      startupTimeout,
    },
    { output: flags.output === "jsonl" ? "jsonl" : "table", stopFirst: how === "stop" && phase !== "ended" },
  );
}

/**
 * Prints the logs of the plugins' containers, each line after the name of its pod.
 * @throws InputError if they are to be followed
 */
export async function logsOfPlugins(
  { io }: Context,
  { cluster, marks }: { readonly cluster: Cluster; readonly marks: PluginMarks },
  follow: boolean,
): Promise<void> {
  const { runLabel } = await import("../../run/identity.ts");
  const { collectorName } = await import("../../plugins/definition/hints.ts");
  const { readText } = await import("../../kube/transport.ts");
  const namespace = marks.namespace.name;
  if (follow)
    throw new InputError("--follow: a run of plugins has several logs", {
      fix: `follow one of them: kubectl logs -n ${namespace} -f POD --all-containers`,
    });
  const { items } = await cluster.core.listNamespacedPod({
    namespace,
    labelSelector: `${runLabel}=${marks.id}`,
  });
  for (const { metadata, spec } of items)
    for (const container of spec?.containers ?? []) {
      if (container.name === collectorName) continue;
      io.signal.throwIfAborted();
      const reply = await cluster.send({
        method: "GET",
        path: `/api/v1/namespaces/${namespace}/pods/${metadata?.name}/log`,
        query: { container: container.name, limitBytes: 16 * 2 ** 20 },
        headers: { Accept: "*/*" },
      });
      const lines = (await readText(reply.body)).split("\n");
      if (lines.at(-1) === "") lines.pop();
      for (const line of lines) io.stdout.write(`${metadata?.name}/${container.name} | ${safe(line)}\n`);
    }
}

/**
 * Removes a run of plugins, without its results.
 * @returns what is still there
 */
export async function cleanupPlugins(
  { io, name }: Context,
  cluster: Cluster,
  marks: PluginMarks,
  how: { readonly isDry: boolean; readonly isNamed: boolean; readonly force: boolean },
): Promise<readonly string[]> {
  const { madeOf } = await import("../../plugins/run/session.ts");
  const { readPluginStatus } = await import("../../plugins/run/status.ts");
  const { removePlugins } = await import("../../plugins/run/remove.ts");
  const { bindingName } = await import("../../run/plan/objects.ts");
  const made = madeOf(marks);
  const what = [
    made.foreignNamespace ? `the run's pods in namespace ${made.namespace}` : `namespace ${made.namespace}`,
    `clusterrolebinding ${bindingName(marks.id)}`,
  ];
  const say = (end: string) => {
    for (const one of what) io.stdout.write(`${safe(one)} ${end}\n`);
  };
  if (how.isDry) {
    say("would be removed");
    return [];
  }
  const { phase } = await readPluginStatus(cluster, marks, io.now());
  const isRunning = phase === "running" || phase === "starting";
  if (isRunning && !how.force) {
    const there = `run ${marks.id} in namespace ${made.namespace}: its plugins are running`;
    const answer =
      how.isNamed && io.ask !== undefined
        ? await io.ask(
            `The plugins of run ${marks.id} are running. Remove it and lose their results? [y/N] `,
            io.signal,
          )
        : "";
    if (!/^y(es)?$/i.test(answer.trim()))
      return [`${there}; to remove it: ${name} cleanup ${marks.id} --force`];
  }
  const remains = await removePlugins(cluster, made, io, io.signal);
  if (remains.length === 0) say("removed");
  return remains;
}
