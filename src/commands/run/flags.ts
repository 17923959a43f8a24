import path from "node:path";
import { Command, Option } from "@commander-js/extra-typings";
import type { V1Toleration } from "@kubernetes/client-node";
import { type Show, showNames } from "../../display/show.ts";
import { InputError } from "../../errors.ts";
import { readSmall } from "../../process/read-small.ts";
import type { WatchPods } from "../../run/follow/pod-filter.ts";
import { imageFault } from "../../run/plan/image.ts";
import { isLabelKey, isLabelName, isSubdomain } from "../../run/plan/names.ts";
import type { RunRequest } from "../../run/plan/plan.ts";
import { namePattern } from "../../run/plan/plan-schema.ts";
import { mostProcesses } from "../../run/plan/processes.ts";
import { argumentFault } from "../../suite/argument.ts";
import { modeNames } from "../../suite/modes.ts";
import { checkPattern } from "../../suite/pattern.ts";
import { bare, readRepoList } from "../../suite/repo-list.ts";
import { setFlagFault } from "../../suite/set-flags.ts";
import { parseDuration } from "../../text/duration.ts";
import { redactArgv, redactText } from "../../text/redact.ts";
import { systemWords } from "../../text/system-words.ts";
import { repeated } from "../repeated.ts";
import type { FlagsOf } from "../with-flags.ts";
import { refuseReserved } from "./reserved.ts";

/** The flags of `run` as commander gives them. */
export interface RunFlags extends FlagsOf<typeof runFlags> {
  /** What lets the run use that namespace where it is there already; by default that it is named. */
  readonly namespaceBy?: RunRequest["namespaceBy"];
}

/** What of the flags is not the run's own but of its showing and keeping. */
export interface RunSettings {
  readonly request: RunRequest;
  /** Milliseconds. */
  readonly startupTimeout: number;
  /** Milliseconds; undefined is no bound. */
  readonly timeout: number | undefined;
  readonly watchPods: WatchPods;
  /** Undefined where nobody says. */
  readonly show: Show | undefined;
  readonly output: "table" | "jsonl";
  readonly resultsDir: string | undefined;
  readonly keep: boolean;
  readonly certifiable: boolean;
  readonly detach: boolean;
  /** Checks to leave out; `all` of them. */
  readonly skipPreflight: readonly string[] | "all";
  /** Whether the cluster is one that lives in this process. */
  readonly sandbox: boolean;
  readonly speed: number;
}

/** Where a run's own pod is made by default. */
export const defaultNamespace = "conformance";

/** What of a run is shown, where `run` and `attach` say so. */
export const showFlag = [
  "--show <what>",
  "what goes by on the screen: rows of pods, a line for each test that ends, both, or failures alone, which are always shown; of several clusters pods never; e.g. --show tests (default: both; of several clusters failures)",
] as const;

/** Whose pods a run shows and keeps. */
export const watchPodsFlag = [
  "--watch-pods <whose>",
  "whose pods --show shows and pods.txt keeps: this run's, or all as kubectl get pod -A -w; with none no pods are shown, and this run's are kept; e.g. --watch-pods all",
] as const;

export const watchPodsNames = ["run", "all", "none"] as const;

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
        "which specs: those of a certification, those that disturb nothing, or one quick one",
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
    .addOption(suite("--skip <regexp>", "leave out specs whose name matches; e.g. --skip '\\[Serial\\]'"))
    .addOption(
      suite(
        "--parallel <auto|N>",
        `Ginkgo processes, at most ${mostProcesses}; [Serial] specs still run one by one; e.g. --parallel 1`,
      ).default("auto"),
    )
    .addOption(suite("--dry-run", "let the suite walk through its specs without running them"))
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
        `the namespace of the run's own pod; one that already exists is used only if it is named here, kube-system, kube-public, kube-node-lease and default never; e.g. -n conformance-nightly (default: ${defaultNamespace})`,
      ),
    )
    .addOption(
      place(
        "--node-selector <key=value>",
        "nodes that the run's own pod may be on, may be repeated; e.g. --node-selector disk=ssd",
      ).argParser(repeated),
    )
    .addOption(
      place(
        "--toleration <key[=value][:effect]>",
        "a further toleration of the run's own pod, which tolerates every taint as it is, without an effect all of a taint's, may be repeated; e.g. --toleration gpu=yes:NoSchedule",
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
        "stop the suite after this long and keep what there is; e.g. --timeout 3h",
      ),
    )
    .addOption(
      place(
        "--skip-preflight <name,…|all>",
        "checks of preflight to leave out; e.g. --skip-preflight dns,clock",
      ),
    )
    .addOption(
      place(
        "--keep-results <duration>",
        "how long a run that nobody follows keeps its results in the cluster after the suite's end; e.g. --keep-results 72h",
      ).default("24h"),
    )
    .addOption(
      place("--detach", "come back as soon as the suite runs, and leave it running").conflicts("wait"),
    )
    .addOption(place("--wait", "stay until the suite has ended and the results are here; the default"))
    .addOption(
      show(
        "--results-dir <folder>",
        "the folder for the results, new or empty; e.g. --results-dir out (default: conformance-results/<run>)",
      ),
    )
    .addOption(
      show(
        "--product <file>",
        "PRODUCT.yaml, or the folder of an earlier submission, to carry over; e.g. --product v1.34/acme",
      ),
    )
    .addOption(show("--certifiable", "fail with exit code 4 when all passed but the run cannot certify"))
    .addOption(show("--keep", "leave the run's pod and namespace in the cluster"))
    .addOption(show(...showFlag).choices(showNames))
    .addOption(
      show(...watchPodsFlag)
        .choices(watchPodsNames)
        .default("run"),
    )
    .addOption(
      show("-o, --output <format>", "how to show the run: a table for people, or one event a line")
        .choices(["table", "jsonl"])
        .default("table"),
    )
    .addOption(
      new Option(
        "--sandbox",
        "replay a recorded run in this process, without a cluster; whatever the flags choose, all its 441 specs",
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

/**
 * Reads the flags of `run` into values.
 * @throws InputError naming the flag that cannot be used
 */
export function readRunFlags(flags: RunFlags, cwd: string): RunSettings {
  if (flags.namespace !== undefined && !new RegExp(namePattern).test(flags.namespace)) {
    throw new InputError(`--namespace ${flags.namespace}: not a name Kubernetes takes`, {
      fix: "use at most 63 lower-case letters, digits and dashes",
    });
  }
  if (flags.namespace !== undefined) refuseReserved(flags.namespace);
  for (const [flag, of, given = []] of [
    ["--extra-args", "suite", flags.extraArgs],
    ["--extra-ginkgo-args", "ginkgo", flags.extraGinkgoArgs],
  ] as const) {
    const fault = argumentFault(given) ?? setFlagFault(given, of);
    if (fault !== undefined)
      throw new InputError(`${flag} ${redactArgv([fault.argument])[0]}: ${fault.why}`, {
        fix: redactText(fault.fix),
      });
  }
  if (flags.imageRepo !== undefined && bare(flags.imageRepo) !== flags.imageRepo.replace(/\/+$/, "")) {
    throw new InputError(
      `--image-repo ${redactText(flags.imageRepo)}: has a scheme, which no image's name has`,
      {
        fix: "write it as HOST/PATH: registry.example.com/k8s",
      },
    );
  }
  // test/utils/image/manifest.go cuts it at its first slash, and panics where there is none
  if (flags.imageRepo && !/^[^/\s]+\/[^/\s]/.test(flags.imageRepo)) {
    throw new InputError(
      `--image-repo ${flags.imageRepo}: has no path, without which the suite cannot start`,
      {
        fix: "add it: registry.example.com/k8s, where the mirror has its images",
      },
    );
  }
  const empty = optional.find((name) => flags[name] === "");
  if (empty !== undefined) {
    const flag = `--${empty.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new InputError(`${flag} is empty`, { fix: "is a variable unset? else leave the flag out" });
  }
  for (const [name, image] of [
    ["--conformance-image", flags.conformanceImage],
    ["--image-repo", flags.imageRepo?.replace(/\/+$/, "")],
  ] as const) {
    // a repository is the beginning of an image's name
    const fault =
      image === undefined ? undefined : imageFault(name === "--image-repo" ? `${image}/x` : image);
    if (fault !== undefined) {
      throw new InputError(`${name} ${redactText(image ?? "")}: ${fault}`, {
        fix: `write it like registry.example.com/k8s${name === "--image-repo" ? "" : "/conformance:v1.35.4"}`,
      });
    }
  }
  for (const [name, pattern] of [
    ["--focus", flags.focus],
    ["--skip", flags.skip],
  ] as const) {
    const wrong = pattern === undefined ? undefined : checkPattern(pattern);
    if (wrong !== undefined) {
      throw new InputError(`${name} ${pattern}: ${wrong}`, {
        fix: "Ginkgo takes Go's regexps (RE2); quote brackets of tags: '\\[sig-apps\\]'",
      });
    }
  }
  return {
    request: {
      mode: flags.mode,
      ...(flags.focus === undefined ? {} : { focus: flags.focus }),
      ...(flags.skip === undefined ? {} : { skip: flags.skip }),
      parallel: flags.parallel === "auto" ? "auto" : parallel(flags.parallel),
      dryRun: flags.dryRun === true,
      ...(flags.conformanceImage === undefined ? {} : { conformanceImage: flags.conformanceImage }),
      ...(flags.imageRepo === undefined ? {} : { imageRepo: flags.imageRepo }),
      ...(flags.testRepoList === undefined ? {} : { testRepoList: repoList(flags.testRepoList, cwd) }),
      ...(flags.imagePullSecret === undefined ? {} : { imagePullSecret: pullSecret(flags.imagePullSecret) }),
      namespace: flags.namespace ?? defaultNamespace,
      namespaceBy: flags.namespace === undefined ? "mark" : (flags.namespaceBy ?? "name"),
      extraArgs: flags.extraArgs ?? [],
      extraGinkgoArgs: flags.extraGinkgoArgs ?? [],
      nodeSelector: Object.fromEntries((flags.nodeSelector ?? []).map(selector)),
      tolerations: (flags.toleration ?? []).map(toleration),
      keepResults: duration("--keep-results", flags.keepResults),
    },
    startupTimeout: duration("--startup-timeout", flags.startupTimeout),
    timeout: flags.timeout === undefined ? undefined : duration("--timeout", flags.timeout),
    sandbox: flags.sandbox === true,
    watchPods: flags.watchPods,
    show: flags.show,
    output: flags.output,
    resultsDir: flags.resultsDir,
    keep: flags.keep === true,
    certifiable: flags.certifiable === true,
    detach: flags.detach === true,
    skipPreflight: flags.skipPreflight === "all" ? "all" : (flags.skipPreflight?.split(",") ?? []),
    speed: positive("--speed", flags.speed),
  };
}

// flags without a default, where nothing given is not the same as an empty text
const optional = [
  "focus",
  "skip",
  "conformanceImage",
  "imageRepo",
  "testRepoList",
  "imagePullSecret",
  "skipPreflight",
  "timeout",
  "resultsDir",
  "product",
] as const;

function positive(flag: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InputError(`${flag} ${text}: not a whole number above 0`);
}

function parallel(text: string): number {
  const processes = positive("--parallel", text);
  if (processes <= mostProcesses) return processes;
  throw new InputError(`--parallel ${text}: more than ${mostProcesses}`, {
    fix: "each process holds some 160 MB, all of them in one pod; --parallel auto takes 25 at most",
  });
}

function duration(flag: string, text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new InputError(`${flag} ${text}: not a duration`, { fix: "write it like 90s, 15m or 2h30m" });
}

function repoList(given: string, cwd: string): NonNullable<RunRequest["testRepoList"]> {
  if (/^https?:\/\//.test(given)) return { url: given };
  const unusable = (why: string) =>
    new InputError(`--test-repo-list ${given}: ${why}`, {
      fix: "name a file that can be read, or an http(s) URL",
    });
  const file = path.resolve(cwd, given);
  try {
    return { yaml: readRepoList(readSmall(file, largestRepoList)) };
  } catch (error) {
    throw unusable(systemWords(error));
  }
}

// bytes; a config map holds no more
const largestRepoList = 1 << 20;

function pullSecret(given: string): { namespace: string; name: string } {
  const [first = "", second, ...more] = given.split("/");
  const names = second === undefined ? ["default", first] : [first, second];
  const [namespace = "", name = ""] = names;
  if (more.length > 0 || !new RegExp(namePattern).test(namespace) || !isSubdomain(name)) {
    throw new InputError(`--image-pull-secret ${given}: not [namespace/]name`, {
      fix: "write it like default/registry",
    });
  }
  return { namespace, name };
}

function selector(given: string): [string, string] {
  const cut = given.indexOf("=");
  const [key, value] = [given.slice(0, Math.max(cut, 0)), given.slice(cut + 1)];
  if (!isLabelKey(key) || !(value === "" || isLabelName(value)))
    throw new InputError(`--node-selector ${given}: not key=value`, {
      fix: "write it as a node's label: topology.kubernetes.io/zone=eu-1a",
    });
  return [key, value];
}

const effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

function toleration(given: string): V1Toleration {
  const found = /^([^=:]+)(?:=([^:]*))?(?::(\w+))?$/.exec(given);
  const [, key, value, effect] = found ?? [];
  if (
    key === undefined ||
    !isLabelKey(key) ||
    !(value === undefined || value === "" || isLabelName(value)) ||
    (effect !== undefined && !effects.includes(effect))
  ) {
    throw new InputError(`--toleration ${given}: not key[=value][:effect]`, {
      fix: `effects are ${effects.join(", ")}`,
    });
  }
  return {
    key,
    ...(value === undefined ? { operator: "Exists" } : { operator: "Equal", value }),
    ...(effect === undefined ? {} : { effect }),
  };
}
