import { beforeAll, describe, expect, test } from "bun:test";
import { parse } from "yaml";
import { type FormatName, formatNames } from "../../../src/commands/results/formats.ts";
import { unpack } from "../../report/sample.ts";
import { allShapes, results } from "./folders.ts";

let cwd = "";
beforeAll(async () => {
  cwd = await allShapes();
});

const shapes = [["ours"], ["hydrophone"], ["sonobuoy.tar.gz"], ["e2e.log", "junit_01.xml"]];

type Tests = readonly { readonly name: string; readonly state: string }[];

const listed = (tests: Tests) => tests.map(({ name, state }) => `${state} ${name}`).sort();
const document = ({ verdict, counts, tests }: { verdict: string; counts: object; tests: Tests }) => ({
  verdict,
  counts,
  tests: listed(tests),
});

/** What a format says of the verdict, the counts and each test, without what differs by runner. */
const said: Readonly<Record<FormatName, (text: string) => unknown>> = {
  json: (text) => document(JSON.parse(text)),
  yaml: (text) => document(parse(text)),
  table: (text) =>
    text.replace(/^(?:results|runner|run|started|nodes|suite|Kubernetes) .*\n/gm, "").replace(/ · .*/, ""),
  wide: (text) => text,
  name: (text) => text,
  jsonl: (text) =>
    listed(
      text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ),
  junit: (text) => text.replace(/ timestamp="[^"]*"|<propert[\s\S]*<\/properties>/g, ""),
  ctrf: (text) => {
    const { summary, tests } = JSON.parse(text).results;
    const { start: _, stop: __, ...counts } = summary;
    return {
      counts,
      tests: tests.map(({ name, status }: { name: string; status: string }) => `${status} ${name}`),
    };
  },
  // written as bytes, which are kept one by one
  github: (text) => Buffer.from(text, "latin1").toString().replace(/ · .*/g, ""),
  markdown: (text) => [
    /^\*\*.*? in \S+/m.exec(text)?.[0],
    text.match(/^### .*/gm),
    text.match(/^\| .*sig.*/gm),
  ],
  html: (text) => {
    const lead = /<h1>[\s\S]*?<p class="lead">[^<]*/.exec(text)?.[0];
    return { lead, tests: listed(JSON.parse(unpack(text, "data")).tests) };
  },
};

describe("the same run, whichever runner left it, has the same verdict, counts and tests", () => {
  test.each(formatNames.map((name) => [name]))("-o %s", async (format) => {
    const all = await Promise.all(
      shapes.map(async (words) => {
        const { code, stdout } = await results(cwd, ...words, "-o", format);
        return { code, said: said[format](stdout) };
      }),
    );
    expect(all[0]?.code).toBe(1);
    for (const each of all) expect(each).toEqual(all[0] ?? each);
    expect(JSON.stringify(all[0]?.said).length).toBeGreaterThan(100);
  });
});
