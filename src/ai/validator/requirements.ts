import path from "node:path";
import { goTrim } from "../../text/go-space.ts";
import type { Checklist, Listed } from "../checklist/checklist.ts";
import type { Product, Requirement } from "../product/product.ts";
import { type Artifact, isArtifact } from "./artifact/read.ts";
import { readLink } from "./links.ts";
import { error, type Message, warning } from "./message.ts";
import { conditional, recommendsArtifacts, verifyingTests } from "./tests.ts";

/** The values of `status`. */
export const statuses = ["Implemented", "Not Implemented", "Partially Implemented", "N/A"] as const;

/** What the validator sees besides PRODUCT.yaml. */
export interface Evidence {
  /** The product's folder: `v1.37/acme`. */
  readonly folder: string;
  /** Why a URL does not answer; undefined if it does. */
  readonly unreachable: (url: string) => string | undefined;
  readonly isThere: (file: string) => boolean;
  /** The test artifacts that are linked and there. */
  readonly artifacts: ReadonlyMap<string, Artifact>;
}

/** A requirement with the product's answer. */
export interface Answered {
  readonly listed: Listed;
  /** Undefined if the product has none; of two with one id, the last counts. */
  readonly given: Requirement | undefined;
}

/** Every requirement of the checklist, in its order, with the product's answer. */
export function answersOf(product: Product, checklist: Checklist): Answered[] {
  return checklist.requirements.map((listed) => ({
    listed,
    given: product.spec?.get(listed.category)?.findLast(({ id }) => id === listed.id),
  }));
}

/** Whether the validator skips an answer: a SHOULD that says nothing. */
export function isSkipped({ level }: Listed, { status, evidence }: Requirement): boolean {
  return level === "SHOULD" && status === "" && evidence.length === 0;
}

/** What the validator says about the requirements. */
export function requirementMessages(product: Product, checklist: Checklist, evidence: Evidence): Message[] {
  const { spec } = product;
  if (spec === undefined) return [error("requirements", "Missing 'spec' section")];
  const answers = answersOf(product, checklist);
  const seen = new Set<string>();
  return checklist.categories.flatMap((category) => {
    if (!spec.has(category)) return [error("requirements", `Missing spec category: ${category}`)];
    return answers
      .filter(({ listed }) => listed.category === category)
      .flatMap(({ listed, given }) => {
        if (given === undefined)
          return [error("requirements", `Missing requirement '${listed.id}' in category '${category}'`)];
        if (isSkipped(listed, given)) return [];
        return [
          ...statusMessages(listed, given),
          ...evidenceMessages(listed, given, evidence, seen),
          ...recommendation(listed, given, checklist.release, evidence),
        ];
      });
  });
}

function statusMessages({ id, level }: Listed, { status, notes }: Requirement): Message[] {
  const found: Message[] = [];
  if (!statuses.some((one) => one === status))
    found.push(
      error("status", `Invalid status '${status}' for '${id}'. Must be one of [${statuses.join(" ")}]`),
    );
  const isConditional = conditional.has(id);
  if (level === "MUST" && status !== "Implemented") {
    const must = `Requirement '${id}' is MUST level`;
    if (isConditional && status === "N/A")
      found.push(warning("status", `${must} and marked N/A; review the justification in notes`));
    else {
      const or = isConditional ? ", or 'N/A' with a justification in notes" : "";
      found.push(error("status", `${must} but status is '${status}'. It must be 'Implemented'${or}.`));
    }
  }
  if (status === "N/A" && goTrim(notes) === "")
    found.push(error("status", `Notes required for '${id}' when status is N/A`));
  return found;
}

function evidenceMessages(
  { id }: Listed,
  given: Requirement,
  evidence: Evidence,
  seen: Set<string>,
): Message[] {
  const { folder } = evidence;
  return given.evidence.flatMap((text): Message[] => {
    if (text === "") return [];
    const link = readLink(text, folder);
    if (link.kind === "url") {
      const why = evidence.unreachable(text);
      return why === undefined ? [] : [error("urls", `Invalid evidence URL for '${id}': ${text} (${why})`)];
    }
    const file = (why: string) => error("evidence", `Invalid evidence file for '${id}': ${text} (${why})`);
    if (link.kind === "wrong") return [file(link.why)];
    if (!evidence.isThere(link.file)) return [file(`not found at ${folder}/${link.file}`)];
    if (!isArtifact(path.posix.basename(link.file))) return [];
    return artifactMessages(id, given, { text, ...link }, evidence, seen);
  });
}

function artifactMessages(
  id: string,
  { status }: Requirement,
  link: { readonly text: string; readonly file: string; readonly fragment: string },
  { artifacts }: Evidence,
  seen: Set<string>,
): Message[] {
  const artifact = artifacts.get(link.file) ?? { kind: "unreadable", why: "it was not read" };
  const [name = ""] = link.text.split("#", 1);
  const isFirst = !seen.has(link.file);
  seen.add(link.file);
  if (artifact.kind === "unreadable")
    return isFirst
      ? [error("artifacts", `Invalid test artifact for '${id}': ${name} (${artifact.why})`)]
      : [];
  const { failures } = artifact.outcomes;
  const failing =
    isFirst && failures.length > 0
      ? [error("artifacts", `Test artifact ${name} contains failing tests: ${failures.join(", ")}`)]
      : [];
  const test = link.fragment || verifyingTests[id];
  if (test === undefined) return failing;
  const outcome = artifact.outcomes.of(test);
  const named = `Test '${test}' referenced by '${id}'`;
  if (outcome === undefined) return [...failing, error("artifacts", `${named} was not found in ${name}`)];
  if (outcome === "failed") return [...failing, error("artifacts", `${named} failed in ${name}`)];
  if (outcome === "skipped" && status === "Implemented")
    return [
      ...failing,
      error("artifacts", `Requirement '${id}' is Implemented but test '${test}' was skipped in ${name}`),
    ];
  return failing;
}

function recommendation(
  { id }: Listed,
  { status, evidence: links }: Requirement,
  release: string,
  { folder, isThere }: Evidence,
): Message[] {
  const test = verifyingTests[id];
  if (test === undefined || status !== "Implemented" || !recommendsArtifacts(release)) return [];
  const hasArtifact = links.some((text) => {
    const link = readLink(text, folder);
    return link.kind === "file" && isArtifact(path.posix.basename(link.file)) && isThere(link.file);
  });
  if (hasArtifact) return [];
  const text = `Requirement '${id}' is covered by automated test '${test}'; including test artifacts (e2e.log, junit.xml, or results.json) as evidence is recommended for ${release}+ submissions`;
  return [warning("artifacts", text)];
}
