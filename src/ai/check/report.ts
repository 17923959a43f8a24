import type { Infer } from "../../schema/infer.ts";
import type { Opened } from "../open/open.ts";
import { validate } from "../validator/validate.ts";
import type { Check, Facts, Finding, OurVerdict, ValidatorVerdict } from "./check.ts";
import type { aiReportSchema } from "./report-schema.ts";
import { answerChecks } from "./rules/answers.ts";
import { evidenceChecks } from "./rules/evidence.ts";
import { validatorChecks } from "./rules/validator.ts";

/** The results of all checks of a submission. */
export interface Report {
  /** Whether neither the validator nor a reviewer would refuse it, as far as that can be checked. */
  readonly ready: boolean;
  readonly validator: {
    readonly ok: boolean;
    readonly errors: readonly string[];
    readonly warnings: readonly string[];
  };
  readonly checks: readonly Finding[];
}

/** Every check, in the order of the report. */
export const checks: readonly Check[] = [...validatorChecks, ...answerChecks, ...evidenceChecks];

/** Runs every check. The validator's messages are exactly its own, in the order of the checklist. */
export function reportOf(opened: Opened): Report {
  const { linked, members, unreachable } = opened;
  const messages = validate({
    ...opened,
    evidence: {
      unreachable: (url) => unreachable.get(url),
      isThere: (file) => linked.there.has(file),
      artifacts: linked.artifacts,
    },
    isMember: (vendor) => members?.kind !== "known" || members.names.has(vendor),
  });
  const facts: Facts = { opened, messages };
  const findings = checks.map((check) => judge(check, facts));
  const errors = messages.filter(({ weight }) => weight === "error").map(({ text }) => text);
  const warnings = messages.filter(({ weight }) => weight === "warning").map(({ text }) => text);
  return {
    ready: errors.length === 0 && findings.every(({ ours }) => ours !== "fail"),
    validator: { ok: errors.length === 0, errors, warnings },
    checks: findings,
  };
}

/** The validator checks these first, and nothing more after an error. */
const gates: readonly (string | undefined)[] = ["place", "yaml"];

function judge(check: Check, facts: Facts): Finding {
  const { id, title } = check;
  const { opened, messages } = facts;
  const about = new Set(messages.map(({ subject }) => subject));
  const stop = about.has("place") ? 0 : about.has("yaml") ? 1 : -1;
  const own = gates.indexOf(check.subject);
  if (stop >= 0 && (own < 0 || own > stop) && check.lookAtFiles === undefined) {
    const why = stop === 0 ? "there is no checklist for its folder" : "PRODUCT.yaml cannot be read";
    return { id, title, validator: "not-run", ours: "pass", detail: [`not checked: ${why}`], fix: "" };
  }
  const said = messages.filter(({ subject }) => subject === check.subject);
  const unseen = check.isUnseen?.(facts);
  const problems = [
    ...(opened.reading.kind === "read" && opened.checklist !== undefined
      ? (check.look?.(opened.reading.product, facts) ?? [])
      : []),
    ...(check.lookAtFiles?.(opened) ?? []),
  ];
  const hasError = said.some(({ weight }) => weight === "error");
  const validator: ValidatorVerdict = hasError
    ? "fail"
    : check.subject === undefined || unseen !== undefined
      ? "not-run"
      : said.length > 0
        ? "warn"
        : "pass";
  const isRefused = hasError || problems.some(({ weight }) => weight === "fail");
  const ours: OurVerdict = isRefused ? "fail" : said.length + problems.length > 0 ? "warn" : "pass";
  const detail = [...said, ...problems].map(({ text }) => text);
  return {
    id,
    title,
    validator,
    ours,
    detail: detail.length === 0 && unseen !== undefined ? [`not checked: ${unseen}`] : detail,
    fix: ours === "pass" ? "" : check.fix,
    line: problems.find(({ line }) => line !== undefined)?.line ?? lineOfReading(check, opened),
  };
}

function lineOfReading({ subject }: Check, { reading }: Opened): number | undefined {
  return subject === "yaml" && reading.kind === "unreadable" ? reading.line : undefined;
}

/** What `-o json` prints, as docs/ai-check.schema.json describes it. */
export function reportJson({ ready, validator, checks: findings }: Report): string {
  const plain = findings.map(({ line: _, ...finding }) => finding);
  const document: Infer<typeof aiReportSchema> = { ready, validator, checks: plain };
  return JSON.stringify(document, null, 4);
}
