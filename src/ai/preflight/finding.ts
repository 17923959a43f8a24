import type { View } from "./view.ts";

/** What the cluster shows of a requirement: enough that a reviewer would likely accept it, nothing, or nothing that decides it. */
export type Verdict = "likely" | "not seen" | "cannot tell";

/** A command of kubectl that shows something, and the call that gives the same. */
export interface Look {
  readonly command: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
}

/** What a judge says. */
export interface Judgement {
  readonly verdict: Verdict;
  /** What was found, one thing a line; for a verdict other than likely also what is missing. */
  readonly found: readonly string[];
  readonly looks: readonly Look[];
  /** What the upstream suite's test does on this cluster, if that matters. */
  readonly suite?: string;
}

/** What the cluster shows of one requirement. */
export interface Finding extends Judgement {
  readonly requirement: string;
  readonly category: string;
  readonly level: "MUST" | "SHOULD";
  /** The sentence that a submission could say; empty if nothing was seen. */
  readonly evidence: string;
}

/** Judges a requirement by what was read. */
export type Judge = (view: View) => Judgement;

/** A look at all objects of a resource: `kubectl get deviceclasses`. */
export function get(resource: string, path: string, flags = ""): Look {
  return { command: `kubectl get ${resource}${flags === "" ? "" : ` ${flags}`}`, path };
}

export function likely(found: readonly string[], looks: readonly Look[], suite?: string): Judgement {
  return { verdict: "likely", found, looks, ...(suite === undefined ? {} : { suite }) };
}

export function notSeen(found: readonly string[], looks: readonly Look[], suite?: string): Judgement {
  return { verdict: "not seen", found, looks, ...(suite === undefined ? {} : { suite }) };
}

export function cannotTell(found: readonly string[], looks: readonly Look[], suite?: string): Judgement {
  return { verdict: "cannot tell", found, looks, ...(suite === undefined ? {} : { suite }) };
}

/** `3 nodes`, `1 node`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** `a, b and 4 more`. */
export function few(names: readonly string[], most = 6): string {
  const unique = [...new Set(names)];
  const rest = unique.length - most;
  return rest > 0 ? `${unique.slice(0, most).join(", ")} and ${rest} more` : unique.join(", ");
}
