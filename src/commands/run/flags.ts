import { Command, Option } from "@commander-js/extra-typings";
import { showNames } from "../../display/show.ts";
import type { RunRequest } from "../../run/plan/plan.ts";
import { mostProcesses } from "../../run/plan/processes.ts";
import { modeNames } from "../../suite/modes.ts";
import { dryRunOption } from "../dry-run.ts";
import { listed, repeated } from "../repeated.ts";
import type { FlagsOf } from "../with-flags.ts";

/** The flags of `run` as commander returns them. */
export interface RunFlags extends FlagsOf<typeof runFlags> {
  /** What allows the run to use that namespace if it already exists; by default that it is named. */
  readonly namespaceBy?: RunRequest["namespaceBy"];
}

/** The default namespace of a run's own pod. */
export const defaultNamespace = "conformance";

/** What is shown of a run, for `run` and `attach`. */
export const showFlag = [
  "--show <what>",
  "what to show on the screen: rows of pods, a line for each test that ends, both, or only failures, which are always shown; for several clusters, pods are never shown; e.g. --show tests (default: both; for several clusters failures)",
] as const;

/** Whose pods a run shows and keeps. */
export const watchPodsFlag = [
  "--watch-pods <whose>",
  "whose pods --show shows and pods.txt keeps: this run's, or all, like kubectl get pod -A -w; with none, no pods are shown, and this run's are kept; e.g. --watch-pods all",
] as const;

/** When a run is lost, where `run` and `attach` say so. */
export const maxFailuresFlag = [
  "--max-failures <N>",
  "stop the suite when so many tests have failed, and keep what there is; e.g. --max-failures 20",
] as const;

/** Whose evidence a run keeps, where `run` and `attach` say so. */
export const evidenceFlag = [
  "--evidence <of>",
  "what to keep of the cluster when a test fails, in evidence/ of the results folder: events, pods, the ends of their logs, other objects, and nodes' conditions; or none; e.g. --evidence none",
] as const;

/** When the logs of nodes are kept, where `run` and `attach` say so. */
export const nodeLogsFlag = [
  "--node-logs <when>",
  "when to keep the logs of each node's kubelet and container runtime, from the run's beginning on, in node-logs/ of the results folder: when the run failed, always, or never (none); takes the permission to get nodes/proxy; e.g. --node-logs failed",
] as const;

/** When a dump is kept, where `run` and `attach` say so. */
export const dumpFlag = [
  "--dump <when>",
  "when to keep a dump of what concerns the run, as dump --around takes it, in dump.tar.gz of the results folder: when the run failed, always, or never (none); e.g. --dump failed",
] as const;

export const keptNames = ["failed", "always", "none"] as const;

export const evidenceNames = ["failed", "none"] as const;

export const watchPodsNames = ["run", "all", "none"] as const;

/** What is done when a run has ended, where `run` and `attach` say so. */
export const onFinishFlag = [
  "--on-finish <command>",
  "a command for the shell, run when the run has ended, with the result in CONFORMANCE_VERDICT, CONFORMANCE_FOLDER and others; e.g. --on-finish 'notify-send \"$CONFORMANCE_VERDICT\"'",
] as const;

/** Where the results are published, where `run` and `attach` say so. */
export const publishFlag = [
  "--publish <store>",
  "publish the results as a build of a job when the run has ended, as history publish does: a folder, gs://BUCKET/PREFIX/JOB or s3://BUCKET/PREFIX/JOB; if that fails, the run's result is the same; e.g. --publish gs://acme-conformance/logs/nightly-v1.35",
] as const;

/** Where the live page is, where `run` and `attach` say so. */
export const webFlag = [
  "--web [address:port]",
  "serve a page that shows the run while it goes on, and the report at its end, to browsers that know its address, which is printed first; by default on a free port of this machine only; e.g. --web, or --web=127.0.0.1:8080",
] as const;

/** --web without a value: a free port of this machine. */
export const anyPort = "127.0.0.1:0";

export const notifyFlag = [
  "--notify <url>",
  "an https URL that the result is posted to as JSON when the run has ended, in Slack's form for hooks.slack.com and after slack:, may be repeated; e.g. --notify https://ci.example.com/hooks/conformance",
] as const;

/** Declares the flags of `run`. */
export function runFlags(command = new Command()) {
  const suite = <Usage extends string>(usage: Usage, description: string) =>
    new Option(usage, description).helpGroup("What to run:");
  const image = <Usage extends string>(usage: Usage, description: string) =>
    new Option(usage, description).helpGroup("Images:");
  const place = <Usage extends string>(usage: Usage, description: string) =>
    new Option(usage, description).helpGroup("Where and how long:");
  const show = <Usage extends string>(usage: Usage, description: string) =>
    new Option(usage, description).helpGroup("What to show and keep:");
  return command
    .addOption(
      suite(
        "--mode <mode>",
        "which specs to run: those for a certification, those that do not disturb other workloads, or a single quick one",
      )
        .choices(modeNames)
        .default("certified-conformance"),
    )
    .addOption(
      suite(
        "--focus <regexp>",
        "only specs whose name matches, instead of the mode's; e.g. --focus '\\[sig-network\\].*\\[Conformance\\]'",
      ),
    )
    .addOption(
      suite(
        "--sig <name,…>",
        "only the mode's specs of these special interest groups; e.g. --sig network,storage",
      )
        .argParser(listed)
        .conflicts("focus"),
    )
    .addOption(suite("--skip <regexp>", "leave out specs whose name matches; e.g. --skip '\\[Serial\\]'"))
    .addOption(
      suite(
        "--parallel <auto|N>",
        `Ginkgo processes, at most ${mostProcesses}; [Serial] specs still run one by one; e.g. --parallel 1`,
      ).default("auto"),
    )
    .addOption(
      suite("--suite-dry-run", "let the suite, in the cluster, go through its specs without running them"),
    )
    .addOption(
      suite(
        "--extra-args <arg>",
        "an argument for the suite, may be repeated; e.g. --extra-args=--non-blocking-taints=example.com/gpu",
      ).argParser(repeated),
    )
    .addOption(
      suite(
        "--extra-ginkgo-args <arg>",
        "an argument for Ginkgo, may be repeated; e.g. --extra-ginkgo-args=--seed=7",
      ).argParser(repeated),
    )
    .addOption(
      image(
        "--conformance-image <image>",
        "the image to run instead of registry.k8s.io/conformance with the server's release; e.g. --conformance-image registry.example.com/conformance:v1.35.4",
      ),
    )
    .addOption(
      image(
        "--image-repo <path>",
        "a registry path that holds the conformance image and all images of the suite; e.g. --image-repo registry.example.com/k8s",
      ),
    )
    .addOption(
      image(
        "--test-repo-list <file|url>",
        "a file or URL that maps the suite's registries to others (KUBE_TEST_REPO_LIST); e.g. --test-repo-list repos.yaml",
      ),
    )
    .addOption(
      image(
        "--image-pull-secret <[namespace/]name>",
        "a secret to pull the conformance image with; e.g. --image-pull-secret default/registry",
      ),
    )
    .addOption(
      place(
        "-n, --namespace <name>",
        `the namespace of the run's own pod; an existing one is used only if you name it here, and kube-system, kube-public, kube-node-lease and default never are; e.g. -n conformance-nightly (default: ${defaultNamespace})`,
      ),
    )
    .addOption(
      place(
        "--node-selector <key=value>",
        "nodes on which the run's own pod may run, may be repeated; e.g. --node-selector disk=ssd",
      ).argParser(repeated),
    )
    .addOption(
      place(
        "--toleration <key[=value][:effect]>",
        "an additional toleration for the run's own pod, which already tolerates every taint; without an effect, it applies to all effects; may be repeated; e.g. --toleration gpu=yes:NoSchedule",
      ).argParser(repeated),
    )
    .addOption(
      place(
        "--startup-timeout <duration>",
        "how long the pod may take to start; e.g. --startup-timeout 15m",
      ).default("5m"),
    )
    .addOption(
      place(
        "--timeout <duration>",
        "stop the suite after this long and keep the results so far; e.g. --timeout 3h",
      ),
    )
    .addOption(place(...maxFailuresFlag))
    .addOption(
      place("--skip-preflight <name,…|all>", "preflight checks to skip; e.g. --skip-preflight dns,clock"),
    )
    .addOption(
      place(
        "--keep-results <duration>",
        "how long a run that nobody follows keeps its results in the cluster after the suite has ended; e.g. --keep-results 72h",
      ).default("24h"),
    )
    .addOption(
      place("--detach", "return as soon as the suite is running, and leave it running").conflicts("wait"),
    )
    .addOption(place("--wait", "wait until the suite has ended and the results are here; the default"))
    .addOption(
      show(
        "--results-dir <folder>",
        "the folder for the results, new or empty; e.g. --results-dir out (default: conformance-results/<run>)",
      ),
    )
    .addOption(
      show(
        "--product <file>",
        "PRODUCT.yaml, or the folder of an earlier submission, to reuse; e.g. --product v1.34/acme",
      ),
    )
    .addOption(
      show(...evidenceFlag)
        .choices(evidenceNames)
        .default("failed"),
    )
    .addOption(
      show(
        "--audit-log <file|node:name:path>",
        "the API server's audit log, from which the run's API coverage is counted: a file of this machine, or one below /var/log of a node; e.g. --audit-log node:control-plane-1:/var/log/kubernetes/audit.log",
      ).conflicts("detach"),
    )
    .addOption(
      show(...nodeLogsFlag)
        .choices(keptNames)
        .default("none"),
    )
    .addOption(
      show(...dumpFlag)
        .choices(keptNames)
        .default("none"),
    )
    .addOption(show("--certifiable", "exit with code 4 if all tests passed but the run cannot certify"))
    .addOption(
      dryRunOption(
        "print what the run would create in the cluster, without creating it; server lets the server check it",
      ).helpGroup("What to show and keep:"),
    )
    .addOption(show("-q, --quiet", "show only warnings, failures and the verdict"))
    .addOption(show(...onFinishFlag))
    .addOption(show(...notifyFlag).argParser(repeated))
    .addOption(show(...publishFlag))
    .addOption(
      show(...webFlag)
        .preset(anyPort)
        .conflicts("detach"),
    )
    .addOption(show("--keep", "leave the run's pod and namespace in the cluster"))
    .addOption(show(...showFlag).choices(showNames))
    .addOption(
      show(...watchPodsFlag)
        .choices(watchPodsNames)
        .default("run"),
    )
    .addOption(
      show(
        "-o, --output <format>",
        "how to show the run: a table for people, or one event per line; with --detach also name, only the run's id; with --dry-run yaml, json or name",
      )
        .choices(["table", "jsonl", "yaml", "json", "name"])
        .default("table"),
    )
    .addOption(
      new Option(
        "--sandbox",
        "replay a recorded run in this process, without a cluster; always all its 441 specs, whatever the flags choose",
      )
        .conflicts(["detach", "kubeconfig", "context", "server"])
        .helpGroup("Without a cluster:"),
    )
    .addOption(
      new Option("--speed <factor>", "how many times faster than recorded the sandbox replays")
        .default("100")
        .helpGroup("Without a cluster:"),
    );
}
