import path from "node:path";
import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { exitCode, firstLine, InputError, UserError } from "../errors.ts";
import type { Node } from "../nodes/kubelet.ts";
import type { LogOf } from "../nodes/log.ts";
import { byteWords } from "../text/bytes.ts";
import { safe } from "../text/safe.ts";
import { connectionFlags } from "./connection-flags.ts";
import type { Context } from "./context.ts";
import { judgedBy } from "./judged.ts";
import type { LogSettings } from "./node-logs/read-flags.ts";
import { openFlags } from "./open.ts";
import { listed } from "./repeated.ts";
import { type FlagsOf, withFlags } from "./with-flags.ts";

/** `node-logs [NODE…]`: what the services of nodes log. */
export function nodeLogsCommand(context: Context): CommandUnknownOpts {
  return judgedBy(declared(context), async (command) => {
    const { readLogFlags } = await import("./node-logs/read-flags.ts");
    readLogFlags(command.opts(), context.io.now());
  }).action((nodes, flags) => nodeLogs(context, nodes, flags));
}

function declared({ name }: Context) {
  const command = new Command("node-logs")
    .summary("print what the kubelet and other services of nodes log")
    .description(
      "Prints logs of the services of nodes, through their kubelets, without a pod and without a login to the node. A service's log comes from the journal or, where a kubelet answers no log queries, from its file in /var/log. It takes the permission to get nodes/proxy.",
    )
    .argument("[node...]", "names of nodes")
    .option("--all", "all nodes")
    .option(
      "-l, --selector <selector>",
      "nodes with these labels; e.g. -l node-role.kubernetes.io/control-plane",
    )
    .addOption(
      new Option(
        "-u, --unit <name,…>",
        "services; e.g. --unit kubelet,containerd (default: kubelet)",
      ).argParser(listed),
    )
    .addOption(
      new Option(
        "--path <file,…>",
        "files below /var/log; e.g. --path syslog; of a folder, which ends with a slash, its names",
      ).argParser(listed),
    )
    .option("--since <time>", "only from this long ago, or from this time on; e.g. --since 10m")
    .option(
      "--until <time>",
      "only until this long ago, or until this time; e.g. --until 2026-11-20T22:30:00Z",
    )
    .option("--tail <n>", "only the last n lines of each log; e.g. --tail 100")
    .option("-g, --grep <regexp>", "only lines that match, in any case if it has no capital letters")
    .option("--boot <n>", "only of this boot of the node: 0 is the current one, 1 the one before")
    .option("-f, --follow", "continue with what is added, until you interrupt it")
    .option(
      "-o, --output <folder>",
      "write each log into a file NODE/UNIT.log of this folder, which is new or empty",
    )
    .option("--limit-bytes <size>", "the most of each log that --output keeps (default: 100MB)");
  return withFlags(command, connectionFlags).addHelpText(
    "after",
    `
Examples:
  ${name} node-logs node1 --since 10m
  ${name} node-logs --all --unit kubelet,containerd --since 2h -o nodes
  ${name} node-logs node1 -f --grep 'error|failed'
  # which files are there
  ${name} node-logs node1 --path /

Exit codes:
  0 everything was read   2 bad usage or input   3 a log could not be read; the others are there`,
  );
}

type Flags = FlagsOf<typeof declared>;

// logs that are read at the same time, from all nodes together
const atOnce = 8;

async function nodeLogs(context: Context, names: readonly string[], flags: Flags): Promise<void> {
  const { readLogFlags } = await import("./node-logs/read-flags.ts");
  const { chooseNodes } = await import("../nodes/choose.ts");
  const { io } = context;
  const settings = readLogFlags(flags, io.now());
  const dir = flags.output === undefined ? undefined : path.resolve(io.cwd, flags.output);
  if (dir !== undefined) await refuseUsed(dir);
  const cluster = await openFlags(context, flags);
  const choice = { names, all: flags.all === true, selector: flags.selector };
  const nodes = (await chooseNodes(cluster, choice, io)).map(
    (one): Node => ({ cluster, name: one, clock: io, signal: io.signal }),
  );
  const isWhole =
    dir === undefined ? await print(context, nodes, settings) : await write(context, nodes, settings, dir);
  context.exit(isWhole ? exitCode.passed : exitCode.noVerdict);
}

/** Prints the logs one after the other, or as they grow. Returns whether all could be read. */
async function print({ io }: Context, nodes: readonly Node[], settings: LogSettings): Promise<boolean> {
  const { readNodeLog } = await import("../nodes/log.ts");
  const { logName } = await import("../nodes/collect.ts");
  const { LinePrinter } = await import("./node-logs/print.ts");
  const { logs, wanted, follow } = settings;
  const all = nodes.flatMap((node) => logs.map((of) => ({ node, of })));
  const one = async ({
    node,
    of,
  }: {
    readonly node: Node;
    readonly of: LogOf;
  }): Promise<UserError | undefined> => {
    const where = `[${safe(node.name)}/${safe(logName(of))}]`;
    const printer = new LinePrinter(io.stdout, all.length > 1 ? where : "");
    try {
      for await (const piece of readNodeLog(node, of, { wanted, follow })) {
        if (piece.kind === "lines") printer.push(piece.bytes);
        else io.stderr.write(`note: node ${safe(node.name)}: ${safe(piece.text)}\n`);
      }
      return undefined;
    } catch (error) {
      io.signal.throwIfAborted();
      if (!(error instanceof UserError)) throw error;
      return error;
    } finally {
      printer.end();
    }
  };
  const failed = follow ? (await Promise.all(all.map(one))).filter((error) => error !== undefined) : [];
  if (!follow)
    for (const each of all) failed.push(...[await one(each)].filter((error) => error !== undefined));
  const [only] = failed;
  if (only !== undefined && all.length === 1) throw only;
  report(
    failed.map((error) => ({ words: firstLine(error), fix: error.fix })),
    io.stderr,
  );
  return failed.length === 0;
}

/** @throws InputError if there is anything in the folder */
async function refuseUsed(dir: string): Promise<void> {
  const { readdir } = await import("node:fs/promises");
  if ((await readdir(dir).catch(() => [])).length > 0)
    throw new InputError(`the folder ${dir} is not empty`, {
      fix: "name a new or empty folder with --output",
    });
}

/** Writes the logs into a folder. Returns whether all are whole. */
async function write(
  { io }: Context,
  nodes: readonly Node[],
  { logs, wanted, most }: LogSettings,
  dir: string,
): Promise<boolean> {
  const { Slots } = await import("../async/slots.ts");
  const { collectNodeLogs } = await import("../nodes/collect.ts");
  const collected = await collectNodeLogs(
    { nodes, logs, wanted, dir, most, slots: new Slots(atOnce) },
    ({ node, file, bytes, notes }) => {
      for (const note of notes) io.stderr.write(`note: node ${safe(node)}: ${safe(note)}\n`);
      if (file !== undefined) io.stdout.write(`${path.join(dir, file)}   ${byteWords(bytes)}\n`);
    },
  );
  const faults = collected.flatMap(({ fault, file }) =>
    fault === undefined ? [] : [file === undefined ? fault : { ...fault, words: `${file}: ${fault.words}` }],
  );
  report(faults, io.stderr);
  return faults.length === 0;
}

/** Each failure, and each fix once. */
function report(
  faults: readonly { readonly words: string; readonly fix: string | undefined }[],
  stderr: Context["io"]["stderr"],
): void {
  for (const { words } of faults) stderr.write(`error: ${words}\n`);
  for (const fix of new Set(faults.map(({ fix }) => fix)))
    if (fix !== undefined) stderr.write(`fix: ${fix}\n`);
}
