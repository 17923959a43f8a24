import { InputError } from "../errors.ts";
import { sigOf, tagsOf } from "../suite/names.ts";
import { checkPattern } from "../suite/pattern.ts";
import { hasFailed } from "../suite/spec.ts";
import { safe } from "../text/safe.ts";
import { hasRun, type ViewedSpec } from "./view.ts";

/** Which tests of the results to choose. */
export interface Choosing {
  readonly failed?: boolean | undefined;
  readonly skipped?: boolean | undefined;
  /** How many of the slowest tests, the slowest first. */
  readonly slowest?: number | undefined;
  /** With or without `sig-`. */
  readonly sig?: string | undefined;
  /** With or without brackets, in any case. */
  readonly tag?: string | undefined;
  /** A regexp, as for --focus of `run`. */
  readonly focus?: string | undefined;
}

/** Whether there is any choice: without one, all tests that ran are chosen. */
export function isChoosing(choosing: Choosing): boolean {
  return Object.values(choosing).some((value) => value !== undefined && value !== false);
}

/**
 * The chosen specs: among those that ran or, with `skipped`, among those that did not; failed ones first.
 * @throws InputError if the focus is not a regexp, or no spec at all has the SIG or the tag
 */
export function choose(specs: readonly ViewedSpec[], choosing: Choosing): readonly ViewedSpec[] {
  const { failed, skipped, slowest, sig, tag, focus } = choosing;
  const wanted: ((spec: ViewedSpec) => boolean)[] = [
    skipped === true ? (failed === true ? notPassed : (spec) => !hasRun(spec)) : hasRun,
    ...(failed === true && skipped !== true ? [(spec: ViewedSpec) => hasFailed(spec.state)] : []),
    ...(sig === undefined ? [] : [having("--sig", `sig-${sig.replace(/^sig-/, "")}`, sigs, specs)]),
    ...(tag === undefined ? [] : [having("--tag", tag.replace(/^\[(.*)\]$/, "$1"), tagsOfSpec, specs)]),
    ...(focus === undefined ? [] : [matching(focus)]),
  ];
  const chosen = specs.filter((spec) => wanted.every((is) => is(spec)));
  if (slowest === undefined) return chosen.toSorted((a, b) => rank(a) - rank(b));
  return chosen.toSorted((a, b) => b.seconds - a.seconds).slice(0, slowest);
}

function notPassed({ state }: ViewedSpec): boolean {
  return state !== "passed";
}

function rank({ state }: ViewedSpec): number {
  return hasFailed(state) ? 0 : 1;
}

function sigs({ name }: ViewedSpec): readonly string[] {
  const sig = sigOf(name);
  return sig === undefined ? [] : [sig];
}

function tagsOfSpec({ name }: ViewedSpec): readonly string[] {
  return tagsOf(name);
}

function having(
  flag: string,
  wanted: string,
  valuesOf: (spec: ViewedSpec) => readonly string[],
  specs: readonly ViewedSpec[],
): (spec: ViewedSpec) => boolean {
  const has = (spec: ViewedSpec) =>
    valuesOf(spec).some((value) => value.toLowerCase() === wanted.toLowerCase());
  if (!specs.some(has)) {
    const values = [...new Set(specs.filter(hasRun).flatMap(valuesOf))].sort().slice(0, 40);
    throw new InputError(`${flag} ${safe(wanted)}: no test in the results has it`, {
      ...(values.length === 0 ? {} : { fix: `choose one of ${values.map(safe).join(", ")}` }),
    });
  }
  return has;
}

function matching(focus: string): (spec: ViewedSpec) => boolean {
  const wrong = checkPattern(focus);
  if (wrong !== undefined) throw new InputError(`--focus is not a regexp: ${safe(wrong)}`);
  let pattern: RegExp;
  try {
    pattern = new RegExp(focus);
  } catch (cause) {
    throw new InputError(
      `--focus ${safe(focus)} cannot be used here: it uses syntax that only Go's regexps have`,
      {
        fix: "write it without inline flags such as (?i)",
        cause,
      },
    );
  }
  return ({ name }) => pattern.test(name);
}
