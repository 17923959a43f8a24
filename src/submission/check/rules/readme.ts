import { replayed } from "../../../results/deviations.ts";
import { notRunYet } from "../../readme-parts.ts";
import { asked, type Check, ours, type Problem, refused } from "../check.ts";
import type { Facts } from "../facts.ts";
import { findFile, folderOf } from "../submission.ts";

const conflict = /^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?$/;

/** Links are not accepted as steps (cncf/k8s-conformance, faq.md). */
export const readmeSteps: Check = {
  id: "readme-steps",
  title: "README.md has the steps to repeat the results",
  fix: "describe how the cluster was created and how the tests were run, with every flag; links alone are not accepted",
  judge: ({ readme }) => {
    if (readme === undefined || readme.file.size === 0) return ours([]);
    const { commands, steps, words } = readme.content;
    const runs = runner.test(readme.text);
    const problems: Problem[] = [];
    if (commands.length === 0 && steps.length === 0 && words < 80)
      problems.push(refused("README.md has neither commands nor steps"));
    else if (commands.length === 0) problems.push(asked("README.md has no commands"));
    if (!runs) problems.push(asked("README.md does not say what the tests were run with"));
    return ours(problems, { file: readme.file.path });
  },
};

/** What reviewers mention most often (cncf/k8s-conformance, for example pull requests 795, 2876 and 4298). */
export const readmeInstallation: Check = {
  id: "readme-installation",
  title: "README.md says how the cluster was created",
  fix: "write down each step from nothing to a cluster of this product: commands, settings, versions; you may add links",
  judge: ({ readme }) => {
    if (readme === undefined || readme.file.size === 0) return ours([]);
    const { commands, steps, words } = readme.content;
    // a README that has neither is refused as a whole
    if (commands.length === 0 && steps.length === 0 && words < 80) return ours([]);
    const isInstalled = commands.some((line) => !ofTheRun.test(line));
    const ownSteps = steps.filter((step) => making.test(step) && !runner.test(step));
    if (isInstalled || ownSteps.length > 1) return ours([]);
    const hasLinks = /\]\(\s*<?https?:|https?:\/\//i.test(readme.text);
    const problem = hasLinks
      ? "README.md only links to how the cluster is created, but reviewers ask for the steps themselves"
      : "README.md does not say how the cluster is created";
    return ours([asked(problem)], { file: readme.file.path });
  },
};

const runner = /sonobuoy|hydrophone|kubectl[- ]conformance|e2e\.test|ginkgo/i;
// fetching the runner, running it, and fetching and packing its output
const ofTheRun =
  /sonobuoy|hydrophone|kubectl[- ]conformance|e2e\.test|ginkgo|^\s*(?:[$#>]\s*)?(?:(?:sudo\s+)?(?:tar|mv|cp|mkdir|cd|ls|cat|unzip|export|chmod|rm|git|go|curl|wget|docker)\b|kubectl\s+(?:get|logs|cp|version|describe|cluster-info|config)\b|#|\W*$|OUTFILE|RESULTS?)/i;
const making =
  /\b(?:create|install|deploy|provision|launch|set ?up|bootstrap|configure|start|add|click|select|choose|download|log ?in|sign ?up)/i;

export const readmeFilledIn: Check = {
  id: "readme-filled-in",
  title: "README.md has nothing left to fill in",
  fix: "replace each «fill in» with what is missing",
  judge: ({ readme }) => {
    const isToDo = (line: string) => /(?:^|<!-- )fill in: /i.test(line) || line === notRunYet;
    const found = lines(readme?.text, isToDo);
    return ours(
      found.map(({ line, text }) => refused(`line ${line}: ${text.trim()}`)),
      { file: readme?.file.path, line: found[0]?.line },
    );
  },
};

/** The results of `run --sandbox` look like those of a cluster, but are not: the README is what shows it. */
export const notReplayed: Check = {
  id: "not-a-replay",
  title: "the results come from a cluster, not from the sandbox",
  fix: "run the suite on a cluster of the product: kubectl conformance run",
  judge: ({ readme }) => {
    const found = readme?.text.match(sandboxRun) ?? [];
    const problems = found.map((words) =>
      refused(`README.md mentions the sandbox, which replays a recorded run: ${words.replace(/\s+/g, " ")}`),
    );
    return ours(problems, { file: readme?.file.path });
  },
};

// a command may continue on the next line
const sandboxRun = new RegExp(
  String.raw`\bkubectl[- ]conformance\s+run\b(?:(?!kubectl)[^\n${"`"}]|\\\r?\n)*?\s--sandbox(?![\w-])|\bkubectl[- ]conformance\s+sandbox\b|${replayed}`,
  "g",
);

export const noConflictMarkers: Check = {
  id: "no-conflict-markers",
  title: "no file has merge conflict markers",
  fix: "resolve the conflict, and delete the lines with <<<<<<<, ======= and >>>>>>>",
  judge: (facts) => {
    const texts = [
      [facts.readme?.file.path, facts.readme?.text],
      [facts.product?.file.path, productText(facts)],
    ] as const;
    const found = texts.flatMap(([file, text]) => {
      const marks = lines(text, (line) => conflict.test(line));
      // a line of just ======= underlines a heading
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

/** A picture next to the README would be one file too many, so a link to one leads nowhere. */
export const readmeImages: Check = {
  id: "readme-images",
  title: "README.md shows no missing pictures",
  fix: "remove pictures, or link to them with an https URL",
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
