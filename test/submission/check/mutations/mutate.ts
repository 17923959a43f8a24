import { checkSubmission } from "../../../../src/submission/check/report.ts";
import type { HeadAnswer, Submission } from "../../../../src/submission/check/submission.ts";
import { type commit, good, goodSubmission, withTexts } from "../sample.ts";

/** What a check says when it has anything to say: `bot/ours`. */
export type Told = Readonly<Record<string, string>>;

export function told(submission: Submission): Told {
  const { checks } = checkSubmission(submission);
  return Object.fromEntries(
    checks
      .filter(({ bot, ours }) => bot === "fail" || (ours !== "pass" && ours !== "not-checked"))
      .map(({ id, bot, ours }) => [id, `${bot}/${ours}`]),
  );
}

export const product = (from: string | RegExp, to: string) =>
  withTexts({ "PRODUCT.yaml": replaced(good["PRODUCT.yaml"], from, to) });
export const readme = (text: string) => withTexts({ "README.md": text });
export const log = (from: string | RegExp, to: string) =>
  withTexts({ "e2e.log": replaced(good["e2e.log"], from, to) });
export const junit = (from: string | RegExp, to: string) =>
  withTexts({ "junit_01.xml": replaced(good["junit_01.xml"], from, to) });
export const added = (path: string) => ({
  ...goodSubmission,
  files: [...goodSubmission.files, { path, size: 7 }].sort((a, b) => (a.path < b.path ? -1 : 1)),
});
export const titled = (title: string) => ({ ...goodSubmission, title });
export const answered = (answer: HeadAnswer) => ({
  ...goodSubmission,
  heads: new Map([["website_url", answer]]),
});
export const committed = (...commits: (typeof commit)[]): Submission => ({
  ...goodSubmission,
  commits: { kind: "found", commits, uncommitted: [], unseen: [] },
});

/** A mutation that changes nothing would prove nothing. */
function replaced(text: string, from: string | RegExp, to: string): string {
  const changed = text.replace(from, () => to);
  if (changed === text) throw new Error(`nothing like ${from} is there`);
  return changed;
}

export const name =
  "[sig-network] Services should be able to change the type from ExternalName to ClusterIP [Conformance]";
export const caseOf = (inner: string, called = name) =>
  `<testcase name="[It] ${called}" classname="Kubernetes e2e suite" status="passed" time="1">${inner}</testcase>`;
export const theCase = new RegExp(
  `<testcase name="\\[It\\] ${name.replace(/[[\]]/g, "\\$&")}"[^>]*>[\\s\\S]*?</testcase>`,
);

export const both = "fail/fail";
export const noTests = { "required-tests-present": both, "all-tests-pass": both };

/** What was done to the good submission, and who then says what. */
export type Row = readonly [what: string, submission: Submission, expected: Told];
