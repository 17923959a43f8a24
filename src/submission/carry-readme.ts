import { minorOf } from "../results/layout.ts";
import { shellWords } from "../results/words.ts";
import type { Readme } from "./readme.ts";

/** How the results were made, as far as that is known; a run's record tells it. */
export interface Made {
  readonly kubernetes: { readonly server: string };
  /** The words of the command. */
  readonly command?: readonly string[];
  /** `sonobuoy`, where that is who ran the suite. */
  readonly runner?: string;
}

/** Takes over the README of an earlier submission as it is, and tells what in it may be of that time or is refused. */
export function carryReadme(text: string, made: Made): Readme {
  const found = text
    .split(/\r?\n/)
    .flatMap((line, index) => checks(line, made).map((why) => ({ why, line: index + 1 })));
  const toCheck = [...Map.groupBy(found, ({ why }) => why)].map(
    ([why, at]) => `README.md:${at.map(({ line }) => line).join(",")}: ${why}`,
  );
  const hasCommands = /^(?: {0,3}(?:```|~~~)| {4,}\S|\t\S)/m.test(text);
  if (!hasCommands) toCheck.push("README.md: has no commands, and reviewers ask for the exact steps");
  return { text, toCheck };
}

function checks(line: string, made: Made): string[] {
  const minor = minorOf(made.kubernetes.server);
  const others = [...line.matchAll(/(?<![\w.])v?(1\.[2-9]\d)(?:\.\d+)?(?:[+-][\w.]+)?(?!\.?\d)/g)]
    .filter((version) => `v${version[1]}` !== minor)
    .map((version) => `names ${version[0]}, and these results are of ${minor}`);
  const runner = /\b(sonobuoy|hydrophone)\b/i.exec(line)?.[1]?.toLowerCase();
  return [
    ...others,
    ...(/^(?:<{7}|={7}|>{7})(?: |$)/.test(line) ? ["is left over from a merge"] : []),
    ...(/!\[[^\]]*\]\((?!https?:)/.test(line) || /<img[^>]*\ssrc=["'](?!https?:)/.test(line)
      ? ["shows a picture beside it, and no other file may be submitted"]
      : []),
    ...(/flake-attempts/.test(line) ? ["tries failed tests again, which reviewers refuse"] : []),
    ...(/\bfill in:/i.test(line) ? ["is still to be filled in"] : []),
    ...(runner === undefined ? [] : otherRunner(runner, made)),
  ];
}

function otherRunner(runner: string, made: Made): string[] {
  if (runner === made.runner) return [];
  const how = made.command === undefined ? made.runner : shellWords(made.command);
  return how === undefined ? [] : [`runs ${runner}, and these results were made with: ${how}`];
}
