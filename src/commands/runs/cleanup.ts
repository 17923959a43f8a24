import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { InputError, RunError } from "../../errors.ts";
import type { KnownOutcome } from "../../run/cleanup/known.ts";
import type { KnownRun } from "../../run/runs.ts";
import { safe } from "../../text/safe.ts";
import { connectionFlags } from "../connection-flags.ts";
import type { Context } from "../context.ts";
import { dryRunOption, isDryRun } from "../dry-run.ts";
import { judgedBy } from "../judged.ts";
import { openFlags } from "../open.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";
import { runArgument, whereFlags } from "./where-flags.ts";

/** `cleanup [RUN]`: removes a run and what its suite left, without fetching anything. */
export function cleanupCommand(context: Context): CommandUnknownOpts {
  return judgedBy(declared(context), async (command) => {
    isDryRun(command.opts().dryRun, context.io.stderr);
  }).action((run, flags) => cleanup(context, run, flags));
}

function declared({ name }: Context) {
  const command = new Command("cleanup")
    .summary("remove a run and what its suite left, without fetching anything")
    .description(
      "Removes what a run created and what its suite left in the cluster: namespaces, cluster-scoped objects, and labels, taints and extended resources of nodes. Only what provably belongs to the run is touched. Results that were not fetched are lost. A run whose suite is running is removed only if you give its whole id; its suite is stopped first.",
    )
    .argument("[run]", `${runArgument}; required if there are several`)
    .option("--all", "every run of the cluster, or of the namespace of -n, whose suite is not running")
    .addOption(dryRunOption("print what would be removed, and remove nothing", "client"))
    .option("--force", "remove a run whose suite is running, or cannot be stopped, without asking");
  return withFlags(withFlags(command, whereFlags), connectionFlags).addHelpText(
    "after",
    `\nExamples:\n  ${name} cleanup --dry-run\n  ${name} cleanup 20261120-2215-k3x9\n  ${name} cleanup 20261120-2215-k3x9 --force\n  ${name} cleanup --all\n\nExit codes:\n  0 nothing is left   2 bad usage or input   3 something is left, or the cluster could not be reached`,
  );
}

type CleanupFlags = FlagsOf<typeof declared>;

/** Removes runs, or prints what would be removed. Throws RunError if something is left. */
async function cleanup(context: Context, word: string | undefined, flags: CleanupFlags): Promise<void> {
  const isDry = isDryRun(flags.dryRun, context.io.stderr);
  if (word !== undefined && flags.all === true)
    throw new InputError("--all and a run's name cannot be combined");
  const { removeKnown, wouldRemove } = await import("../../run/cleanup/known.ts");
  const { chooseRun, namePrefix, oddities, readRuns } = await import("../../run/runs.ts");
  const { noRuns, runsWhere } = await import("./choose.ts");
  const { meantPlugins, pluginRuns } = await import("../../plugins/run/known.ts");
  const { cleanupPlugins } = await import("../plugin/known.ts");
  const { io } = context;
  const cluster = await openFlags(context, flags);
  const everything = await readRuns(cluster);
  // to whom things belong depends on the runs of the whole cluster
  const all = everything.runs;
  const runs = runsWhere(everything, flags);
  const plugins = flags.all === true ? undefined : meantPlugins(runs, word);
  const ofPlugins = flags.all === true ? pluginRuns(runs) : plugins === undefined ? [] : [plugins];
  const chosen = flags.all === true ? runs.runs : plugins === undefined ? [chooseRun(runs, word)] : [];
  const say = (line: string) => io.stderr.write(`${safe(line)}\n`);
  for (const line of oddities(runs)) say(line);
  if (chosen.length + ofPlugins.length === 0) say(noRuns(runs));
  const force = flags.force === true;
  const stopping = ({ id }: KnownRun) =>
    say(`stopping the suite of run ${id}, so that it removes what it made`);
  const outcomes: KnownOutcome[] = [];
  for (const run of chosen) {
    io.signal.throwIfAborted();
    const refusal = () => refusalOf(context, run, run.id === word?.replace(namePrefix, ""), force);
    const outcome = isDry
      ? await wouldRemove(cluster, { run, all }, io)
      : await removeKnown(cluster, { run, all, refusal, stopping, force }, io);
    outcomes.push(outcome);
    for (const what of outcome.removed)
      io.stdout.write(`${safe(what)} ${isDry ? "would be removed" : "removed"}\n`);
    for (const line of outcome.notes) say(line);
  }
  for (const marks of ofPlugins) {
    const isNamed = marks.id === word?.replace(namePrefix, "");
    const stays = await cleanupPlugins(context, cluster, marks, { isDry, isNamed, force });
    outcomes.push({ notes: [], removed: [], stays });
  }
  throwIfLeft(outcomes);
}

/** Throws RunError if something of the runs is still in the cluster. */
export function throwIfLeft(outcomes: readonly KnownOutcome[]): void {
  const left = outcomes.flatMap(({ stays }) => stays);
  if (left.length === 0) return;
  throw new RunError(`still there: ${left.map(safe).join("; ")}`, {
    fix: "each message says what holds it: resolve that, then clean up again",
  });
}

/** Why a run whose suite is running is not removed; undefined if the user wants it removed. */
async function refusalOf(
  { io, name }: Context,
  run: KnownRun,
  named: boolean,
  force: boolean,
): Promise<string | undefined> {
  const there = `run ${run.id} in namespace ${run.namespace}: its suite is running`;
  if (!named) return `${there}; to stop and remove it, name it: ${name} cleanup ${run.id}`;
  if (force) return undefined;
  if (io.ask === undefined) return `${there}; to stop and remove it: ${name} cleanup ${run.id} --force`;
  const question = `The suite of run ${run.id} in namespace ${run.namespace} is running. Stop it and lose its results? [y/N] `;
  const answer = await io.ask(question, io.signal);
  return /^y(es)?$/i.test(answer.trim()) ? undefined : `${there}, and it was left running`;
}
