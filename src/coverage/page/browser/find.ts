import type { State } from "../data.ts";

/** A row of the table, as it is searched. */
export interface Row {
  readonly state: State;
  readonly group: string;
  readonly version: string;
  /** Its endpoint and path in lower case, and the names of its tests. */
  readonly words: string;
}

/** Which rows are shown. */
export interface Choice {
  readonly query: string;
  /** A state, or empty for all. */
  readonly state: string;
  /** A group or a version, or empty for all. */
  readonly part: string;
}

/** Whether a row is shown: it has all of the words that are searched. */
export function isShown({ state, group, version, words }: Row, choice: Choice): boolean {
  if (choice.state !== "" && choice.state !== state) return false;
  if (choice.part !== "" && choice.part !== group && choice.part !== version) return false;
  return choice.query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.includes(word));
}

/** Reads the choice from the part of the address after #; unknown parts are ignored. */
export function readChoice(hash: string): Choice {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  return {
    query: (words.get("q") ?? "").slice(0, 1000),
    state: words.get("state") ?? "",
    part: (words.get("part") ?? "").slice(0, 300),
  };
}

/** The part of the address after # for a choice, so that a link shows the same to everyone. */
export function choiceHash({ query, state, part }: Choice): string {
  const words = new URLSearchParams();
  if (query !== "") words.set("q", query);
  if (state !== "") words.set("state", state);
  if (part !== "") words.set("part", part);
  return words.size === 0 ? "" : `#${words}`;
}
