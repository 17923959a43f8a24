import type { Finding } from "../../submission/check/check.ts";
import type { BotReport, Report } from "../../submission/check/report.ts";

/** What of a report is shown, in its order: what must be fixed, what would be asked about, what could not be looked at. */
export interface Sorted {
  readonly toFix: readonly Finding[];
  readonly asked: readonly Finding[];
  readonly unseen: readonly Finding[];
  readonly passed: readonly Finding[];
}

/** Sorts a report; checks that found the very same are one, under all their names. */
export function sortFindings({ checks }: Report): Sorted {
  const failed = checks.filter(({ ours }) => ours === "fail");
  const groups = Map.groupBy(failed, ({ detail }) =>
    detail.join("\n").replaceAll(": the bot runs no checks", ""),
  );
  const toFix = [...groups.values()].flatMap(([first, ...same]) =>
    first === undefined ? [] : [{ ...first, id: [first, ...same].map(({ id }) => id).join(", ") }],
  );
  const isUnseen = ({ ours, detail }: Finding) =>
    ours === "pass" && detail[0]?.startsWith("not looked at") === true;
  return {
    toFix,
    asked: checks.filter(({ ours }) => ours === "warn"),
    unseen: checks.filter(isUnseen),
    passed: checks.filter((finding) => finding.ours === "pass" && !isUnseen(finding)),
  };
}

/** `bot: pass, reviewer: would ask`. */
export function verdictWords({ bot, ours }: Finding): string {
  if (bot === "fail") return "bot: fail";
  const words = { pass: "nothing to ask", warn: "would ask", fail: "would refuse" }[ours];
  return bot === "pass" ? `bot: pass, reviewer: ${words}` : `reviewer: ${words}`;
}

/** `the bot would pass 15 of 15`. */
export function botWords({ state, passed, of }: BotReport): string {
  if (state === "pending") return `the bot would not run its ${of} checks`;
  return `the bot would pass ${passed} of ${of}`;
}

/** `ready`, `ready, with 2 things a reviewer may ask about`, `not ready: 3 things to fix`. */
export function readyWords({ ready }: Report, { toFix, asked }: Sorted): string {
  if (!ready) return `not ready: ${things(toFix.length)} to fix`;
  return asked.length === 0 ? "ready" : `ready, with ${things(asked.length)} a reviewer may ask about`;
}

function things(count: number): string {
  return count === 1 ? "1 thing" : `${count} things`;
}
