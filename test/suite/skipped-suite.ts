import { requiredTests } from "../../src/suite/required/required.ts";

const nodes = [
  "[ReportBeforeSuite]",
  "[SynchronizedBeforeSuite]",
  "[SynchronizedAfterSuite]",
  "[ReportAfterSuite] Kubernetes e2e suite report",
  "[ReportAfterSuite] Kubernetes e2e JUnit report",
  "[ReportAfterSuite] Invariant Metrics",
  "[DeferCleanup (Suite)]",
];
const skipped = 2744;

/**
 * A junit as the suite of v1.37 leaves it where the specs that were filtered out are in it too: 3,213 cases, of which
 * 2,744 are skipped, 462 passed and 7 are the suite's own nodes.
 */
export function skippedSuite(): string {
  const names = requiredTests("v1.37") ?? [];
  const ran = [...names.map((name) => `[It] ${name}`), ...nodes].map((name) => testcase(name, "passed", ""));
  const left = Array.from({ length: skipped }, (_, index) =>
    testcase(
      `[It] [sig-storage] CSI Volumes [Driver: mock-${index}] should be left out`,
      "skipped",
      '<skipped message="skipped"></skipped>',
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="${ran.length + left.length}" disabled="${skipped}" errors="0" failures="0" time="7194">
<testsuite name="Kubernetes e2e suite" package="/usr/local/bin" tests="${ran.length + left.length}" disabled="0" skipped="${skipped}" errors="0" failures="0" time="7194" timestamp="2026-11-28T12:00:00">
<properties><property name="SuiteSucceeded" value="true"></property><property name="FocusStrings" value="\\[Conformance\\]"></property></properties>
${[...ran, ...left].join("\n")}
</testsuite></testsuites>`;
}

function testcase(name: string, status: string, inner: string): string {
  const text = name.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&#34;");
  return `<testcase name="${text}" classname="Kubernetes e2e suite" status="${status}" time="1">${inner}</testcase>`;
}
