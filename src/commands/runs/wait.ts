import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { type ExitCode, InputError, RunError } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import type { KnownRun } from "../../run/runs.ts";
import type { RunStatus } from "../../run/status.ts";
import { parseDuration } from "../../text/duration.ts";
import { safe } from "../../text/safe.ts";
import { connectionFlags } from "../connection-flags.ts";
import type { Context } from "../context.ts";
import { judgedBy } from "../judged.ts";
import { openFlags } from "../open.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";
import type { Condition } from "./conditions.ts";
import { runArgument, whereFlags } from "./where-flags.ts";

/** `wait [RUN]`: returns when a run has reached a condition. */
export function waitCommand(context: Context): CommandUnknownOpts {
  return judgedBy(declared(context), async (command) => {
    await readWaitFlags(command.opts());
  }).action(async (run, flags) => context.exit(await wait(context, run, flags)));
}

function declared({ name }: Context) {
  const command = new Command("wait")
    .summary("wait until a run has finished, and exit with its verdict")
    .description(
      "Waits until a run in the cluster reaches a state. It fetches and removes nothing; use retrieve to fetch the results.",
    )
    .argument("[run]", `${runArgument}; required if there are several`)
    .option(
      "--for <condition>",
      "what to wait for: finished, and the exit code is the verdict; passed; started; or delete, until the run is gone from the cluster. condition=finished is the same as finished",
      "finished",
    )
    .option(
      "--timeout <duration>",
      "give up after this long; 0 checks once; e.g. --timeout 3h (default: wait forever)",
    );
  return withFlags(withFlags(command, whereFlags), connectionFlags).addHelpText(
    "after",
    `
Examples:
  ${name} wait
  ${name} wait k3x9 --for=started --timeout 10m
  # in a script
  id=$(${name} run --detach -o name) && ${name} wait "$id" && ${name} retrieve "$id"

Exit codes:
  0 passed, or the condition is met   1 tests failed   2 bad usage or input
  3 no verdict, timed out, or the cluster could not be reached`,
  );
}

type WaitFlags = FlagsOf<typeof declared>;

// milliseconds between looks; a run takes minutes to hours
const every = 5000;

/** @throws RunError if the time has passed, or the condition will not come; InputError if there is no such run */
async function wait(context: Context, word: string | undefined, flags: WaitFlags): Promise<ExitCode> {
  const { judge } = await import("./conditions.ts");
  const { condition, patience } = await readWaitFlags(flags);
  const { readRuns } = await import("../../run/runs.ts");
  const { looks } = await import("./looks.ts");
  const { io } = context;
  const cluster = await openFlags(context, flags);
  const id = await idOf(cluster, word, flags, condition);
  const start = io.monotonic();
  const left = () => patience - (io.monotonic() - start);
  const pause = () => Math.min(every, Math.max(left(), 0));
  for await (const { runs } of looks(io, pause, () => readRuns(cluster))) {
    const run = runs.find((known) => known.id === id);
    const state = run === undefined ? undefined : await stateOf(cluster, run, io.now());
    const met = judge(condition, id, state);
    if (met !== undefined) {
      io.stdout.write(`${safe(met.words)}\n`);
      return met.code;
    }
    if (left() <= 0)
      throw new RunError(`timed out waiting for the condition on run ${id}`, {
        fix: "to see its state: kubectl conformance status",
      });
  }
  throw new RunError(`run ${id} is no longer checked`);
}

/**
 * The id of the run that is meant. One that is given whole may be gone already, if that is what is waited for: a script that waits after
 * `cleanup` does not know which of the two is faster.
 */
async function idOf(
  cluster: Cluster,
  word: string | undefined,
  flags: WaitFlags,
  condition: Condition,
): Promise<string> {
  const { chooseRun, namePrefix, readRuns } = await import("../../run/runs.ts");
  const { isRunId } = await import("../../run/identity.ts");
  const { runsWhere } = await import("./choose.ts");
  const all = await readRuns(cluster);
  const id = word?.replace(namePrefix, "") ?? "";
  const present = [...all.runs, ...all.unreadable, ...all.strays];
  if (condition === "delete" && isRunId(id) && !present.some((one) => one.id === id)) return id;
  return chooseRun(runsWhere(all, flags), word).id;
}

/** The state of a run; the log, which grows long, is read only once its suite has ended. */
async function stateOf(
  cluster: Cluster,
  run: KnownRun,
  now: number,
): Promise<Pick<RunStatus, "phase" | "reason" | "progress">> {
  const { podState } = await import("../../run/follow/pod-state.ts");
  if (run.pod !== undefined && podState(run.pod).kind === "running") return { phase: "running" };
  const { readStatus } = await import("../../run/status.ts");
  return readStatus(cluster, run, now);
}

/** What to wait for, and for how many milliseconds. Throws InputError. */
async function readWaitFlags({ for: given, timeout }: Pick<WaitFlags, "for" | "timeout">) {
  const { readCondition } = await import("./conditions.ts");
  const patience = timeout === undefined ? Number.POSITIVE_INFINITY : readTimeout(timeout);
  return { condition: readCondition(given), patience };
}

function readTimeout(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new InputError(`--timeout ${safe(text)}: not a duration`, { fix: "write it like 90s, 15m or 2h30m" });
}
