import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { findingCounts, findingLines } from "../display/findings.ts";
import { styleFor } from "../display/style.ts";
import { exitCode } from "../errors.ts";
import { userAgent } from "../process/version.ts";
import type { RunRequest } from "../run/plan/plan.ts";
import { modeNames } from "../suite/modes.ts";
import { jsonText } from "../text/printed.ts";
import { connectionFlags } from "./connection-flags.ts";
import type { Context } from "./context.ts";
import { judgedBy } from "./judged.ts";
import { listed, repeated } from "./repeated.ts";
import { runFlags } from "./run/flags.ts";
import { type FlagsOf, withFlags } from "./with-flags.ts";

// somebody waits, so no single call may take longer, or be retried for longer
const longest = 8000;
const patience = 5000;

/** `preflight`: reports what would keep a run from passing, before it starts. */
export function preflightCommand(context: Context): CommandUnknownOpts {
  const { io, name } = context;
  const judge = async (command: { opts(): PreflightFlags }) => {
    const { checkSkipped } = await import("../preflight/preflight.ts");
    await readRequest(command.opts(), io.cwd);
    checkSkipped(command.opts().skip ?? []);
  };
  return judgedBy(declared(context), judge).action(async (flags) => {
    const { openCluster } = await import("../kube/cluster.ts");
    const { connect } = await import("../kube/connection.ts");
    const { runPreflight } = await import("../preflight/preflight.ts");
    const request = await readRequest(flags, io.cwd);
    const connection = connect(flags, io);
    const requestTimeout = connection.requestTimeout || longest;
    // no signal: what a probe created is removed even after an interruption
    const cluster = openCluster({ ...connection, requestTimeout }, userAgent(context.version), io, {
      patience,
    });
    if (flags.probe === true)
      io.stderr.write(
        "starting a pod with the run's image, and pulling the suite's images on every node: this takes at most ten minutes, and one more to remove the pods\n",
      );
    const findings = await runPreflight(cluster, request, {
      skip: flags.skip ?? [],
      probe: flags.probe === true,
      io,
    });
    if (flags.output === "json") io.stdout.write(jsonText(findings));
    else {
      io.stdout.write(
        findingLines(findings, styleFor(io.stdout, io.env), name)
          .map((line) => `${line}\n`)
          .join(""),
      );
      io.stderr.write(`\n${findingCounts(findings)}\n`);
    }
    context.exit(findings.some(({ status }) => status === "fail") ? exitCode.noVerdict : exitCode.passed);
  });
}

function declared({ name }: Context) {
  const command = new Command("preflight")
    .summary("check whether a cluster is ready for a run")
    .description(
      "Looks for what makes conformance runs fail or hang, and says why it matters and how to fix it. It only reads, and takes less than ten seconds.",
    )
    .addOption(
      new Option("-n, --namespace <name>", "the namespace of the planned run (default: conformance)"),
    )
    .addOption(
      new Option("--mode <mode>", "which specs the run would execute")
        .choices(modeNames)
        .default("certified-conformance"),
    )
    .addOption(
      new Option(
        "--extra-args <arg>",
        "an argument for the suite, may be repeated; e.g. --extra-args=--non-blocking-taints=example.com/gpu",
      ).argParser(repeated),
    )
    .addOption(
      new Option("--conformance-image <image>", "the image to run instead of registry.k8s.io/conformance"),
    )
    .addOption(new Option("--image-repo <path>", "a registry path that holds the conformance image"))
    .addOption(
      new Option(
        "--test-repo-list <file|url>",
        "the list of registries of the run, for --probe; e.g. --test-repo-list repos.yaml",
      ),
    )
    .addOption(new Option("--image-pull-secret <[namespace/]name>", "a secret to pull the image with"))
    .addOption(
      new Option(
        "--probe",
        "also start a pod with the image, in its own namespace, let every node pull the images that the suite's pods need, and remove the pods; nothing else changes the cluster",
      ),
    )
    .addOption(
      new Option(
        "--skip <name,…>",
        "checks to skip, by the names in the second column; may be repeated",
      ).argParser(listed),
    )
    .addOption(
      new Option("-o, --output <format>", "how to print").choices(["table", "json"]).default("table"),
    );
  return withFlags(command, connectionFlags).addHelpText("after", examples(name));
}

type PreflightFlags = FlagsOf<typeof declared>;

/** The planned run: the flags given here, and the defaults of `run`. */
async function readRequest(
  { probe: _, skip: _skip, output: _output, ...given }: PreflightFlags,
  cwd: string,
): Promise<RunRequest> {
  const { readRunFlags } = await import("./run/read-flags.ts");
  const defaults = runFlags().opts();
  return readRunFlags({ ...defaults, ...given }, cwd).request;
}

function examples(name: string): string {
  return `
Examples:
  ${name} preflight
  # some nodes have a taint of your own: would the suite wait for them?
  ${name} preflight --extra-args=--non-blocking-taints=node-role.kubernetes.io/control-plane,example.com/gpu
  # can the nodes pull the image from here?
  ${name} preflight --probe --image-repo registry.example.com/k8s --image-pull-secret default/registry
  # can every node pull all that the suite needs from the mirror?
  ${name} preflight --probe --test-repo-list repos.yaml --conformance-image registry.example.com/k8s/conformance:v1.37.2
  # in a script: what failed
  ${name} preflight -o json | jq -r '.[] | select(.status == "fail") | .summary'

Exit codes:
  0 nothing failed   2 bad usage or input   3 something failed, or the cluster could not be reached`;
}
