import { expect, test } from "bun:test";
import { checkInTurns, checkSubmission } from "../../../src/submission/check/report.ts";
import type { Submission } from "../../../src/submission/check/submission.ts";
import { good, goodSubmission, withTexts } from "./sample.ts";

const name =
  "[sig-network] Services should be able to change the type from ExternalName to ClusterIP [Conformance]";

function found(submission: Submission, id: string) {
  const finding = checkSubmission(submission).checks.find((check) => check.id === id);
  if (finding === undefined) throw new Error(`there is no check ${id}`);
  return finding;
}

const junit = (change: (text: string) => string) =>
  withTexts({ "junit_01.xml": change(good["junit_01.xml"]) });
const inCase = (text: string, inner: string) =>
  text.replace(
    new RegExp(`(name="\\[It\\] ${name.replace(/[[\]]/g, "\\$&")}"[^>]*>)`),
    (tag) => `${tag}${inner}`,
  );

test("missing, failed and skipped tests are listed by name, and a renamed one by its new name", () => {
  const renamed = name.replace("from ExternalName", "of ExternalName");
  const missing = found(
    junit((text) => text.replace(name, renamed)),
    "required-tests-present",
  );
  expect(missing.detail).toEqual([`missing: ${name}; nearest to it is ${renamed}`]);
  const failed = junit((text) => inCase(text, '<failure message="no"></failure>'));
  expect(found(failed, "required-tests-present").detail).toEqual([
    "1 required test failed: see all-tests-pass",
  ]);
  expect(found(failed, "all-tests-pass").detail).toEqual([`failed: ${name}`]);
  const skipped = junit((text) => inCase(text, "<skipped></skipped>"));
  expect(found(skipped, "required-tests-present").detail).toEqual([`skipped: ${name}`]);
});

test("among tests without number none is looked for under another name", () => {
  const renamed = name.replace("from ExternalName", "of ExternalName");
  const others = Array.from(
    { length: 1000 },
    (_, at) => `<testcase name="[It] ${renamed} ${at} [Conformance]"/>`,
  );
  const many = junit((text) =>
    text.replace(name, renamed).replace("</testsuite>", `${others.join("")}</testsuite>`),
  );
  expect(found(many, "required-tests-present").detail).toEqual([`missing: ${name}`]);
});

test("a signal ends the reading of what takes long", async () => {
  const reason = new Error("SIGTERM");
  const controller = new AbortController();
  setImmediate(() => controller.abort(reason));
  const long = junit((text) => text.replace("</testsuite>", `${" ".repeat(3_000_000)}</testsuite>`));
  await expect(checkInTurns(long, controller.signal)).rejects.toBe(reason);
});

test("a test that is just missing is not said to be near to another required one", () => {
  const without = junit((text) =>
    text.replace(
      new RegExp(`<testcase name="\\[It\\] ${name.replace(/[[\]]/g, "\\$&")}"[\\s\\S]*?</testcase>`),
      "",
    ),
  );
  expect(found(without, "required-tests-present").detail).toEqual([`missing: ${name}`]);
});

test("an old root is refused by the bot, and its failures are reported nevertheless", () => {
  const old = junit((text) => inCase(text, "<failure/>").replace(/<\/?testsuites[^>]*>/g, ""));
  expect(found(old, "required-tests-present").detail).toEqual([
    "junit_01.xml: it cannot be read: expected element type <testsuites> but have <testsuite>",
    `failed: ${name}`,
  ]);
});

test("entities that were escaped twice count as once, as Go reads them", () => {
  const wanted = goodSubmission.required?.filter((required) => /["'>]/.test(required)) ?? [];
  expect(wanted.length).toBeGreaterThan(3);
  const twice = junit((text) =>
    text.replaceAll("&#39;", "&amp;#39;").replaceAll("&#34;", "&amp;#34;").replaceAll("&gt;", "&amp;gt;"),
  );
  expect(twice.files).not.toEqual(goodSubmission.files);
  expect(checkSubmission(twice).bot.state).toBe("success");
  // the bot undoes these three alone
  const other = junit((text) => text.replaceAll("&amp;", "&amp;amp;"));
  const names = goodSubmission.required?.filter((required) => required.includes("&")) ?? [];
  expect(names).toHaveLength(2);
  expect(found(other, "required-tests-present").detail.slice(1)).toEqual(
    names.map((required) => `missing: ${required}; nearest to it is ${required.replaceAll("&", "&amp;")}`),
  );
});

test("the labels are the bot's", () => {
  const labels = (submission: Submission) => checkSubmission(submission).bot.labels;
  expect(labels(junit((text) => inCase(text, "<failure/>")))).toEqual([
    "conformance-product-submission",
    "required-tests-missing",
    "evidence-missing",
    "release-v1.35",
    "not-verifiable",
  ]);
  expect(labels(junit((text) => inCase(text, "<skipped/>")))).toEqual([
    "conformance-product-submission",
    "required-tests-missing",
    "no-failed-tests-v1.35",
    "release-v1.35",
    "not-verifiable",
  ]);
  expect(labels(withTexts({ "e2e.log": undefined, "junit_01.xml": undefined }))).toEqual([
    "conformance-product-submission",
    "missing-file-e2e.log",
    "missing-file-junit_01.xml",
    "release-v1.35",
    "not-verifiable",
  ]);
  expect(labels({ ...goodSubmission, title: "Hello" })).toEqual([
    "not-conformance-product-submission",
    "unable-to-process",
  ]);
});

test("a gate ends the bot's work with a state of its own", () => {
  const { bot, checks } = checkSubmission({ ...goodSubmission, latest: "v1.38" });
  expect(bot).toEqual({
    state: "pending",
    labels: ["conformance-product-submission", "unable-to-process"],
    passed: 0,
    of: 15,
  });
  expect(checks.filter((check) => check.bot === "pass").map(({ id }) => id)).toEqual([
    "gate-title",
    "gate-release",
  ]);
});

test.each(["[", "](", "`a ", "<img ", "![", "fill in: ", "<<<<<<< \n"])(
  "a README of many %j is read in no time",
  (piece) => {
    const submission = withTexts({ "README.md": piece.repeat(100_000), "junit_01.xml": "", "e2e.log": "" });
    // in quadratic time it would pass no timeout
    expect(checkSubmission(submission).checks.length).toBeGreaterThan(0);
  },
);

test("a junit file that is empty, or is not one, is reported as that", () => {
  const detailOf = (submission: Submission) => found(submission, "required-tests-present").detail;
  expect(detailOf(withTexts({ "junit_01.xml": "" }))).toEqual(["junit_01.xml is empty"]);
  const link: Submission = {
    ...goodSubmission,
    files: goodSubmission.files.map(({ bytes, ...file }) =>
      file.path.endsWith("xml") ? { ...file, oddity: "link" } : { ...file, ...(bytes && { bytes }) },
    ),
  };
  expect(detailOf(link)).toEqual(["junit_01.xml is not read: it is a link"]);
});
