import { readFileSync } from "node:fs";
import path from "node:path";
import { loadRecording, unpack } from "../../../src/sandbox/replay/recording.ts";
import type { Submission, SubmittedFile } from "../../../src/submission/check/submission.ts";
import { requiredTests } from "../../../src/suite/required/required.ts";

const fixture = (name: string) =>
  readFileSync(path.join(import.meta.dirname, "../../fixtures/submission", name), "utf8");

const recording = await loadRecording();
const { head, tail } = recording.log;
const wholeLog = unpack(recording.log.brotli);

/** The texts of a good submission: the recorded run of 441 tests, without the tests that were filtered out. */
export const good = {
  "PRODUCT.yaml": fixture("PRODUCT.yaml"),
  "README.md": fixture("README.md"),
  "e2e.log": wholeLog.subarray(head, wholeLog.length - tail).toString(),
  "junit_01.xml": unpack(recording.junit.brotli)
    .toString()
    .replace(/<testcase [^>]*status="skipped"[\s\S]*?<\/testcase>\s*/g, ""),
};

export type Texts = Readonly<Record<string, string>>;

/** Files as they are in a folder of the repository. */
export function filesOf(texts: Texts, folder = "v1.35/acme"): SubmittedFile[] {
  return Object.entries(texts)
    .map(([name, text]) => ({
      path: `${folder}/${name}`,
      size: Buffer.byteLength(text),
      bytes: Buffer.from(text),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

const page = {
  kind: "answer",
  status: 200,
  contentType: "text/html; charset=utf-8",
  url: "https://acme.test/",
} as const;

export const commit = {
  id: "abc1234",
  subject: "Conformance results for v1.35/acme",
  author: "Jane Doe <jane@acme.test>",
  signedOffBy: ["Jane Doe <jane@acme.test>"],
};

/** A submission in which nobody finds a fault. */
export const goodSubmission: Submission = {
  folder: "v1.35/acme",
  files: filesOf(good),
  title: "Conformance results for v1.35/acme",
  isTitleAssumed: false,
  commits: { kind: "found", commits: [commit], uncommitted: [], unseen: [] },
  heads: new Map([
    ["website_url", page],
    ["repo_url", page],
    ["documentation_url", page],
  ]),
  latest: "v1.36",
  required: requiredTests("v1.35"),
  newestHeld: "v1.36",
};

/** The good submission with some of its files changed; one that becomes undefined is left out. */
export function withTexts(
  change: Readonly<Record<string, string | undefined>>,
  folder = "v1.35/acme",
): Submission {
  const texts = Object.entries({ ...good, ...change }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...goodSubmission, folder, files: filesOf(Object.fromEntries(texts), folder) };
}
