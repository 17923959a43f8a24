import { describe, expect, test } from "bun:test";
import { InputError } from "../../src/errors.ts";
import { countStates, parseJunit } from "../../src/suite/junit.ts";
import { golden } from "./golden.ts";
import { skippedSuite } from "./skipped-suite.ts";

const serial = golden("ginkgo2/serial/junit_01.xml").toString();

describe("reading a junit", () => {
  test("keeps the suite's own nodes apart from the specs, and Ginkgo's settings", () => {
    const report = parseJunit(serial);
    expect(report.suiteNodes.map((node) => node.name)).toEqual(["[SynchronizedBeforeSuite]"]);
    expect(countStates(report.cases)).toEqual({ ran: 13, passed: 5, failed: 8, pending: 1, skipped: 2 });
    expect(report.properties).toMatchObject({
      FocusStrings: "\\[Conformance\\]",
      ParallelTotal: "1",
      DryRun: "false",
    });
    expect(report.seconds).toBeGreaterThan(0);
    expect(report.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  });

  test("takes the name as it is, without Ginkgo's mark and XML's escapes", () => {
    const names = parseJunit(serial).cases.map((spec) => spec.name);
    expect(names).toContain(`[sig-node] Pods should print & escape <"quotes"> of 'café' ✓ [Conformance]`);
  });

  test("takes message and place from the text that the Kubernetes suite writes", () => {
    const failed = parseJunit(serial).cases.find((spec) => spec.name.includes("session affinity"));
    expect(failed).toMatchObject({
      state: "failed",
      message: "service is not reachable within 2m0s timeout on endpoint 10.199.0.1:30263 over TCP protocol",
      location: "e2e/suite_test.go:77",
    });
    const skipped = parseJunit(serial).cases.find((spec) => spec.name.includes("gives up"));
    expect(skipped).toMatchObject({ state: "skipped", message: "only supported on nodes with swap" });
  });

  test("takes the message from the attribute where Ginkgo's own report has it there", () => {
    const xml =
      '<testsuites><testsuite><testcase name="[It] a" status="failed" time="1"><failure message="why" type="failed"></failure></testcase></testsuite></testsuites>';
    expect(parseJunit(xml).cases).toEqual([{ name: "a", state: "failed", seconds: 1, message: "why" }]);
  });

  test("takes the name without the constraints on versions that Ginkgo 2.28 puts behind it", () => {
    const { cases } = parseJunit(golden("ginkgo2.33/serial/junit_01.xml").toString());
    expect(cases.map(({ name, state }) => `${state} ${name}`)).toEqual([
      "passed [sig-network] Services should support named targetPorts [FutureConformance]",
      "passed [sig-network] Services should answer [Conformance]",
      "failed [sig-network] Services should fail [Serial] [Conformance]",
      "passed [sig-network] Services has a constraint of its own [Conformance]",
      "failed [sig-network] Services fails before it begins [Conformance]",
      "skipped [sig-network] Services should be left alone by a focus",
    ]);
  });

  test("does not take a spec's own properties for the suite's settings", () => {
    const { properties } = parseJunit(golden("ginkgo2.33/serial/junit_01.xml").toString());
    expect(properties.FocusStrings).toBe("Conformance\\]");
    expect(properties.latency).toBeUndefined();
  });

  test("counts the skipped specs of a whole suite apart from those that ran", () => {
    const { cases, suiteNodes } = parseJunit(skippedSuite());
    expect(countStates(cases)).toEqual({ ran: 462, passed: 462, failed: 0, pending: 0, skipped: 2744 });
    expect(suiteNodes).toHaveLength(7);
  });

  test("understands Ginkgo v1: the other root, no status, panics among the failures", () => {
    const { cases } = parseJunit(golden("ginkgo1/verbose/junit_01.xml").toString());
    expect(cases.find((spec) => spec.name.endsWith("panics [Conformance]"))).toMatchObject({
      state: "panicked",
      message: "Test Panicked: boom",
      location: "e2e/suite_test.go:103",
    });
    expect(countStates(cases)).toMatchObject({ passed: 3, failed: 3 });
  });

  test("joins several suites, as tools leave them, with CDATA and attributes on lines of their own", () => {
    const xml = `<?xml version="1.0"?><testsuites><testsuite name="a"><testcase
      name="one"
      time="2"/></testsuite><testsuite name="b"><testcase name="two"><failure><![CDATA[[FAILED] a < b
In [It] at: x/y.go:7 @ 11/20/26 22:16:06.6]]></failure></testcase></testsuite></testsuites>`;
    expect(parseJunit(xml).cases).toEqual([
      { name: "one", state: "passed", seconds: 2 },
      { name: "two", state: "failed", seconds: 0, message: "a < b", location: "x/y.go:7" },
    ]);
  });

  test("keeps no more of a failure than a person reads, wherever the file is cut into pieces", () => {
    const long = "x".repeat(100_000);
    const failure = (text: string) =>
      `<testsuites><testsuite><testcase name="a"><failure>${text}</failure></testcase></testsuite></testsuites>`;
    const [first] = parseJunit(
      failure(`[FAILED] ${long}\n${long}\nIn [It] at: a.go:7 @ 11/20/26\n${long}`),
    ).cases;
    expect(first?.location).toBe("a.go:7");
    expect(first?.message).toHaveLength(32_768);
    const [panic] = parseJunit(
      failure(`[PANICKED] a &amp; b\nIn [It] at: a.go:7 @ 1\n\nruntime &lt;error&gt;`),
    ).cases;
    expect(panic).toMatchObject({ message: "a & b: runtime <error>" });
    // what is read begins after 256 KiB, in another piece
    const [late] = parseJunit(
      failure(`${"noise\n".repeat(60_000)}[FAILED] why\nIn [It] at: b.go:1 @ 1\n`),
    ).cases;
    expect(late).toMatchObject({ message: "why", location: "b.go:1" });
    const attribute = `<testsuites><testsuite><testcase name="a"><failure message="${long}"/></testcase></testsuite></testsuites>`;
    expect(parseJunit(attribute).cases[0]?.message).toHaveLength(32_768);
  });

  test("refuses what no suite writes, in words", () => {
    const inSuite = (text: string) => `<testsuites><testsuite>${text}</testsuite></testsuites>`;
    expect(() => parseJunit(inSuite(`<testcase name="${"x".repeat(10_001)}"/>`))).toThrow(
      /a test with a name of more than 10000 characters/,
    );
    const properties = Array.from({ length: 10_001 }, (_, at) => `<property name="${at}" value=""/>`);
    expect(() => parseJunit(inSuite(properties.join("")))).toThrow(/more than 10000 properties/);
  });

  test.each([
    ["text that is no XML", "not yet", /junit\.xml: not well-formed XML at 1:/],
    ["a file that was cut off", serial.slice(0, 3000), /not well-formed XML at \d+:\d+: unclosed tag/],
    [
      "control characters",
      serial.replace("service is", "\u001b[31mservice is"),
      /not well-formed XML at \d+:/,
    ],
    ["another root", "<html></html>", /its root is <html>/],
    ["a document type", '<!DOCTYPE a [<!ENTITY b "c">]><testsuites/>', /has a DOCTYPE/],
    ["an entity that XML does not have", "<testsuites>&bomb;</testsuites>", /undefined entity/],
    ["nothing", "", /not well-formed XML/],
  ])("refuses %s in one line", (_, xml, message) => {
    expect(() => parseJunit(xml, "junit.xml")).toThrow(InputError);
    expect(() => parseJunit(xml, "junit.xml")).toThrow(message);
    try {
      parseJunit(xml, "junit.xml");
    } catch (error) {
      expect(String(error)).not.toContain("\n");
    }
  });
});
