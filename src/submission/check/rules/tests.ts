import { nameFinder } from "../../../suite/required/nearest.ts";
import { botFails, type Check, type Judgement, refused, scenario } from "../check.ts";
import type { Facts } from "../facts.ts";
import type { JunitView } from "../read/junit.ts";
import { missingFile } from "./missing.ts";

/** Here, the bot counts a test with an error but no failure as present. */
export const requiredTestsPresent: Check = {
  id: "required-tests-present",
  title: "all required tests are in junit_01.xml and did not fail",
  fix: "run all required tests again: kubectl conformance run, without --focus or --skip",
  judge: (facts) => {
    const junit = readable(facts);
    if ("judgement" in junit) return junit.judgement;
    const { required } = facts.submission;
    if (required === undefined) return unknownList(facts);
    const missing = missingOf(junit.view, required);
    const hasFailed = new Set(junit.view.failed);
    const absent = missing.filter((name) => !hasFailed.has(name));
    const failed = missing.length - absent.length;
    return scenario(
      [
        ...(absent.length > 1
          ? [botFails(`${absent.length} required tests are missing or were skipped`)]
          : []),
        ...absent.map(describer(junit.view)).map(botFails),
        ...(failed === 0 ? [] : [botFails(`${tests(failed)} failed: see all-tests-pass`)]),
      ],
      {
        labels: [missing.length > 0 ? "required-tests-missing" : `tests-verified-${facts.release}`],
        file: facts.junit?.file.path,
        follows: absent.length === 0 ? "all-tests-pass" : undefined,
      },
    );
  },
};

export const testsPass: Check = {
  id: "all-tests-pass",
  title: "no test in junit_01.xml failed",
  fix: "fix what failed, and run all required tests again; kubectl conformance rerun --failed distinguishes flaky tests from failing ones",
  judge: (facts) => {
    const junit = readable(facts);
    if ("judgement" in junit) return junit.judgement;
    const { failed, otherFailed, states } = junit.view;
    const { required } = facts.submission;
    const others = otherFailed.map((name) => refused(`failed, and is not a conformance test: ${name}`));
    const place = { file: facts.junit?.file.path };
    if (failed.length > 0) {
      const problems = failed.map((name) => botFails(`failed: ${name}`));
      if (failed.length > 1) problems.unshift(botFails(`${failed.length} conformance tests failed`));
      return scenario([...problems, ...others], { ...place, labels: ["evidence-missing"] });
    }
    const labels = [`no-failed-tests-${facts.release}`];
    if (required === undefined) return { ...unknownList(facts), labels };
    const missing = required.filter((name) => states.get(name) !== "passed").length;
    const notPassed = missing === 0 ? [] : [botFails(`${tests(missing)} did not pass`)];
    const follows = others.length === 0 ? "required-tests-present" : undefined;
    return scenario([...notPassed, ...others], { ...place, labels, follows });
  },
};

function tests(count: number): string {
  return `${count} required ${count === 1 ? "test" : "tests"}`;
}

/** The file as the bot reads it, or the judgment if it cannot. */
function readable({ junit, submission }: Facts): { view: JunitView } | { judgement: Judgement } {
  if (junit === undefined) return { judgement: missingFile(submission, "junit_01.xml") };
  const { view, file } = junit;
  if (file.size === 0)
    return {
      judgement: scenario([botFails("junit_01.xml is empty")], {
        file: file.path,
        follows: "required-files",
      }),
    };
  if (file.oddity !== undefined)
    return {
      judgement: scenario([botFails(`junit_01.xml is not read: ${oddities[file.oddity]}`)], {
        file: file.path,
        follows: "plain-files",
      }),
    };
  if (view.unreadable === undefined) return { view };
  const failed = view.failed.map((name) => `failed: ${name}`);
  const line = view.line === undefined ? "" : `, line ${view.line}`;
  const hasFailed = new Set(view.failed);
  const missing = missingOf(view, submission.required ?? []).filter((name) => !hasFailed.has(name));
  const seen = view.isWhole ? [...failed, ...missing.map(describer(view))] : [];
  const problems = [
    botFails(`junit_01.xml${line}: it cannot be read: ${view.unreadable}`),
    ...seen.map(refused),
  ];
  return {
    judgement: scenario(problems, { file: file.path, line: view.line, fix: fixFor(view.unreadable) }),
  };
}

const oddities = {
  link: "it is a link",
  special: "it is not a regular file",
  "too-large": "it is too large",
} as const;

/** Required tests that did not pass for the bot, sorted; an error alone does not count against them. */
function missingOf({ states, errors }: JunitView, required: readonly string[]): readonly string[] {
  return required.filter((name) => states.get(name) !== "passed" && !errors.has(name)).toSorted();
}

function fixFor(unreadable: string): string {
  return unreadable.includes("<testsuites>")
    ? "use the file exactly as the suite of Kubernetes 1.25 or newer wrote it: its root is <testsuites>"
    : "use the file exactly as the suite wrote it";
}

/** For a release older than the known lists: the bot has its list, and what it would say is unknown. */
function unknownList({ release }: Facts): Judgement {
  return {
    bot: "not-run",
    ours: "fail",
    detail: [`the tests that ${release ?? "the release"} requires are not known here`],
    fix: "pass the release's conformance.yaml with --required-tests",
    follows: release === undefined ? "gate-release" : "gate-required-tests",
  };
}

// the suite has about 450 conformance tests: a file with far more does not have one of them under another name
const mostOthers = 1000;

/** Reports the state of a required test that did not pass, and the name under which it may be in the file. */
function describer({ states, others }: JunitView): (name: string) => string {
  let nearest: ((name: string) => readonly string[]) | undefined;
  return (name) => {
    const how = states.get(name);
    if (how !== undefined) return `${how}: ${name}`;
    nearest ??= nameFinder(others.length > mostOthers ? [] : others);
    const [near] = nearest(name);
    return near === undefined ? `missing: ${name}` : `missing: ${name}; nearest to it is ${near}`;
  };
}
