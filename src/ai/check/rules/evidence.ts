import path from "node:path";
import { leaksIn } from "../../../text/secrets.ts";
import { suiteTests, testOf } from "../../suite-tests.ts";
import { asked, type Check, type Problem, refused } from "../check.ts";
import { durationsOf, minorsIn } from "./runs.ts";
import { linksOf } from "./validator.ts";

const decoder = new TextDecoder();

/** What reviewers ask about the evidence beyond the validator. */
export const evidenceChecks: readonly Check[] = [
  {
    id: "evidence-shows",
    title: "the evidence shows something: output, a link, a picture",
    fix: "add the commands with their output: ai evidence writes such a file from the cluster",
    look: (product, facts) => {
      const found: Problem[] = [];
      const seen = new Set<string>();
      for (const { id, given, text, link } of linksOf(product, facts)) {
        if (link.kind === "url") continue;
        if (/\s\S+\s/.test(text) && !(link.kind === "file" && facts.opened.linked.there.has(link.file)))
          found.push(refused(`${id}: the evidence is a sentence, not a link: ${text}`, given.line));
        if (link.kind !== "file" || seen.has(link.file) || !/\.(?:md|txt)$/i.test(link.file)) continue;
        seen.add(link.file);
        const bytes = facts.opened.linked.texts.get(link.file);
        if (bytes === undefined) continue;
        const content = decoder.decode(bytes);
        if (/\bfill in:/i.test(content)) found.push(refused(`${link.file} still has to be filled in`));
        else if (!/```|~~~|^(?: {4}|\t)\S|https?:\/\/|!\[|^\s*\|.*\|/m.test(content))
          found.push(asked(`${link.file} is only prose: it has no output, no link and no picture`));
      }
      return found;
    },
  },
  {
    id: "test-names",
    title: "the tests that links name are those of their requirements",
    fix: "name the suite's test of the requirement after the #, or nothing",
    look: (product, facts) =>
      [...linksOf(product, facts)].flatMap(({ id, given, text, link }) => {
        if (link.kind !== "file" || !facts.opened.linked.artifacts.has(link.file)) return [];
        const test = link.fragment.split("/", 1)[0] ?? "";
        if (test === "") return [];
        const shows = Object.hasOwn(suiteTests, test) ? suiteTests[test] : undefined;
        const own = testOf(id);
        if (shows === undefined)
          return [asked(`${id}: the upstream suite has no test ${test}: ${text}`, given.line)];
        return shows === id
          ? []
          : [
              asked(
                `${id}: ${test} is the test of ${shows}${own === undefined ? "" : `, its own is ${own}`}`,
                given.line,
              ),
            ];
      }),
  },
  {
    id: "one-run",
    title: "the test artifacts are of one run, and of this release",
    fix: "make all three from one run: ai run does",
    look: (_product, { opened: { linked, place } }) => {
      const artifacts = [...linked.artifacts].flatMap(([file, artifact]) =>
        artifact.kind === "read" ? [{ file, bytes: artifact.bytes }] : [],
      );
      const timed = artifacts.map(({ file, bytes }) => ({ file, tests: durationsOf(file, bytes) }));
      const [first, ...others] = timed;
      const differing = others.flatMap(({ file, tests }): Problem[] => {
        const test = first && [...tests].find(([name, time]) => isOther(first.tests.get(name), time))?.[0];
        if (first === undefined || test === undefined) return [];
        const [one, other] = [first.tests.get(test), tests.get(test)];
        return [
          asked(`${test} took ${one} s in ${first.file} and ${other} s in ${file}: two different runs`),
        ];
      });
      const ofOthers = artifacts.flatMap(({ file, bytes }): Problem[] => {
        const minors = minorsIn(bytes);
        if (minors.size === 0 || minors.has(place.release ?? "")) return [];
        return [asked(`${file} names Kubernetes ${[...minors].join(", ")}, and not ${place.release}`)];
      });
      return [...differing, ...ofOthers];
    },
  },
  {
    id: "no-secrets",
    title: "nothing in it is secret or internal",
    fix: "remove it, and replace a token or key that was published",
    lookAtFiles: (opened) => {
      const { linked } = opened;
      const files = new Map<string, Uint8Array>([[opened.file, opened.bytes], ...linked.texts]);
      for (const [file, artifact] of linked.artifacts)
        if (artifact.kind === "read") files.set(file, artifact.bytes);
      return [...files].flatMap(([file, bytes]) => {
        const leaks = leaksIn(decoder.decode(bytes));
        const kinds = Map.groupBy(leaks, ({ what }) => what);
        return [...kinds].map(([what, all]) => {
          const lines = all.slice(0, 3).map(({ line }) => line);
          const more = all.length > 3 ? `, and ${all.length - 3} more` : "";
          const text = `${path.posix.normalize(file)}:${lines.join(",")}${more}: ${what}`;
          return all[0]?.kind === "secret" ? refused(text) : asked(text);
        });
      });
    },
  },
  {
    id: "no-conflict-markers",
    title: "no file has marks of an unfinished merge",
    fix: "finish the merge, and remove the lines",
    lookAtFiles: (opened) =>
      [[opened.file, opened.bytes] as const, ...opened.linked.texts].flatMap(([file, bytes]) => {
        const lines = decoder.decode(bytes).split(/\r?\n/);
        const at = lines.findIndex((line) => /^(?:<{7}|>{7})(?: |$)/.test(line));
        return at < 0
          ? []
          : [refused(`${file}:${at + 1}: ${lines[at]?.slice(0, 7)} is left over from a merge`)];
      }),
  },
];

/** Half a second for rounding: junit writes microseconds, the log hundredths. */
function isOther(one: number | undefined, other: number): boolean {
  return one !== undefined && Math.abs(one - other) > 0.5;
}
