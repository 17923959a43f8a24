import { RunError } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import type { ConnectionFlags } from "../../kube/flags.ts";
import { type KnownRun, listRuns } from "../../run/runs.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import { openFlags } from "../open.ts";
import { runAction } from "../run/begin.ts";
import { defaultNamespace, type RunFlags, readRunFlags } from "../run/flags.ts";
import type { Shown } from "../run/show.ts";
import { attachAction } from "../run/take-up.ts";
import { cleanupAction } from "../runs/cleanup-action.ts";

// a run whose pod has not been made after this long never gets one
const making = 20_000;

/** Does what `resume` says. Throws as `run` and `attach` do. */
export async function resumeAction(context: Context, flags: RunFlags & ConnectionFlags): Promise<Shown> {
  const namespace = flags.namespace ?? defaultNamespace;
  const { watchPods, timeout } = readRunFlags(flags, context.io.cwd);
  const cluster = await openFlags(context, flags);
  const run = flags.sandbox === true ? undefined : await settledRun(context, cluster, namespace);
  // a submission's README tells how to do the same, and that is a run
  const asRun = { ...context, argv: context.argv.with(context.argv.indexOf("resume"), "run") };
  // a Job names its own namespace, whichever that is: only the mark says that it is kept for runs
  const asMarked = { ...flags, namespaceBy: "mark" } as const;
  if (run === undefined) return runAction(asRun, asMarked);
  if (run.pod !== undefined) return attachAction(context, run.id, { ...flags, watchPods, timeout }, "follow");
  context.io.stderr.write(
    safe(`warning: run ${run.id}: ${run.podGone}, and its results with it: removing what is left of it`) +
      "\n",
  );
  const io = { ...context.io, stdout: context.io.stderr };
  await cleanupAction({ ...context, io }, run.id, flags);
  return runAction(asRun, asMarked);
}

/** The run of the namespace, once its pod is there or will not come. */
async function settledRun(
  { io }: Context,
  cluster: Cluster,
  namespace: string,
): Promise<KnownRun | undefined> {
  const first = io.now();
  for (;;) {
    const [run, other] = (await listRuns(cluster)).filter((known) => known.namespace === namespace);
    if (other !== undefined) {
      throw new RunError(`there are several runs in namespace ${namespace}`, {
        fix: `see them with: kubectl conformance status, and remove those that are over: kubectl conformance cleanup RUN`,
      });
    }
    if (run === undefined || run.pod !== undefined) return run;
    if (io.now() - first > making) return run;
    await io.sleep(1000, io.signal);
  }
}
