import path from "node:path";
import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import type { Chosen } from "../../ai/run/choose.ts";
import { exitCode, InputError } from "../../errors.ts";
import { safe } from "../../text/safe.ts";
import { connectionFlags } from "../connection-flags.ts";
import type { Context } from "../context.ts";
import { listed as listOf } from "../repeated.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";

/** `ai run`: the upstream tests, from this machine, with their three artifacts. */
export function runCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((passed, flags) => run(context, passed, flags));
}

function declared({ name }: Context) {
  const command = new Command("run")
    .summary("run the upstream tests, and make results.json, e2e.log and junit.xml of them")
    .description(
      "Runs the tests of kubernetes-sigs/ai-conformance from this machine against the cluster of the kubeconfig's current context, and makes the three test artifacts of the one run. The binary is yours: the project publishes none. Only tests that fit the cluster are run, because the validator refuses a submission with any failed test; the others are named with the reason. The tests create namespaces, pods and Jobs in the cluster.",
    )
    .argument(
      "[flag...]",
      "flags that are passed to the binary, after --; e.g. -- -metrics-endpoint http://127.0.0.1:9400/metrics",
    )
    .option(
      "--binary <file>",
      "the tests (required): CGO_ENABLED=0 go test -c -o ai-conformance.test ./test in a clone of kubernetes-sigs/ai-conformance",
    )
    .addOption(
      new Option(
        "--requirement <name,…>",
        "run the tests of these requirements, whatever the cluster shows; may be repeated",
      ).argParser(listOf),
    )
    .option(
      "--accelerator <type>",
      "the type of accelerator, as the suite names it (default: its own, nvidia)",
    )
    .option("--timeout <duration>", "the time limit of all tests together; e.g. --timeout 2h", "75m")
    .option("--out <folder>", "where to write the artifacts (default: ai-results/<time>)")
    .option(
      "--submission <folder>",
      "also add the artifacts to this submission and link them, if nothing failed",
    )
    .option("--checklist <file|url>", "the checklist of a release that this version does not know");
  return withFlags(command, connectionFlags).addHelpText(
    "after",
    `
Examples:
  ${name} ai run --binary ai-conformance.test
  ${name} ai run --binary ai-conformance.test --submission v1.37/acme
  # one requirement, with the flag that its test needs
  ${name} ai run --binary ai-conformance.test --requirement accelerator_metrics -- -metrics-endpoint http://127.0.0.1:9400/metrics

Exit codes:
  0 all tests passed or were skipped   1 a test failed   2 bad usage or input   3 no test ran to its end, or the cluster could not be reached   130 interrupted`,
  );
}

type RunFlags = FlagsOf<typeof declared>;

// beyond the binary's own limit, so that it can report it
const grace = 60_000;

/** Runs the tests and writes the artifacts. Throws InputError, RunError if they cannot be written, and what the cluster answers. */
async function run(context: Context, passed: readonly string[], flags: RunFlags): Promise<void> {
  const { io, name, exit } = context;
  const { ArtifactFiles } = await import("../../ai/run/artifacts.ts");
  const { chooseTests } = await import("../../ai/run/choose.ts");
  const { leftNamespaces } = await import("../../ai/run/left.ts");
  const { listTests, runBinary } = await import("../../ai/run/local.ts");
  const { newRunId } = await import("../../run/identity.ts");
  const { parseDuration } = await import("../../text/duration.ts");
  const { shellWords } = await import("../../results/words.ts");
  const { viewCluster } = await import("./cluster-view.ts");
  const limit = parseDuration(flags.timeout);
  if (limit === undefined || limit <= 0)
    throw new InputError(`--timeout ${flags.timeout}: not a duration`, { fix: "write it like 75m" });
  if (flags.binary === undefined)
    throw new InputError("--binary is missing: the tests to run", {
      fix: "build them in a clone of kubernetes-sigs/ai-conformance: CGO_ENABLED=0 go test -c -o ai-conformance.test ./test",
    });
  refuseOtherConnection(flags);
  const env =
    flags.kubeconfig === undefined
      ? io.env
      : { ...io.env, KUBECONFIG: path.resolve(io.cwd, flags.kubeconfig) };
  const binary = path.resolve(io.cwd, flags.binary);
  const listed = await listTests(binary, env, io.signal);
  const { findings } = await viewCluster(context, flags, undefined);
  const chosen = chooseTests({ listed, findings, requirements: flags.requirement ?? [], passed });
  sayChoice(context, chosen);
  if (chosen.tests.length === 0)
    throw new InputError("no test fits this cluster", {
      fix: "see ai preflight; --requirement runs a test whatever the cluster shows",
    });
  const shown = flags.out ?? path.join("ai-results", newRunId(io.now()));
  const folder = path.resolve(io.cwd, shown);
  const artifacts = await ArtifactFiles.in(folder).catch((cause: unknown) => {
    if (!(cause instanceof Error && /EEXIST|exist/.test(cause.message))) throw cause;
    throw new InputError(`${shown} already has results`, { fix: "name another --out" });
  });
  const output: string[] = [];
  const ended = await runBinary({
    binary,
    args: [
      "-test.v=test2json",
      `-test.timeout=${limit}ms`,
      ...(chosen.pattern === undefined ? [] : [`-test.run=${chosen.pattern}`]),
      ...(flags.accelerator === undefined ? [] : [`-accelerator-type=${flags.accelerator}`]),
      ...passed,
    ],
    within: limit + grace,
    cwd: io.cwd,
    env,
    signal: io.signal,
    now: () => io.now(),
    onEvents: async (events) => {
      await artifacts.take(events);
      const lines = events.flatMap(({ Output }) => Output ?? []);
      for (const line of lines) if (/namespace/i.test(line)) output.push(line);
      io.stdout.write(lines.map((line) => `${safe(line.replace(/\r?\n$/, ""))}\n`).join(""));
    },
    onStderr: (piece) => io.stderr.write(piece.split("\n").map(safe).join("\n")),
  });
  const ends = await artifacts.finish();
  const number = (end: string) =>
    [...ends].filter(([test, one]) => one === end && !test.includes("/")).length;
  const counts = `${number("pass")} passed, ${number("fail")} failed, ${number("skip")} skipped`;
  io.stderr.write(`\n${counts}; results.json, e2e.log and junit.xml are in ${safe(shown)}\n`);
  const left = leftNamespaces(output);
  if (left.length > 0 && ended.code !== 0)
    io.stderr.write(
      `the tests may have left these namespaces; to remove them: ${safe(shellWords(["kubectl", "delete", "namespace", ...left]))}\n`,
    );
  io.signal.throwIfAborted();
  const hasFailed = ended.code !== 0 || number("fail") > 0;
  if (ends.size === 0) exit(exitCode.noVerdict);
  else exit(hasFailed ? exitCode.testsFailed : exitCode.passed);
  if (flags.submission === undefined) {
    if (!hasFailed && (await isAccepted(context, folder)))
      io.stderr.write(`next: ${safe(`${name} ai package SUBMISSION --results ${shellWords([shown])}`)}\n`);
    return;
  }
  if (hasFailed || ends.size === 0)
    io.stderr.write(`${safe(flags.submission)} is left as it is: the validator refuses any failure\n`);
  else await addTo(context, flags.submission, folder, flags.checklist);
}

/** Whether the validator accepts the artifacts of a run in which nothing failed: a line of output may look like a failed test. */
async function isAccepted({ io }: Context, folder: string): Promise<boolean> {
  const { newestRelease, heldChecklist } = await import("../../ai/checklist/held.ts");
  const { readRun } = await import("../../ai/package/artifacts.ts");
  const checklist = heldChecklist(newestRelease());
  if (checklist === undefined) return false;
  try {
    await readRun(folder, checklist, io.signal);
    return true;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    io.stderr.write(`warning: the validator would refuse these artifacts: ${safe(error.message)}\n`);
    return false;
  }
}

/** The suite reads the kubeconfig itself, and knows its current context alone. */
function refuseOtherConnection({ kubeconfig: _, requestTimeout: _timeout, ...flags }: RunFlags): void {
  const others = [
    ["--context", flags.context],
    ["--server", flags.server],
    ["--cluster", flags.cluster],
    ["--user", flags.user],
    ["--token", flags.token],
    ["--as", flags.as],
  ] as const;
  const given = others.find(([, value]) => value !== undefined);
  if (given === undefined) return;
  throw new InputError(`${given[0]}: the tests use the current context of the kubeconfig, and nothing else`, {
    fix: "kubectl config view --minify --flatten --context NAME > one.kubeconfig, and name that with --kubeconfig",
  });
}

function sayChoice({ io }: Context, { tests, left }: Chosen): void {
  if (tests.length > 0) io.stderr.write(`running: ${tests.map(safe).join(", ")}\n`);
  for (const line of left) io.stderr.write(`left out: ${safe(line)}\n`);
}

/** Copies the artifacts into the submission, and links the tests that passed. */
async function addTo(
  { io }: Context,
  submission: string,
  folder: string,
  checklist: string | undefined,
): Promise<void> {
  const { checklists } = await import("../../ai/checklist/named.ts");
  const { openSubmission } = await import("../../ai/open/open.ts");
  const { withLinks } = await import("../../ai/package/answers.ts");
  const { readRun } = await import("../../ai/package/artifacts.ts");
  const { writeDraft } = await import("../../submission/init-files.ts");
  const { copyFile } = await import("node:fs/promises");
  const checklistOf = await checklists(checklist, io);
  const opened = await openSubmission(submission, { isOffline: true, checklistOf }, io);
  const { reading } = opened;
  if (reading.kind === "unreadable" || opened.checklist === undefined)
    throw new InputError(`${submission} cannot be read, so nothing is linked`, {
      fix: `see ai check ${submission}`,
    });
  const { files, additions, missing } = await readRun(folder, opened.checklist, io.signal);
  for (const file of files.keys()) await copyFile(path.join(folder, file), path.join(opened.folder, file));
  const text = withLinks(new TextDecoder().decode(opened.bytes), additions, (category, id) =>
    reading.product.spec?.get(category)?.findLast((one) => one.id === id),
  );
  await writeDraft(opened.folder, opened.file, text);
  for (const { id } of additions) io.stderr.write(`${id}: shown by its test, and linked\n`);
  for (const line of missing) io.stderr.write(`not linked: ${safe(line)}\n`);
}
