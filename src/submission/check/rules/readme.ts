import { replayed } from "../../../results/deviations.ts";
import { notRunYet } from "../../readme-parts.ts";
import { asked, type Check, ours, type Problem, refused } from "../check.ts";
import type { Facts } from "../facts.ts";
import { findFile, folderOf } from "../submission.ts";

const conflict = /^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?$/;

/** Links are not taken for steps (cncf/k8s-conformance, faq.md). */
export const readmeSteps: Check = {
  id: "readme-steps",
  title: "README.md has the steps to repeat the results",
  fix: "write how the cluster was made and how the tests were run, with every flag; links alone are not taken",
  judge: ({ readme }) => {
    if (readme === undefined || readme.file.size === 0) return ours([]);
    const hasCommands =
      /^(?: {0,3}(?:```|~~~)| {4,}\S|\t\S)/m.test(readme.text) ||
      readme.text.match(/`[^`\n]+`/g)?.some((code) => code.includes(" ")) === true;
    const words =
      readme.text.replace(/!?\[[^[\]\n]*\]\([^()\n]*\)|https?:\/\/\S+/g, " ").match(/\p{L}{2,}/gu)?.length ??
      0;
    const runs = /sonobuoy|hydrophone|kubectl[- ]conformance|e2e\.test|ginkgo/i.test(readme.text);
    const problems: Problem[] = [];
    if (!hasCommands && words < 80) problems.push(refused("it has neither commands nor steps"));
    else if (!hasCommands) problems.push(asked("it has no commands"));
    if (!runs) problems.push(asked("it does not say what the tests were run with"));
    return ours(problems, { file: readme.file.path });
  },
};

export const readmeFilledIn: Check = {
  id: "readme-filled-in",
  title: "nothing in README.md is still to be filled in",
  fix: "write what is missing in place of each «fill in»",
  judge: ({ readme }) => {
    const isToDo = (line: string) => /(?:^|<!-- )fill in: /i.test(line) || line === notRunYet;
    const found = lines(readme?.text, isToDo);
    return ours(
      found.map(({ line, text }) => refused(`line ${line}: ${text.trim()}`)),
      { file: readme?.file.path, line: found[0]?.line },
    );
  },
};

/** What `run --sandbox` leaves looks like the results of a cluster, and is none: the README is where it is told. */
export const notReplayed: Check = {
  id: "not-a-replay",
  title: "the results are of a cluster, not of the sandbox",
  fix: "run the suite on a cluster of the product: kubectl conformance run",
  judge: ({ readme }) => {
    const found = readme?.text.match(sandboxRun) ?? [];
    const problems = found.map((words) =>
      refused(`README.md mentions the sandbox, which replays a recorded run: ${words.replace(/\s+/g, " ")}`),
    );
    return ours(problems, { file: readme?.file.path });
  },
};

// a command may go on in the next line
const sandboxRun = new RegExp(
  String.raw`\bkubectl[- ]conformance\s+run\b(?:(?!kubectl)[^\n${"`"}]|\\\r?\n)*?\s--sandbox(?![\w-])|\bkubectl[- ]conformance\s+sandbox\b|${replayed}`,
  "g",
);

export const noConflictMarkers: Check = {
  id: "no-conflict-markers",
  title: "no file holds the marks of a merge conflict",
  fix: "choose what is meant, and delete the lines of <<<<<<<, ======= and >>>>>>>",
  judge: (facts) => {
    const texts = [
      [facts.readme?.file.path, facts.readme?.text],
      [facts.product?.file.path, productText(facts)],
    ] as const;
    const found = texts.flatMap(([file, text]) => {
      const marks = lines(text, (line) => conflict.test(line));
      // a line of ======= alone underlines a heading
      const isConflict = marks.some(({ text }) => text.startsWith("<<<<<<<") || text.startsWith(">>>>>>>"));
      return isConflict ? marks.map(({ line }) => ({ file, line })) : [];
    });
    return ours(
      found.map(({ file, line }) => refused(`${file}, line ${line}`)),
      { file: found[0]?.file, line: found[0]?.line },
    );
  },
};

function productText({ product }: Facts): string | undefined {
  return product === undefined ? undefined : new TextDecoder().decode(product.file.bytes ?? new Uint8Array());
}

/** A picture beside the README would be a file too many, so a link to one leads nowhere. */
export const readmeImages: Check = {
  id: "readme-images",
  title: "README.md shows no pictures that are not there",
  fix: "leave pictures out, or link them with an https URL",
  judge: ({ readme, submission }) => {
    if (readme === undefined) return ours([]);
    const folder = folderOf(readme.file.path);
    const dead = lines(readme.text, () => true).flatMap(({ line, text }) =>
      imagesIn(text)
        .filter((target) => !/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(target))
        .filter((target) => findFile(submission.files, target)?.path !== `${folder}/${target}`)
        .map((target) => ({ line, target })),
    );
    return ours(
      dead.map(({ line, target }) => asked(`line ${line} shows ${target}, which is not submitted`)),
      { file: readme.file.path, line: dead[0]?.line },
    );
  },
};

function imagesIn(line: string): string[] {
  const markdown = [...line.matchAll(/!\[[^[\]]*\]\(\s*<?([^()\s>]+)/g)];
  const html = [...line.matchAll(/<img\b[^<>]*?\bsrc\s*=\s*["']?([^"'\s>]+)/gi)];
  return [...markdown, ...html].map(([, target = ""]) => target);
}

function lines(text: string | undefined, is: (line: string) => boolean): { line: number; text: string }[] {
  return (text ?? "")
    .split(/\r?\n/)
    .map((line, index) => ({ line: index + 1, text: line }))
    .filter(({ text }) => is(text));
}
