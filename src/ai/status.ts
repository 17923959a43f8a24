import path from "node:path";
import type { Opened } from "./open/open.ts";
import { placeWords } from "./place.ts";
import { testOf } from "./suite-tests.ts";
import { artifactNames, isArtifact } from "./validator/artifact/read.ts";
import { readLink } from "./validator/links.ts";
import { answersOf } from "./validator/requirements.ts";

/** How far a requirement is answered. */
export interface RequirementState {
  readonly requirement: string;
  readonly category: string;
  readonly level: "MUST" | "SHOULD";
  /** As it is written; empty if it is not answered. */
  readonly status: string;
  /** `met` is Implemented with evidence that is there, or N/A with a reason; `open` has something missing; `unclaimed` is a SHOULD without an answer. */
  readonly state: "met" | "open" | "unclaimed";
  readonly by: readonly string[];
  readonly missing: readonly string[];
}

/** Which requirements are met, by what, and what is missing. Without a readable file or a checklist there are none. */
export function statesOf(opened: Opened): RequirementState[] {
  const { reading, checklist, linked, place } = opened;
  if (reading.kind === "unreadable" || checklist === undefined) return [];
  return answersOf(reading.product, checklist).map(({ listed, given }) => {
    const { id, category, level } = listed;
    const status = given?.status ?? "";
    const by: string[] = [];
    const missing: string[] = [];
    const tests = new Set<string>();
    for (const text of given?.evidence ?? []) {
      if (text === "") continue;
      const link = readLink(text, placeWords(place));
      if (link.kind === "url") by.push(text);
      else if (link.kind === "wrong" || !linked.there.has(link.file)) missing.push(`${text} is not there`);
      else if (!isArtifact(path.posix.basename(link.file))) by.push(link.file);
      else {
        const test = link.fragment || testOf(id);
        const artifact = linked.artifacts.get(link.file);
        const outcome =
          artifact?.kind === "read" && test !== undefined ? artifact.outcomes.of(test) : undefined;
        if (outcome === "passed" && test !== undefined) tests.add(test);
        else if (test !== undefined) missing.push(`${test} ${outcome ?? "is not"} in ${link.file}`);
      }
    }
    by.unshift(...[...tests].map((test) => `${test} passed`));
    if (given === undefined) missing.push("it is not in PRODUCT.yaml");
    else if (status === "N/A" && given.notes.trim() === "") missing.push("the reason, in notes");
    else if (status !== "N/A" && status !== "" && by.length === 0) missing.push("evidence");
    if (status === "" && (level === "MUST" || by.length > 0)) missing.unshift("a status");
    const isMet = (status === "Implemented" || status === "N/A") && missing.length === 0;
    const isUnclaimed = level === "SHOULD" && status === "" && by.length === 0 && given !== undefined;
    return {
      requirement: id,
      category,
      level,
      status,
      state: isMet ? "met" : isUnclaimed ? "unclaimed" : "open",
      by,
      missing: isUnclaimed ? [] : missing,
    };
  });
}

/** The suite's test of an open requirement, as a hint. */
export function hintOf({ requirement, state }: RequirementState): string | undefined {
  const test = testOf(requirement);
  if (state === "met" || test === undefined) return undefined;
  return `${test} of the upstream suite shows it, in ${artifactNames.join(", ")}`;
}
