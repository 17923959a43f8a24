import { expect, test } from "bun:test";
import { parseJunit } from "../../src/suite/junit.ts";
import { writeJunit } from "../../src/suite/junit-write.ts";
import type { SpecResult } from "../../src/suite/spec.ts";
import { golden, recordedRun } from "./golden.ts";

const serial = golden("ginkgo2/serial/junit_01.xml").toString();

test("gives the very bytes of the Kubernetes suite", () => {
  const { junit } = recordedRun();
  expect(writeJunit(parseJunit(junit)) === junit).toBe(true);
});

test("keeps all that was read", () => {
  const report = parseJunit(serial);
  expect(parseJunit(writeJunit(report))).toEqual(report);
});

test("counts as Ginkgo does", () => {
  const counts = (xml: string) => /<testsuites [^>]*?(?= time)/.exec(xml)?.[0];
  for (const folder of ["serial", "abort", "interrupted-parallel"]) {
    const xml = golden(`ginkgo2/${folder}/junit_01.xml`).toString();
    expect(counts(writeJunit(parseJunit(xml)))).toBe(counts(xml));
  }
});

test("never writes what is no XML", () => {
  const failed = {
    name: "a \u0007 \ud800",
    state: "failed",
    seconds: 1e-7,
    message: "\u001b[31m",
  } as const;
  const xml = writeJunit({ cases: [failed], suiteNodes: [], properties: {} });
  expect(parseJunit(xml).cases[0]).toMatchObject({ name: "a \ufffd \ufffd", seconds: 1e-7 });
});

const write = (spec: SpecResult) => writeJunit({ cases: [spec], suiteNodes: [], properties: {} });

test.each<[SpecResult["state"], string]>([
  ["failed", '<failure message="" type="failed">[FAILED] why&#xA;In [It] at: a.go:1&#xA;</failure>'],
  ["aborted", '<failure message="" type="aborted">[ABORTED] why&#xA;In [It] at: a.go:1&#xA;</failure>'],
  ["panicked", '<error message="" type="panicked">[PANICKED] why&#xA;In [It] at: a.go:1&#xA;</error>'],
  [
    "interrupted",
    '<error message="" type="interrupted">[INTERRUPTED] why&#xA;In [It] at: a.go:1&#xA;</error>',
  ],
  ["skipped", '<skipped message="skipped - why"></skipped>'],
  ["pending", '<skipped message="pending - why"></skipped>'],
])("a spec that %s is written as Ginkgo does", (state, element) => {
  expect(write({ name: "a", state, seconds: 1, message: "why", location: "a.go:1" })).toContain(
    `\n              ${element}\n`,
  );
});

test("without a message or a place nothing is written for them", () => {
  expect(write({ name: "a", state: "failed", seconds: 1 })).toContain(">[FAILED] &#xA;</failure>");
  expect(write({ name: "a", state: "pending", seconds: 1 })).toContain(
    '<skipped message="pending"></skipped>',
  );
});

test("counts what failed, what is an error and what did not run apart", () => {
  const of = (state: SpecResult["state"]) => ({ name: state, state, seconds: 0 });
  const states = [
    "passed",
    "failed",
    "timedout",
    "panicked",
    "interrupted",
    "aborted",
    "skipped",
    "pending",
  ] as const;
  const xml = writeJunit({
    cases: [...states.map(of), of("pending")],
    suiteNodes: [of("passed")],
    properties: {},
    seconds: 2.5,
  });
  expect(xml).toContain('<testsuites tests="10" disabled="3" errors="3" failures="2" time="2.5">');
  expect(xml).toContain(
    ' tests="10" disabled="2" skipped="1" errors="3" failures="2" time="2.5" timestamp="">',
  );
});

test.each([
  [0, "0"],
  [4.4125e-5, "4.4125e-05"],
  [0.0001, "0.0001"],
  [1622.456, "1622.456"],
  [1e-10, "1e-10"],
  [1e20, "100000000000000000000"],
  [1e21, "1e+21"],
])("%p seconds are written as Go writes them: %s", (seconds, text) => {
  expect(write({ name: "a", state: "passed", seconds })).toContain(`status="passed" time="${text}"`);
});

test("names the suite as the official image does, or as given", () => {
  const report = { cases: [], suiteNodes: [], properties: {} };
  expect(writeJunit(report)).toContain('<testsuite name="Kubernetes e2e suite" package="/usr/local/bin" ');
  expect(writeJunit(report, { name: "a<b", path: "/x" })).toContain('<testsuite name="a&lt;b" package="/x" ');
});

test("nothing in it is a command to the CI system that shows it, and it reads the same", () => {
  const spec: SpecResult = {
    name: "a ##[error]b",
    state: "failed",
    seconds: 1,
    message: "\n::error::x ##vso[y]z",
  };
  const xml = write(spec);
  expect(xml).not.toMatch(/##[a-z]*\[|^\s*::/im);
  expect(parseJunit(xml).cases[0]?.name).toBe(spec.name);
  expect(parseJunit(xml).cases[0]?.message).toContain("::error::x ##vso[y]z");
});
