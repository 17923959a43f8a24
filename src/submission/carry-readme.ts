import { shellWords } from "../results/words.ts";
import { type Readme, type ReadmeFacts, titleLine } from "./readme.ts";
import { hasParts, notRunYet, type PartName, replaceParts } from "./readme-parts.ts";

/**
 * Carries over an existing README, byte for byte except the heading and the parts that this program wrote, which are
 * replaced with those of these results; reports what in the rest may be outdated, would be refused, or is missing.
 */
export function carryReadme(before: string, facts: ReadmeFacts): Readme {
  const written = new Set<PartName>();
  const filled = replaceParts(before, (name, part) => {
    if (!isToBeWritten(name, part, before, facts)) return undefined;
    written.add(name);
    return facts.parts[name];
  });
  const text = written.size === 0 ? before : withTitle(filled, facts);
  // what was just written belongs to these results, whatever versions its nodes have
  const rest = replaceParts(text, (name, part) =>
    written.has(name) ? part.replace(/^(?!.*fill in:).*$/gm, "") : undefined,
  );
  const found = rest
    .split(/\r?\n/)
    .flatMap((line, index) => checks(line, facts).map((why) => ({ why, line: index + 1 })));
  const toCheck = [...Map.groupBy(found, ({ why }) => why)].map(
    ([why, at]) => `README.md:${at.map(({ line }) => line).join(",")}: ${why}`,
  );
  if (written.has("run") && facts.runner !== undefined) toCheck.push(...facts.toCheck);
  const hasCommands = /^(?: {0,3}(?:```|~~~)| {4,}\S|\t\S)/m.test(text);
  if (!hasCommands) toCheck.push("README.md: has no commands, but reviewers ask for the exact steps");
  else if (!found.some(({ why }) => why.startsWith("runs "))) toCheck.push(...lackingCommand(text, facts));
  return { text, toCheck };
}

/**
 * A record covers every part. For other runners' results the steps are unknown: what the user wrote there stays, unless
 * it is this program's own; and for bare files, which may come from any runner, everything stays if the README is already theirs.
 */
function isToBeWritten(name: PartName, part: string, readme: string, facts: ReadmeFacts): boolean {
  if (facts.runner === "kubectl conformance" || part === notRunYet) return true;
  if (facts.runner === undefined && facts.digests.every((sha256) => readme.includes(sha256))) return false;
  if (name === "tool" && facts.runner === "sonobuoy" && sonobuoyAlone.test(part)) return true;
  return name === "cluster" || name === "results" || /kubectl[- ](?:krew install )?conformance\b/.test(part);
}

// as it is written for Sonobuoy's results, with the current version
const sonobuoyAlone = /^\[Sonobuoy\]\(\S+\)(?: \S+)?\.$/;

/** The heading for these results, if it is one that this program wrote. */
function withTitle(text: string, { minor, product }: ReadmeFacts): string {
  if (!hasParts(text)) return text;
  const title = /^# Conformance results for (?:v1\.\d+|Kubernetes)(?:: [^\r\n]*)?(?=\r?\n)/;
  return text.replace(title, () => titleLine(minor, product));
}

/** Reviewers repeat what was run, so the command must be there; line breaks do not matter. */
function lackingCommand(text: string, { command }: ReadmeFacts): string[] {
  if (command === undefined) return [];
  const words = shellWords(command);
  const oneLine = (part: string) => part.replace(/\\\r?\n/g, " ").replace(/\s+/g, " ");
  return oneLine(text).includes(oneLine(words))
    ? []
    : [`README.md: does not give the command as it was run: ${words}`];
}

function checks(line: string, facts: ReadmeFacts): string[] {
  const { minor, product } = facts;
  const bare = (version: string) => version.replace(/^v/, "");
  const others = [...line.matchAll(/(?<![\w.])v?(1\.[2-9]\d)(?:\.\d+)?(?:[+-][\w.]+)?(?!\.?\d)/g)]
    .filter((version) => `v${version[1]}` !== minor && bare(version[0]) !== bare(product.version ?? ""))
    .map((version) => `names ${version[0]}, and these results are of ${minor}`);
  const runner = /\b(sonobuoy|hydrophone)\b/i.exec(line)?.[1]?.toLowerCase();
  return [
    ...others,
    ...(/^(?:<{7}|={7}|>{7})(?: |$)/.test(line) ? ["is left over from a merge"] : []),
    ...(/!\[[^[\]]*\]\((?!https?:)/.test(line) || /<img\b[^<>]*?\ssrc=["'](?!https?:)/.test(line)
      ? ["shows a picture from another file, but no other file may be submitted"]
      : []),
    ...(/flake-attempts/.test(line) ? ["retries failed tests, which reviewers refuse"] : []),
    ...(/\bfill in:/i.test(line) ? ["still has to be filled in"] : []),
    ...(runner === undefined ? [] : otherRunner(runner, facts)),
  ];
}

function otherRunner(named: string, { runner, command }: ReadmeFacts): string[] {
  if (named === runner) return [];
  const how = command === undefined ? runner : shellWords(command);
  return how === undefined ? [] : [`runs ${named}, and these results were made with: ${how}`];
}
