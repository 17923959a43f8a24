import type { Judgement } from "./check.ts";

/** A judgment with its check's name. */
export interface Named {
  readonly check: string;
  readonly judgement: Judgement;
}

/**
 * Merges judgments with the same cause: a user without permissions gets one finding, not one for each check.
 * @throws AnswerError if something answers several checks in place of the API server
 */
export function together(judged: readonly Named[]): readonly Named[] {
  const pages = judged.flatMap(({ judgement: { cause } }) => (cause?.kind === "answer" ? [cause.error] : []));
  const [page, another] = pages;
  if (page !== undefined && another !== undefined) throw page;
  const refused = judged.filter(({ judgement }) => judgement.cause?.kind === "rights");
  const [first] = refused;
  if (first === undefined || refused.length < 2) return judged;
  const base = refused.find(({ judgement }) => judgement.status === "fail") ?? first;
  const others = [...new Set(refused.filter((one) => one !== base).map(({ check }) => check))];
  const one = { check: base.check, judgement: merged(base.judgement, refused, others) };
  return judged.flatMap((each) => (each === base ? [one] : refused.includes(each) ? [] : [each]));
}

function merged(base: Judgement, refused: readonly Named[], others: readonly string[]): Judgement {
  const unmade = `the same keeps these checks from passing: ${others.join(", ")}`;
  const anonymous = refused.find(
    ({ judgement: { cause } }) => cause?.kind === "rights" && cause.isAnonymous,
  )?.judgement;
  if (anonymous !== undefined) {
    const fix = anonymous.fix ?? base.fix;
    return {
      status: "fail",
      summary: "the server sees this user only as system:anonymous: the credentials did not arrive",
      why: unmade,
      ...(fix === undefined ? {} : { fix }),
    };
  }
  return { ...base, why: base.why === undefined ? unmade : `${base.why}; ${unmade}` };
}
