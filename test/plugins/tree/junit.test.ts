import { describe, expect, test } from "bun:test";
import { junitItem } from "../../../src/plugins/tree/junit.ts";

const read = (xml: string) =>
  junitItem({ name: "a.xml", meta: { file: "results/global/a.xml" }, bytes: new TextEncoder().encode(xml) });
const cases = (xml: string) => read(`<testsuite>${xml}</testsuite>`).items?.[0]?.items;

// each was compared with sonobuoy v0.57.5, pkg/client/results/junit.go
describe("a junit file", () => {
  test("has suites, which get a number if they have no name, and cases", () => {
    const xml =
      '<testsuites><testsuite name="a"/><testsuite tests="1"><testcase name="b"/></testsuite></testsuites>';
    expect(read(xml)).toEqual({
      name: "a.xml",
      status: "passed",
      meta: { file: "results/global/a.xml" },
      items: [
        { name: "a", status: "passed", items: [] },
        { name: "testsuite-002", status: "passed", items: [{ name: "b", status: "passed" }] },
      ],
    });
  });

  test("has the message and the contents of a failure, and the output", () => {
    const xml =
      '<testcase name="a"><failure message="m">c &lt;x&gt; <![CDATA[<raw>]]></failure><error/><system-out>o\r\np</system-out><system-err>e</system-err></testcase>';
    expect(cases(xml)).toEqual([
      {
        name: "a",
        status: "failed",
        details: { failure: "m c <x> <raw>", "system-out": "o\np", "system-err": "e" },
      },
    ]);
  });

  test("counts what was skipped as skipped, even with a failure", () => {
    expect(cases('<testcase name="a"><failure/><skipped/></testcase>')).toEqual([
      { name: "a", status: "skipped" },
    ]);
    expect(cases('<testcase name="a"><error>boom</error></testcase>')).toEqual([
      { name: "a", status: "failed", details: { error: "boom" } },
    ]);
  });

  test("has no cases but those directly in a suite", () => {
    expect(cases('<testsuite name="inner"><testcase name="no"/></testsuite><testcase name="yes"/>')).toEqual([
      { name: "yes", status: "passed" },
    ]);
  });

  test.each([
    ["", "it contains no XML elements"],
    ["<testsuites>", "it breaks off: <testsuites> is not closed"],
    ["<other/>", "expected element type <testsuite> but have <other>"],
    ['<testsuite tests="x"/>', "tests is not a whole number"],
    ['<testsuite time="1,000"/>', "time is not a number"],
    [
      '<?xml version="1.0" encoding="latin1"?><testsuite/>',
      "its encoding is declared as latin1, not as UTF-8",
    ],
  ])("%j is unknown, with the reason", (xml, error) => {
    expect(read(xml)).toEqual({
      name: "a.xml",
      status: "unknown",
      meta: { file: "results/global/a.xml", error },
    });
  });
});
