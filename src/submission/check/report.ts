import { atOnce, inTurns } from "../../async/steps.ts";
import type { Check, Finding } from "./check.ts";
import { beyond, gates, scenarios } from "./checks.ts";
import { type Facts, factSteps } from "./facts.ts";
import type { Submission } from "./submission.ts";

/** What the bot would say; `passed` is the bot's own count, everything that did not fail. */
export interface BotReport {
  /** `pending` if it stops before its checks. */
  readonly state: "success" | "failure" | "pending";
  readonly labels: readonly string[];
  readonly passed: number;
  readonly of: number;
}

/** The results of all checks of a submission. */
export interface Report {
  /** Whether neither bot nor reviewer would refuse it, as far as that can be checked. */
  readonly ready: boolean;
  readonly bot: BotReport;
  readonly checks: readonly Finding[];
}

const product = "conformance-product-submission";

/** Runs every check. The verdicts are those of the bot's actual code, and of reviewers in past pull requests. */
export function checkSubmission(submission: Submission): Report {
  return reportOf(atOnce(factSteps(submission)));
}

/** Like `checkSubmission`, but handles the signal while large files are read. Throws its reason. */
export async function checkInTurns(submission: Submission, signal: AbortSignal): Promise<Report> {
  return reportOf(await inTurns(factSteps(submission), signal));
}

function reportOf(facts: Facts): Report {
  const before = gates.map((check) => judge(check, facts));
  const stop = before.findIndex(({ bot }) => bot === "fail");
  const isStopped = stop >= 0;
  const stopped = before.map((finding, at) => (isStopped && at > stop ? notRun(finding) : finding));
  const own = scenarios.map((check) => judge(check, facts));
  const checks = [
    ...stopped,
    ...own.map((finding) => (isStopped ? notRun(finding) : finding)),
    ...beyond.map((check) => judge(check, facts)),
  ];
  return {
    ready: checks.every(({ ours }) => ours !== "fail"),
    bot: isStopped ? pending(stop) : botReport(own, facts),
    checks,
  };
}

function judge(check: Check, facts: Facts): Finding {
  const judgement = check.judge(facts);
  const fix =
    judgement.ours === "pass" || judgement.ours === "not-checked" ? "" : (judgement.fix ?? check.fix);
  return { ...judgement, id: check.id, title: check.title, fix };
}

function notRun(finding: Finding): Finding {
  return { ...finding, bot: "not-run" };
}

/** The first gate is whether it is a submission at all. */
function pending(stop: number): BotReport {
  const labels = [stop === 0 ? "not-conformance-product-submission" : product, "unable-to-process"];
  return { state: "pending", labels, passed: 0, of: scenarios.length };
}

function botReport(findings: readonly Finding[], { release }: Facts): BotReport {
  const failed = findings.filter(({ bot }) => bot === "fail").length;
  const verdict = failed > 0 ? "not-verifiable" : "release-documents-checked";
  return {
    state: failed > 0 ? "failure" : "success",
    labels: [product, ...findings.flatMap(({ labels = [] }) => labels), `release-${release}`, verdict],
    passed: findings.length - failed,
    of: findings.length,
  };
}

/** What `-o json` prints; report.schema.json describes it. */
export function reportJson({ ready, bot, checks }: Report): string {
  const plain = checks.map(({ id, title, bot, ours, detail, fix }) => ({
    id,
    title,
    bot,
    ours,
    detail,
    fix,
  }));
  return JSON.stringify({ ready, bot, checks: plain }, null, 4);
}
