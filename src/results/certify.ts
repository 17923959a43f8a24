import { modes } from "../suite/modes.ts";
import { isConformance } from "../suite/names.ts";
import { hasFailed, type SpecResult } from "../suite/spec.ts";
import { minorOf } from "./layout.ts";
import type { FileRecord } from "./run-record.ts";

/** What of a run decides whether its results certify. */
export interface CertifyInput {
  /** The API server's version. */
  readonly server: string;
  readonly mode: string;
  readonly focus: string;
  readonly skip: string;
  readonly dryRun: boolean;
  /** Whether the sandbox replayed a recorded run. */
  readonly replayed: boolean;
  /** What Ginkgo was given beside focus, skip and dry run. */
  readonly ginkgoArgs: readonly string[];
  /** What the suite's own program was given: its `--ginkgo.` flags come after Ginkgo's, and win. */
  readonly suiteArgs: readonly string[];
  /** `e2e test version` of the log; undefined where it was not told. */
  readonly suiteVersion: string | undefined;
  /** Whether the suite came to its end. */
  readonly finished: boolean;
  /** Why it did not, in Ginkgo's words. */
  readonly endedBy?: string | undefined;
  /** Where none of its specs failed and yet the suite did, and why where that is known. */
  readonly suiteFailed?: { readonly reason: string | undefined } | undefined;
  /** Specs that were to run, as the suite announced; undefined where it did not come that far. */
  readonly planned: number | undefined;
  /** The specs and how they ended; those filtered out may be among them. */
  readonly specs: readonly SpecResult[];
  /** Specs that passed, but not at the first attempt. */
  readonly flaked: number;
  /** The names that the server's minor requires; without them, what was planned is taken as what is required. */
  readonly required?: readonly string[];
  /** Whether the log tells each spec by its name. */
  readonly verbose: boolean;
  /** e2e.log and junit_01.xml, where they are there. */
  readonly files: readonly FileRecord[];
}

/** The deviation of what no cluster ran; a submission's check knows it by these words. */
export const replayed = "replayed by the sandbox, not run on a cluster";

/**
 * Why the results of a run cannot certify, each in a few words; empty when they can. The rules are those of
 * cncf/k8s-conformance (instructions.md, faq.md) and of the reviewers.
 */
export function deviationsOf(run: CertifyInput): string[] {
  const chosen = [
    ...(run.dryRun ? ["a dry run runs no tests"] : []),
    ...selection(run),
    ...ginkgoFlags(run.ginkgoArgs, /^--?(?:ginkgo\.)?/).flatMap(ginkgoDeviation),
    ...ginkgoFlags(run.suiteArgs, /^--?ginkgo\./).flatMap(ginkgoDeviation),
  ];
  return [
    ...(run.replayed ? [replayed] : []),
    ...chosen,
    ...version(run),
    ...(run.finished ? [] : [because("the suite did not come to its end", run.endedBy)]),
    ...(run.suiteFailed === undefined ? [] : [because("the suite itself failed", run.suiteFailed.reason)]),
    // of a run that was never to take all of them it is said already
    ...verdicts(run, chosen.length === 0 ? run.required : undefined),
    ...(run.flaked > 0 ? [`${tests(run.flaked)} passed only when tried again`] : []),
    ...(run.verbose ? [] : ["e2e.log does not tell each test (Ginkgo's -v)"]),
    ...["e2e.log", "junit_01.xml"].flatMap((name) => fileDeviation(name, run.files)),
  ];
}

/** A mode that certifies nothing is one reason; focus and skip are, where they are not the mode's own. */
function selection(run: CertifyInput): string[] {
  const certified = modes["certified-conformance"];
  const mode = Object.entries(modes).find(([name]) => name === run.mode)?.[1] ?? certified;
  return [
    ...(mode === certified ? [] : [`--mode ${run.mode} leaves out required tests`]),
    ...(run.focus === mode.focus ? [] : [`--focus ${brief(run.focus)} instead of all required tests`]),
    ...(run.skip === mode.skip || run.skip === "" ? [] : [`--skip ${brief(run.skip)} leaves tests out`]),
  ];
}

/** A regexp of many names would drown the reason it stands in. */
function brief(pattern: string): string {
  return pattern.length > 60 ? `${pattern.slice(0, 57)}...` : pattern;
}

const leavesOut = new Set(["focus", "skip", "label-filter", "sem-ver-filter", "focus-file", "skip-file"]);

interface GinkgoFlag {
  /** As it was given. */
  readonly text: string;
  readonly name: string;
  readonly value: string;
}

/** The flags that begin like this, by the name that Ginkgo 2 gives them: Ginkgo 1's are `dryRun` and the like. */
function ginkgoFlags(args: readonly string[], prefix: RegExp): GinkgoFlag[] {
  return args.flatMap((argument, index) => {
    if (!prefix.test(argument)) return [];
    const [given = "", value] = argument.replace(prefix, "").split(/=(.*)/s, 2);
    const name = given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const takesNext = value === undefined && (name === "flake-attempts" || leavesOut.has(name));
    const next = takesNext ? args[index + 1] : undefined;
    return [
      { text: next === undefined ? argument : `${argument} ${next}`, name, value: value ?? next ?? "" },
    ];
  });
}

function ginkgoDeviation({ text, name, value }: GinkgoFlag): string[] {
  if (name === "flake-attempts" && value !== "0" && value !== "1") return [`${text} hides failures`];
  if (name === "dry-run" && !/^(?:0|f|false)$/i.test(value)) return ["a dry run runs no tests"];
  return leavesOut.has(name) && value !== "" ? [`${text} leaves tests out`] : [];
}

function version(run: CertifyInput): string[] {
  if (run.suiteVersion === undefined || minorOf(run.suiteVersion) === minorOf(run.server)) return [];
  return [`the suite is ${run.suiteVersion}, the server ${run.server}`];
}

function verdicts(run: CertifyInput, expected: readonly string[] | undefined): string[] {
  const ran = run.specs.filter((spec) => spec.state === "passed" || hasFailed(spec.state));
  const failed = ran.filter((spec) => hasFailed(spec.state));
  const required = failed.filter((spec) => isConformance(spec.name)).length;
  const others = failed.length - required;
  const names = new Set(ran.map((spec) => spec.name));
  const missing =
    expected === undefined
      ? Math.max(0, (run.planned ?? 0) - ran.length)
      : expected.filter((name) => !names.has(name)).length;
  return [
    ...(required > 0 ? [`${tests(required, "required ")} failed`] : []),
    ...(others > 0 ? [`${tests(others, "other ")} failed`] : []),
    ...(missing > 0 ? [`${tests(missing, "required ")} did not run`] : []),
  ];
}

function fileDeviation(name: string, files: readonly FileRecord[]): string[] {
  const file = files.find((record) => record.path === name || record.path.endsWith(`/${name}`));
  if (file === undefined) return [`${name} is missing`];
  return file.verified ? [] : [`${name} was not compared with the file in the pod`];
}

function because(what: string, why: string | undefined): string {
  return why === undefined ? what : `${what}: ${why}`;
}

function tests(count: number, kind = ""): string {
  return `${count} ${kind}test${count === 1 ? "" : "s"}`;
}
