import type { Show } from "../../display/show.ts";
import { type WebAddress, webAddress } from "../../display/web/address.ts";
import { InputError } from "../../errors.ts";
import type { KeptAtEnd } from "../../run/at-end/keep.ts";
import type { WatchPods } from "../../run/follow/pod-filter.ts";
import { imageFault } from "../../run/plan/image.ts";
import type { RunRequest } from "../../run/plan/plan.ts";
import { namePattern } from "../../run/plan/plan-schema.ts";
import type { EvidenceOf } from "../../run/session-options.ts";
import { argumentFault } from "../../suite/argument.ts";
import { modes } from "../../suite/modes.ts";
import { sigOf } from "../../suite/names.ts";
import { checkPattern } from "../../suite/pattern.ts";
import { bare } from "../../suite/repo-list.ts";
import { listedTests, newestMinor } from "../../suite/required/required.ts";
import { setFlagFault } from "../../suite/set-flags.ts";
import { redactArgv, redactText } from "../../text/redact.ts";
import { type AuditLog, readAuditLog } from "./audit-log/source.ts";
import { type Receiver, receiverOf } from "./end/receiver.ts";
import {
  checkPublish,
  duration,
  parallel,
  positive,
  pullSecret,
  repoList,
  selector,
  toleration,
} from "./flag-values.ts";
import { defaultNamespace, type RunFlags } from "./flags.ts";
import type { ObjectFormat } from "./print-objects.ts";
import { refuseReserved } from "./reserved.ts";

/** The flags that do not concern the run itself but how it is shown and kept. */
export interface RunSettings {
  readonly request: RunRequest;
  /** Milliseconds. */
  readonly startupTimeout: number;
  /** Milliseconds; undefined means no limit. */
  readonly timeout: number | undefined;
  /** Undefined is no limit. */
  readonly maxFailures: number | undefined;
  readonly watchPods: WatchPods;
  readonly evidence: EvidenceOf;
  readonly keptAtEnd: KeptAtEnd;
  /** Undefined if not given. */
  readonly show: Show | undefined;
  readonly output: "table" | "jsonl";
  /** Whether stdout gets only the run's id. */
  readonly idOnly: boolean;
  /** Whether the user sees only warnings, failures and the verdict. */
  readonly quiet: boolean;
  readonly resultsDir: string | undefined;
  readonly keep: boolean;
  readonly certifiable: boolean;
  /** From where the API coverage is counted. */
  readonly auditLog: AuditLog | undefined;
  readonly detach: boolean;
  /** Checks to skip; `all` of them. */
  readonly skipPreflight: readonly string[] | "all";
  /** A shell command to run when the run has ended. */
  readonly onFinish: string | undefined;
  readonly notify: readonly Receiver[];
  /** Where to publish the results. */
  readonly publish: string | undefined;
  /** Where to serve the live page; undefined if nowhere. */
  readonly web: WebAddress | undefined;
  /** Whether the cluster lives in this process. */
  readonly sandbox: boolean;
  readonly speed: number;
}

/**
 * How the objects of a dry run are printed.
 * @throws InputError if -o is for a run that is shown
 */
export function objectFormat({ output }: Pick<RunFlags, "output">): ObjectFormat {
  if (output !== "jsonl") return output;
  throw new InputError("--output jsonl: a dry run has no events", { fix: "choose yaml, json or name" });
}

/**
 * Reads the flags of `run` into values.
 * @throws InputError naming the flag that cannot be used
 */
export function readRunFlags(flags: RunFlags, cwd: string): RunSettings {
  if (flags.namespace !== undefined && !new RegExp(namePattern).test(flags.namespace)) {
    throw new InputError(`--namespace ${flags.namespace}: not a name that Kubernetes accepts`, {
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
      `--image-repo ${redactText(flags.imageRepo)}: has a scheme, which image names do not have`,
      {
        fix: "write it as HOST/PATH: registry.example.com/k8s",
      },
    );
  }
  // test/utils/image/manifest.go cuts it at its first slash, and panics if there is none
  if (flags.imageRepo && !/^[^/\s]+\/[^/\s]/.test(flags.imageRepo)) {
    throw new InputError(
      `--image-repo ${flags.imageRepo}: has no path, and the suite cannot start without one`,
      {
        fix: "add the path of your mirror: registry.example.com/k8s",
      },
    );
  }
  if (flags.output === "yaml" || flags.output === "json")
    throw new InputError(`--output ${flags.output}: only the objects of --dry-run are printed so`, {
      fix: "use -o jsonl for a program that reads a run's events",
    });
  if (flags.output === "name" && flags.detach !== true)
    throw new InputError("--output name: only with --detach or --dry-run", {
      fix: "use -o jsonl for a program that reads a run's events",
    });
  const empty = optional.find((name) => flags[name] === "");
  if (empty !== undefined) {
    const flag = `--${empty.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new InputError(`${flag} is empty`, {
      fix: "check whether a variable is unset, or leave the flag out",
    });
  }
  if (flags.publish !== undefined) checkPublish(flags.publish, cwd);
  for (const [name, image] of [
    ["--conformance-image", flags.conformanceImage],
    ["--image-repo", flags.imageRepo?.replace(/\/+$/, "")],
  ] as const) {
    // a repository is the beginning of an image's name
    const fault =
      image === undefined ? undefined : imageFault(name === "--image-repo" ? `${image}/x` : image);
    if (fault !== undefined) {
      throw new InputError(`${name} ${redactText(image ?? "")}: ${fault}`, {
        fix: `write it like registry.example.com/k8s${name === "--image-repo" ? "" : "/conformance:v1.37.2"}`,
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
        fix: "Ginkgo uses Go's regexps (RE2); quote brackets of tags: '\\[sig-apps\\]'",
      });
    }
  }
  return {
    request: {
      mode: flags.mode,
      ...focusOf(flags),
      ...(flags.skip === undefined ? {} : { skip: flags.skip }),
      parallel: flags.parallel === "auto" ? "auto" : parallel(flags.parallel),
      dryRun: flags.suiteDryRun === true,
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
    maxFailures: flags.maxFailures === undefined ? undefined : positive("--max-failures", flags.maxFailures),
    sandbox: flags.sandbox === true,
    watchPods: flags.watchPods,
    evidence: flags.evidence,
    keptAtEnd: { nodeLogs: flags.nodeLogs, dump: flags.dump },
    show: flags.show,
    output: flags.output === "jsonl" ? "jsonl" : "table",
    idOnly: flags.detach === true && flags.output === "name",
    quiet: flags.quiet === true,
    resultsDir: flags.resultsDir,
    keep: flags.keep === true,
    certifiable: flags.certifiable === true,
    auditLog: flags.auditLog === undefined ? undefined : readAuditLog(flags.auditLog, cwd),
    detach: flags.detach === true,
    skipPreflight: flags.skipPreflight === "all" ? "all" : (flags.skipPreflight?.split(",") ?? []),
    onFinish: flags.onFinish,
    notify: (flags.notify ?? []).map(receiverOf),
    publish: flags.publish,
    web: typeof flags.web === "string" ? webAddress(flags.web) : undefined,
    speed: positive("--speed", flags.speed),
  };
}

// flags without a default, for which a missing value differs from an empty one
const optional = [
  "focus",
  "skip",
  "conformanceImage",
  "imageRepo",
  "testRepoList",
  "imagePullSecret",
  "skipPreflight",
  "timeout",
  "maxFailures",
  "resultsDir",
  "auditLog",
  "product",
  "onFinish",
  "publish",
] as const;

/** The pattern in --focus, or the mode's own for the groups in --sig. Throws InputError if there is no such group. */
function focusOf({ focus, sig, mode }: RunFlags): { readonly focus?: string } {
  if (focus !== undefined) return { focus };
  if (sig === undefined) return {};
  const groups = sig.map((name) => name.toLowerCase().replace(/^sig-/, ""));
  const known = new Set((listedTests(newestMinor()) ?? []).map((name) => sigOf(name)?.replace(/^sig-/, "")));
  const unknown = groups.find((name) => !known.has(name));
  if (unknown !== undefined || groups.length === 0) {
    throw new InputError(`--sig ${unknown ?? ""}: no conformance test belongs to it`, {
      fix: `choose among ${[...known].sort().join(", ")}`,
    });
  }
  const which = groups.length === 1 ? groups[0] : `(?:${groups.join("|")})`;
  return { focus: `\\[sig-${which}\\].*${modes[mode].focus}` };
}
