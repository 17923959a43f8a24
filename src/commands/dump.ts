import path from "node:path";
import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import type { DumpOptions } from "../dump/options.ts";
import { exitCode, InputError } from "../errors.ts";
import type { Cluster } from "../kube/cluster.ts";
import { byteWords } from "../text/bytes.ts";
import { redactText } from "../text/redact.ts";
import { systemWords } from "../text/system-words.ts";
import { connectionFlags } from "./connection-flags.ts";
import type { Context } from "./context.ts";
import { judgedBy } from "./judged.ts";
import { openFlags } from "./open.ts";
import { listed } from "./repeated.ts";
import { type FlagsOf, withFlags } from "./with-flags.ts";

/** `dump`: the objects of a cluster, the logs of its pods, and its nodes, in a folder. */
export function dumpCommand(context: Context): CommandUnknownOpts {
  return judgedBy(declared(context), async (command) => {
    await readFlags(command.opts(), context);
  }).action((flags) => dump(context, flags));
}

function declared({ name }: Context) {
  const command = new Command("dump")
    .summary("write the objects of a cluster, the logs of its pods, and its nodes into a folder")
    .description(
      "Reads the objects of every kind, the logs of pods and, with --nodes, the settings, metrics and logs of kubelets, and writes them into a folder with the layout of Sonobuoy. It creates nothing in the cluster. What may not or cannot be read costs only itself, and is listed in meta/errors.jsonl. Secrets are never read unless you ask for their keys, and values that sound secret are left out. A dump that was interrupted continues with the same command.",
    )
    .option(
      "-o, --output <folder>",
      "the folder, new or empty, or that of an interrupted dump (default: dump-TIME)",
    )
    .addOption(
      new Option(
        "-n, --namespace <name,…>",
        "only these namespaces; needs no permission to list them",
      ).argParser(listed),
    )
    .option("--namespaces <regexp>", "only namespaces whose name matches; e.g. --namespaces '^team-'")
    .addOption(
      new Option(
        "--around <run>",
        "what concerns a run: kube-system, the run's namespace, those of its suite, their logs from its beginning on, and the nodes; by its id, or its results folder",
      ).conflicts([
        "namespace",
        "namespaces",
        "selector",
        "resources",
        "logsNamespaces",
        "since",
        "tail",
        "sonobuoyConfig",
      ]),
    )
    .option("-l, --selector <selector>", "only objects with these labels; e.g. -l app=shop")
    .addOption(
      new Option(
        "--resources <kind,…>",
        "only objects of these kinds; also podlogs, servergroups and serverversion, as in Sonobuoy; e.g. --resources pods,deployments.apps,podlogs",
      ).argParser(listed),
    )
    .addOption(
      new Option(
        "--secrets <what>",
        "what to keep of secrets: nothing, or the names of their keys, without the values",
      )
        .choices(["none", "keys"])
        .default("none"),
    )
    .option("--no-redact", "keep values that sound secret in everything but secrets")
    .option(
      "--logs-namespaces <regexp>",
      "the namespaces whose pods' logs are kept (default: those of --namespace or --namespaces, otherwise kube-system)",
    )
    .option("--no-logs", "no logs of pods")
    .option("--since <time>", "only lines of logs from this long ago, or from this time on; e.g. --since 2h")
    .option(
      "--tail <n>",
      "only the last n lines of each log; -1 for all (default: 20000, or all with --since)",
    )
    .option("--limit-bytes <size>", "the most of each log", "10MB")
    .option("--limit-total <size>", "the most of the logs of all pods", "1GB")
    .option(
      "--nodes",
      "also each kubelet's settings, health, metrics and log; takes the permission to get nodes/proxy",
    )
    .option(
      "--sonobuoy-config <file>",
      "a configuration of Sonobuoy, for its Resources, Filters and Limits.PodLogs",
    )
    .addOption(
      new Option(
        "--tarball [file]",
        "also pack it into a tarball, by default the folder's name with .tar.gz; e.g. --tarball, or --tarball=shop.tar.gz",
      ).preset(""),
    )
    .option("--dry-run", "print what would be read, and write nothing");
  return withFlags(command, connectionFlags).addHelpText(
    "after",
    `
Examples:
  ${name} dump -o dump --nodes
  ${name} dump -n shop,billing --since 2h --tarball
  # as a tenant without permissions in the whole cluster
  ${name} dump -n shop --resources pods,events,deployments.apps,podlogs
  # of a run that is going on, or has failed
  ${name} dump --around k3x9
  # how much it would be
  ${name} dump --namespaces '^team-' --dry-run

Exit codes:
  0 the dump is there, as far as it may be read   2 bad usage or input   3 the cluster could not be reached`,
  );
}

type Flags = FlagsOf<typeof declared>;

async function readFlags(flags: Flags, { io }: Context) {
  const { readDumpFlags } = await import("./dump/read-flags.ts");
  const { noConfig, readSonobuoyConfig } = await import("./dump/sonobuoy-config.ts");
  const file = flags.sonobuoyConfig;
  const config =
    file === undefined ? noConfig : readSonobuoyConfig(await readConfig(path.resolve(io.cwd, file)), file);
  return { options: readDumpFlags(flags, config, io.cwd, io.now()), ignored: config.ignored };
}

const mostConfig = 1024 * 1024;

async function readConfig(file: string): Promise<string> {
  const { readSmall } = await import("../process/read-small.ts");
  try {
    return new TextDecoder().decode(readSmall(file, mostConfig));
  } catch (cause) {
    throw new InputError(`--sonobuoy-config ${file}: ${systemWords(cause)}`, { cause });
  }
}

async function dump(context: Context, flags: Flags): Promise<void> {
  const { aboutFiles } = await import("../dump/about.ts");
  const { takeDump } = await import("../dump/dump.ts");
  const { estimate } = await import("../dump/estimate.ts");
  const { planDump } = await import("../dump/plan.ts");
  const { counted, DumpProgress, estimateWords } = await import("./dump/progress.ts");
  const { io } = context;
  const { options: given, ignored } = await readFlags(flags, context);
  if (ignored.length > 0)
    io.stderr.write(`note: ${flags.sonobuoyConfig}: not used here: ${ignored.join(", ")}\n`);
  const tarball = await tarballOf(flags, given.dir, io.cwd);
  const cluster = await openFlags(context, flags);
  const reading = { cluster, io, signal: io.signal };
  const chosen = flags.around === undefined ? given : await around(context, cluster, flags.around, given);
  const options = { ...chosen, asked: `${redactText(cluster.connection.server)} ${given.asked}` };
  const plan = await planDump(reading, options);
  if (flags.dryRun === true) {
    io.stdout.write(`${estimateWords(await estimate(reading, plan))}\n`);
    return;
  }
  const progress = new DumpProgress(io);
  try {
    const started = new Date(io.now());
    const about = aboutFiles(plan, context.version.version, started);
    const dumped = await takeDump(reading, plan, (event) => progress.take(event), about);
    progress.end();
    if (tarball !== undefined) {
      const { packDump } = await import("../dump/tarball.ts");
      await packDump(options.dir, tarball);
    }
    const { items, logs, logBytes, nodes, faults } = dumped;
    const words = [
      counted(items, "object"),
      `${counted(logs, "log")} (${byteWords(logBytes)})`,
      ...(nodes === 0 ? [] : [counted(nodes, "kubelet")]),
    ];
    io.stderr.write(`${words.join(", ")}\n`);
    if (faults > 0)
      io.stderr.write(
        `${counted(faults, "thing")} left out: ${path.join(options.dir, "meta", "errors.jsonl")}\n`,
      );
    io.stdout.write(`${tarball ?? options.dir}\n`);
  } catch (error) {
    progress.end();
    if (await isUnfinished(options.dir))
      io.stderr.write(`the dump is not whole; it continues with the same flags and -o ${options.dir}\n`);
    throw error;
  } finally {
    progress.end();
  }
  context.exit(exitCode.passed);
}

async function isUnfinished(dir: string): Promise<boolean> {
  const { unfinishedDump } = await import("../dump/folder.ts");
  return exists(path.join(dir, unfinishedDump));
}

async function exists(file: string): Promise<boolean> {
  const { stat } = await import("node:fs/promises");
  return (await stat(file).catch(() => undefined)) !== undefined;
}

/** What concerns a run, instead of what the flags choose. */
async function around(
  { io }: Context,
  cluster: Cluster,
  word: string,
  { dir, logs, redact, secrets }: DumpOptions,
): Promise<DumpOptions> {
  const { dumpAround } = await import("../run/at-end/around.ts");
  const { aroundRun } = await import("./dump/around.ts");
  const whole = await dumpAround(cluster, await aroundRun(cluster, word, io), dir);
  return { ...whole, redact, secrets, logs: logs && whole.logs };
}

async function tarballOf(flags: Flags, dir: string, cwd: string): Promise<string | undefined> {
  if (flags.tarball === undefined) return undefined;
  const file = flags.tarball === "" ? `${dir}.tar.gz` : path.resolve(cwd, flags.tarball);
  if (!path.relative(dir, file).startsWith(".."))
    throw new InputError(`--tarball ${file}: it is in the folder that it packs`);
  if (await exists(file))
    throw new InputError(`${file} already exists, and is not overwritten`, {
      fix: "move it away, or name another: --tarball=FILE",
    });
  return file;
}
