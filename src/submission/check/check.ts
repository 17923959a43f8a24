import type { Facts } from "./facts.ts";

/** The bot's verdict; `not-run` for something that it does not check, or that could not be checked here. */
export type BotVerdict = "pass" | "fail" | "not-run";

/** A reviewer's verdict: accept, ask for a change, or refuse; `not-checked` if it could not be found out here. */
export type OurVerdict = "pass" | "warn" | "fail" | "not-checked";

/** Something that a check found. */
export interface Problem {
  readonly weight: "warn" | "fail";
  /** Whether the bot fails because of it. */
  readonly byBot: boolean;
  readonly text: string;
}

/** The result of a check of a submission. */
export interface Judgement {
  readonly bot: BotVerdict;
  readonly ours: OurVerdict;
  /** What was found, the bot's reasons first; for a check that passed, what was assumed; for one that was not made, why. */
  readonly detail: readonly string[];
  /** How to fix it, if that differs from the check's own fix. */
  readonly fix?: string;
  /** The label that the bot sets for this. */
  readonly labels?: readonly string[];
  /** The check whose failure is the cause of this one. */
  readonly follows?: string;
  /** Where it is: a path from the top of the repository. */
  readonly file?: string;
  readonly line?: number;
}

/** One question to a submission. */
export interface Check {
  readonly id: string;
  readonly title: string;
  /** How to fix a submission that does not pass. */
  readonly fix: string;
  readonly judge: (facts: Facts) => Judgement;
}

/** A check with its judgment. */
export interface Finding extends Omit<Judgement, "fix"> {
  readonly id: string;
  readonly title: string;
  /** Empty if there is nothing to fix. */
  readonly fix: string;
}

/** The bot fails because of this. */
export function botFails(text: string): Problem {
  return { weight: "fail", byBot: true, text };
}

/** The bot does not see this, but a reviewer would refuse it. */
export function refused(text: string): Problem {
  return { weight: "fail", byBot: false, text };
}

/** The bot does not see this, but a reviewer may ask about it. */
export function asked(text: string): Problem {
  return { weight: "warn", byBot: false, text };
}

interface Place {
  readonly labels?: readonly string[];
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly fix?: string | undefined;
  readonly follows?: string | undefined;
}

/** The judgment of a check that the bot makes too. */
export function scenario(problems: readonly Problem[], place: Place = {}): Judgement {
  return { bot: problems.some(({ byBot }) => byBot) ? "fail" : "pass", ...own(problems, place) };
}

/** The judgment of a check that the bot does not make. */
export function ours(problems: readonly Problem[], place: Place = {}): Judgement {
  return { bot: "not-run", ...own(problems, place) };
}

/** The judgment of a check that could not be made. */
export function notChecked(why: string): Judgement {
  return { bot: "not-run", ours: "not-checked", detail: [why] };
}

function own(
  problems: readonly Problem[],
  { labels, file, line, fix, follows }: Place,
): Omit<Judgement, "bot"> {
  const worst = problems.some(({ weight }) => weight === "fail") ? "fail" : "warn";
  const sorted = [...problems.filter(({ byBot }) => byBot), ...problems.filter(({ byBot }) => !byBot)];
  return {
    ours: problems.length === 0 ? "pass" : worst,
    detail: sorted.map(({ text }) => text),
    ...(labels === undefined ? {} : { labels }),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(fix === undefined ? {} : { fix }),
    ...(follows === undefined ? {} : { follows }),
  };
}
