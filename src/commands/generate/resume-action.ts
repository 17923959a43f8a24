import { RunError } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import type { ConnectionFlags } from "../../kube/flags.ts";
import { type KnownRun, listRuns } from "../../run/runs.ts";
import type { Context } from "../context.ts";
import { openFlags } from "../open.ts";
import { runAction } from "../run/action.ts";
import { attachAction } from "../run/attach-action.ts";
import { type RunFlags, readRunFlags } from "../run/flags.ts";
import type { Followed } from "../run/follow-run.ts";
import { cleanupAction } from "../runs/cleanup-action.ts";

// a run whose pod has not been made after this long never gets one
const making = 20_000;

/** Does what `resume` says. Throws as `run` and `attach` do. */
export async function resumeAction(context: Context, flags: RunFlags & ConnectionFlags): Promise<Followed> {
  const { namespace } = flags;
  const { watchPods, timeout } = readRunFlags(flags, context.io.cwd);
  const cluster = await openFlags(context, flags);
  const run = flags.sandbox === true ? undefined : await settledRun(context, cluster, namespace);
  // a submission's README tells how to do the same, and that is a run
  const asRun = { ...context, argv: context.argv.with(context.argv.indexOf("resume"), "run") };
  if (run === undefined) return runAction(asRun, flags);
  if (run.pod !== undefined) return attachAction(context, run.id, { ...flags, watchPods, timeout }, "follow");
  context.io.stderr.write(
    `warning: the pod of run ${run.id} is gone, and its results with it: removing what is left of it\n`,
  );
  const io = { ...context.io, stdout: context.io.stderr };
  await cleanupAction({ ...context, io }, run.id, flags);
  return runAction(asRun, flags);
}

/** The run of the namespace, once its pod is there or will not come. */
async function settledRun(
  { io }: Context,
  cluster: Cluster,
  namespace: string,
): Promise<KnownRun | undefined> {
  for (;;) {
    const [run, other] = (await listRuns(cluster)).filter((known) => known.namespace === namespace);
    if (other !== undefined) {
      throw new RunError(`there are several runs in namespace ${namespace}`, {
        fix: `see them with: kubectl conformance status, and remove those that are over: kubectl conformance cleanup RUN`,
      });
    }
    if (run === undefined || run.pod !== undefined) return run;
    if (io.now() - Date.parse(run.state.started) > making) return run;
    await io.sleep(1000, io.signal);
  }
}
