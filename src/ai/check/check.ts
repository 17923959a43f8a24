import type { Opened } from "../open/open.ts";
import type { Product } from "../product/product.ts";
import type { Message, Subject } from "../validator/message.ts";

/** The validator's verdict; `not-run` for what it does not check, or what could not be checked here. */
export type ValidatorVerdict = "pass" | "fail" | "warn" | "not-run";

/** A reviewer's verdict: accept, ask, or refuse. */
export type OurVerdict = "pass" | "warn" | "fail";

/** A submission with what the validator says about it. */
export interface Facts {
  readonly opened: Opened;
  readonly messages: readonly Message[];
}

/** What a check of ours found; nothing if all is well. */
export interface Problem {
  readonly weight: "warn" | "fail";
  readonly text: string;
  /** The line in the product file, from 1, if it is there. */
  readonly line?: number | undefined;
}

/** One question to a submission. */
export interface Check {
  readonly id: string;
  readonly title: string;
  /** How to fix a submission that does not pass. */
  readonly fix: string;
  /** What the validator's messages about this are called, if it checks it. */
  readonly subject?: Subject;
  /** Why it cannot be checked here; undefined if it can. */
  readonly isUnseen?: (facts: Facts) => string | undefined;
  /** What is found beyond the validator, in a file that can be read, for a release with a checklist. */
  readonly look?: (product: Product, facts: Facts) => readonly Problem[];
  /** What is found in the files as they are, even if PRODUCT.yaml is not YAML. */
  readonly lookAtFiles?: (opened: Opened) => readonly Problem[];
}

/** A check with its verdicts. */
export interface Finding {
  readonly id: string;
  readonly title: string;
  readonly validator: ValidatorVerdict;
  readonly ours: OurVerdict;
  readonly detail: readonly string[];
  /** Empty if there is nothing to fix. */
  readonly fix: string;
  readonly line?: number | undefined;
}

/** A reviewer would refuse this. */
export function refused(text: string, line?: number): Problem {
  return { weight: "fail", text, line };
}

/** A reviewer may ask about this. */
export function asked(text: string, line?: number): Problem {
  return { weight: "warn", text, line };
}
