import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { exitCode, RunError } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import type { KnownRun } from "../../run/runs.ts";
import { safe } from "../../text/safe.ts";
import { connectionFlags } from "../connection-flags.ts";
import type { Context } from "../context.ts";
import { readDryRun } from "../dry-run.ts";
import { judgedBy } from "../judged.ts";
import { openFlags } from "../open.ts";
import { defaultNamespace, runFlags } from "../run/flags.ts";
import { judgeRunFlags } from "../run/judge-flags.ts";
import type { Shown } from "../run/show.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";

// milliseconds: a run whose pod has not been created after this long never gets one
const making = 20_000;

/** `resume`: the command in the pod of a generated Job, so that a killed pod is replaced and nothing is lost. */
export function resumeCommand(context: Context): CommandUnknownOpts {
  return judgedBy(declared(context), judgeRunFlags(context)).action(async (flags) =>
    context.exit((await resume(context, flags)).code),
  );
}

function declared({ name }: Context) {
  const command = new Command("resume")
    .summary("continue the run of a namespace, or start one if there is none")
    .description(
      "Continues the run of the namespace to its end, as attach does; if there is none, it starts one, as run does. For processes that may be killed and restarted at any time: the pod of a Job, a step in CI.",
    );
  return withFlags(withFlags(command, runFlags), connectionFlags).addHelpText(
    "after",
    `\nExamples:\n  ${name} resume\n  ${name} resume -n conformance-nightly --certifiable --timeout 3h`,
  );
}

type ResumeFlags = FlagsOf<typeof declared>;

/** Continues the run of the namespace or starts one. Throws as `run` and `attach` do. */
async function resume(context: Context, flags: ResumeFlags): Promise<Shown> {
  const { resultsDirOf, runAction } = await import("../run/begin.ts");
  const { verdictCode } = await import("../../results/verdict-code.ts");
  const { readRunFlags } = await import("../run/read-flags.ts");
  const { attachAction } = await import("../run/take-up.ts");
  const namespace = flags.namespace ?? defaultNamespace;
  const how = readDryRun(flags.dryRun, context.io.stderr);
  const { watchPods, show, timeout, output, publish } = readRunFlags(
    how === undefined ? flags : { ...flags, output: "table" },
    context.io.cwd,
  );
  const cluster = await openFlags(context, flags);
  const { run, all } =
    flags.sandbox === true ? { run: undefined, all: [] } : await settledRun(context, cluster, namespace);
  // a submission's README describes how to repeat it, and that is with run
  const asRun = { ...context, argv: context.argv.with(context.argv.indexOf("resume"), "run") };
  // a Job names its own namespace, whichever that is: only the label says that it is for runs
  const asMarked = { ...flags, namespaceBy: "mark" } as const;
  const asked = { ...asMarked, ...(how === undefined ? {} : { dryRun: how }) };
  if (run === undefined) return runAction(asRun, asked);
  if (how !== undefined) {
    context.io.stderr.write(`run ${run.id} in namespace ${run.namespace} would be taken up\n`);
    return { run: run.id, code: exitCode.passed, specs: [] };
  }
  const { recordOf } = await import("../../results/files.ts");
  const dir = resultsDirOf(context, flags.resultsDir, run.id);
  const record = await recordOf(dir, run.id);
  if (record !== undefined) {
    await removeRest(context, cluster, run, all, `run ${run.id}: its results are in ${dir}`);
    if (publish !== undefined) {
      const { publishFolder } = await import("../run/end/publish.ts");
      await publishFolder(dir, publish, context);
    }
    return { run: run.id, code: verdictCode(record, flags.certifiable === true), specs: [] };
  }
  if (run.pod !== undefined)
    return attachAction(context, run.id, { ...flags, namespace, watchPods, show, timeout, output }, "follow");
  const why = `warning: run ${run.id}: ${run.podGone}, and its results with it`;
  await removeRest(context, cluster, run, all, why);
  return runAction(asRun, asMarked);
}

/** Removes what is left of a run from which nothing more can be fetched. Throws RunError if something of it stays. */
async function removeRest(
  { io }: Context,
  cluster: Cluster,
  run: KnownRun,
  all: readonly KnownRun[],
  why: string,
): Promise<void> {
  const { removeKnown } = await import("../../run/cleanup/known.ts");
  const { throwIfLeft } = await import("./cleanup.ts");
  const say = (line: string) => io.stderr.write(`${safe(line)}\n`);
  say(`${why}: removing what is left of it in the cluster`);
  const refusal = async () => `run ${run.id}: its suite is running`;
  const wanted = { run, all, refusal, stopping: () => undefined, force: false };
  const outcome = await removeKnown(cluster, wanted, io);
  for (const what of outcome.removed) say(`${what} removed`);
  for (const line of outcome.notes) say(line);
  throwIfLeft([outcome]);
}

interface Settled {
  readonly run: KnownRun | undefined;
  /** All runs of the cluster. */
  readonly all: readonly KnownRun[];
}

/** The run of the namespace, once its pod exists or will not come. */
async function settledRun({ io }: Context, cluster: Cluster, namespace: string): Promise<Settled> {
  const { listRuns } = await import("../../run/runs.ts");
  const first = io.monotonic();
  for (;;) {
    const all = await listRuns(cluster);
    const [run, other] = all.filter((known) => known.namespace === namespace);
    if (other !== undefined) {
      throw new RunError(`there are several runs in namespace ${namespace}`, {
        fix: `see them with: kubectl conformance status, and remove those that are over: kubectl conformance cleanup RUN`,
      });
    }
    if (run === undefined || run.pod !== undefined || io.monotonic() - first > making) return { run, all };
    await io.sleep(1000, io.signal);
  }
}
