import { modes } from "../suite/modes.ts";
import { isConformance } from "../suite/names.ts";
import { hasFailed } from "../suite/spec.ts";
import type { SuiteWords } from "../suite/suite-words.ts";
import { minorIn } from "./layout.ts";

/** What was to run, in terms of the command. */
export interface Choice {
  /** Undefined for other runners, which have no modes. */
  readonly mode?: string | undefined;
  readonly focus: string;
  readonly skip: string;
  readonly dryRun: boolean;
  /** Ginkgo's arguments other than focus, skip and dry run. */
  readonly ginkgoArgs: readonly string[];
  /** The arguments of the suite's own program: its `--ginkgo.` flags come after Ginkgo's, and win. */
  readonly suiteArgs: readonly string[];
}

/** The facts about a run that decide whether its results certify. */
export interface DeviationInput {
  /** The API server's version; undefined if unknown. */
  readonly server: string | undefined;
  /** Undefined if unknown. */
  readonly choice: Choice | undefined;
  /** Whether the sandbox replayed a recorded run. */
  readonly replayed: boolean;
  /** Why the suite did not end normally; undefined if it did. */
  readonly unfinished: string | undefined;
  /** Set if none of its specs failed and yet the suite did, with the reason if known. */
  readonly suiteFailed?: { readonly reason: string | undefined } | undefined;
  readonly suite: Pick<SuiteWords, "version" | "planned" | "specs" | "finished">;
  /** The names that the server's minor requires; without them, the planned ones count as the required ones. */
  readonly required: readonly string[] | undefined;
  /** e2e.log and junit_01.xml, if they exist. */
  readonly files: readonly KeptFile[];
}

/** One of the two files that are submitted. */
export interface KeptFile {
  readonly name: "e2e.log" | "junit_01.xml";
  /** Whether its sha256 matches that of the file in the pod; undefined if nobody can know. */
  readonly verified?: boolean;
}

/** The deviation of a replay; a submission's check recognizes it by this text. */
export const replayed = "replayed by the sandbox, not run on a cluster";

/**
 * Why the results of a run cannot certify, each reason in a few words; empty if they can. The rules are those of
 * cncf/k8s-conformance (instructions.md, faq.md) and of the reviewers.
 */
export function deviationsOf(run: DeviationInput): string[] {
  const { choice, suite } = run;
  const chosen = choice === undefined ? [] : choiceDeviations(choice);
  const flaked = suite.finished?.flaked ?? 0;
  return [
    ...(run.replayed ? [replayed] : []),
    ...chosen,
    ...version(run),
    ...(run.unfinished === undefined ? [] : [run.unfinished]),
    ...(run.suiteFailed === undefined ? [] : [because("the suite itself failed", run.suiteFailed.reason)]),
    // for a run that was never meant to run all of them, another reason says so already
    ...verdicts(suite, chosen.length === 0 ? run.required : undefined),
    ...(flaked > 0 ? [`${tests(flaked)} passed only on a retry`] : []),
    ...(["e2e.log", "junit_01.xml"] as const).flatMap((name) => fileDeviation(name, run.files)),
  ];
}

function choiceDeviations(choice: Choice): string[] {
  return [
    ...(choice.dryRun ? ["a dry run runs no tests"] : []),
    ...selection(choice),
    ...ginkgoFlags(choice.ginkgoArgs, /^--?(?:ginkgo\.)?/).flatMap(ginkgoDeviation),
    ...ginkgoFlags(choice.suiteArgs, /^--?ginkgo\./).flatMap(ginkgoDeviation),
  ];
}

/** A mode that does not certify is one reason; focus and skip are reasons if they are not the mode's own. */
function selection(run: Choice): string[] {
  const certified = modes["certified-conformance"];
  const mode = Object.entries(modes).find(([name]) => name === run.mode)?.[1] ?? certified;
  return [
    ...(mode === certified || run.mode === undefined ? [] : [`--mode ${run.mode} leaves out required tests`]),
    ...(run.focus === mode.focus ? [] : [`--focus ${brief(run.focus)} instead of all required tests`]),
    ...(run.skip === mode.skip || run.skip === "" ? [] : [`--skip ${brief(run.skip)} leaves tests out`]),
  ];
}

/** A regexp of many names would drown the reason that contains it. */
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

/** The flags with these beginnings, by their names in Ginkgo 2: Ginkgo 1's are `dryRun` and the like. */
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

function version({ server, suite }: DeviationInput): string[] {
  if (suite.version === undefined || server === undefined) return [];
  if (minorIn(suite.version) === minorIn(server)) return [];
  return [`the suite is ${suite.version}, the server ${server}`];
}

function verdicts(suite: DeviationInput["suite"], expected: readonly string[] | undefined): string[] {
  const ran = suite.specs.filter((spec) => spec.state === "passed" || hasFailed(spec.state));
  const failed = ran.filter((spec) => hasFailed(spec.state));
  const required = failed.filter((spec) => isConformance(spec.name)).length;
  const others = failed.length - required;
  const names = new Set(ran.map((spec) => spec.name));
  const missing =
    expected === undefined
      ? Math.max(0, (suite.planned ?? 0) - ran.length)
      : expected.filter((name) => !names.has(name)).length;
  return [
    ...(required > 0 ? [`${tests(required, "required ")} failed`] : []),
    ...(others > 0 ? [`${tests(others, "other ")} failed`] : []),
    ...(missing > 0 ? [`${tests(missing, "required ")} did not run`] : []),
  ];
}

function fileDeviation(name: KeptFile["name"], files: readonly KeptFile[]): string[] {
  const file = files.find((one) => one.name === name);
  if (file === undefined) return [`${name} is missing`];
  return file.verified === false ? [`${name} was not compared with the file in the pod`] : [];
}

/** `what`, and why if known. */
export function because(what: string, why: string | undefined): string {
  return why === undefined ? what : `${what}: ${why}`;
}

function tests(count: number, kind = ""): string {
  return `${count} ${kind}test${count === 1 ? "" : "s"}`;
}
