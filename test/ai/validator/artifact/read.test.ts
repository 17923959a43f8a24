import { describe, expect, test } from "bun:test";
import { readArtifact } from "../../../../src/ai/validator/artifact/read.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const read = async (name: string, text: string) => {
  const found = await readArtifact(name, bytes(text), new AbortController().signal);
  if (found.kind === "unreadable") return found.why;
  return { tests: Object.fromEntries(found.outcomes.tests), failures: found.outcomes.failures };
};

describe("junit.xml", () => {
  test("counts cases in the root and in suites, however deep, and nowhere else", async () => {
    const text = `text before<!DOCTYPE x><any>
      <testcase name="a"/><testsuite><testsuite><testcase name="b"><error/></testcase></testsuite>
      <testcase name="c"><skipped/></testcase></testsuite>
      <other><testcase name="d"><failure/></testcase></other></any> rest <`;
    expect(await read("junit.xml", text)).toEqual({
      tests: { a: "passed", c: "skipped", b: "failed" },
      failures: ["b"],
    });
  });
  test.each([
    ["", "parsing JUnit XML: "],
    ["<testsuites></testsuites>", "parsing JUnit XML: no <testcase> elements found"],
    ["<testsuites><testcase name='a'>", "parsing JUnit XML: "],
    ["<testsuites><testcase name='a & b'/></testsuites>", "parsing JUnit XML: "],
    ['<?xml version="1.0" encoding="latin1"?><a><testcase/></a>', "parsing JUnit XML: "],
  ])("%j is refused", async (text, why) => {
    expect(await read("junit.xml", text)).toStartWith(why);
  });
});

describe("results.json", () => {
  test("counts ends of tests, in keys of any case; a failed package counts without a failed test", async () => {
    const lines = [
      '{"ACTION":"pass","test":"a"}',
      "",
      "null",
      '{"Action":"skip","Test":"b"}',
      '{"Action":"output"}',
    ];
    expect(await read("RESULTS.JSON", lines.join("\r\n"))).toEqual({
      tests: { a: "passed", b: "skipped" },
      failures: [],
    });
    const failed = '{"Action":"fail","Package":"acme.test/x"}';
    expect(await read("results.json", failed)).toEqual({ tests: {}, failures: ["package acme.test/x"] });
    expect(await read("results.json", `${failed}\n{"Action":"fail","Test":"a"}`)).toEqual({
      tests: { a: "failed" },
      failures: ["a"],
    });
  });
  test.each([
    ["", "parsing go test JSON: no test events found"],
    ['{"Action":"pass"}', "parsing go test JSON: no test events found"],
    ["[]", "parsing go test JSON at line 1: "],
    ['{}\n{\n "Action": "pass"}', "parsing go test JSON at line 2: "],
    ['{"Action":5}', "parsing go test JSON at line 1: "],
    ['\uFEFF{"Action":"pass","Test":"a"}', "parsing go test JSON at line 1: "],
  ])("%j is refused", async (text, why) => {
    expect(await read("results.json", text)).toStartWith(why);
  });
});

describe("e2e.log", () => {
  test("counts result lines with ASCII space before them; a failure stays", async () => {
    const text =
      "--- FAIL: a (1s)\n\t --- PASS: a\n    --- SKIP: a/b (0s)\n2026 --- FAIL: c\n\u00a0--- FAIL: d\n";
    expect(await read("e2e.log", text)).toEqual({
      tests: { a: "failed", "a/b": "skipped" },
      failures: ["a"],
    });
  });
  test("Ginkgo's output has none", async () => {
    expect(await read("e2e.log", "Ran 5 of 7 Specs\n")).toBe(
      "parsing e2e log: no '--- PASS/FAIL/SKIP:' result lines found",
    );
  });
});

test("a test without an entry has the outcome of its sub-tests; of two entries the last counts", async () => {
  const found = await readArtifact(
    "e2e.log",
    bytes("--- SKIP: A/x\n--- SKIP: A/y\n--- PASS: B/x\n--- SKIP: B/y\n--- PASS: C\n--- SKIP: C\n"),
    new AbortController().signal,
  );
  if (found.kind === "unreadable") throw new Error(found.why);
  expect(["A", "B", "C", "D"].map((name) => found.outcomes.of(name))).toEqual([
    "skipped",
    "passed",
    "skipped",
    undefined,
  ]);
});
