import { expect, test } from "bun:test";
import { hasFinished, restOf } from "../../src/results/rest.ts";
import { summaryMarkdown } from "../../src/results/summary.ts";
import { listedTests } from "../../src/suite/required/required.ts";
import type { SpecResult } from "../../src/suite/spec.ts";
import { sample } from "./sample.ts";

const names = listedTests("v1.35") ?? [];
const spec = (name: string, state: SpecResult["state"] = "passed"): SpecResult => ({
  name,
  state,
  seconds: 1,
});
/** Of all but the last two of the names the end is known; of these one was met by an interruption. */
const [interrupted = "", never = ""] = names.slice(-2);
const specs = [
  ...names.slice(0, -2).map((name, index) => spec(name, index === 0 ? "failed" : "passed")),
  spec(interrupted, "interrupted"),
  spec("[sig-node] not asked for", "skipped"),
];
const lost = { ...sample, verdict: "incomplete" as const };
const withSuite = (suite: Partial<typeof sample.suite>) => ({
  ...lost,
  suite: { ...sample.suite, ...suite },
});

/** What a run of this record owes after these specs. */
const rest = ({ suite, kubernetes }: typeof sample | typeof lost, of: readonly SpecResult[]) =>
  restOf({ suite, versions: { server: kubernetes.server, suite: suite.version }, specs: of });

test("the rest of a run is what did not come to its end, by name", () => {
  expect(rest(lost, specs)).toEqual([interrupted, never]);
  expect(rest(lost, [])).toEqual(names);
  expect(
    rest(
      sample,
      names.map((name) => spec(name)),
    ),
  ).toEqual([]);
});

test("it is not known of a run with a choice of its own, or of a release that is not held", () => {
  expect(rest(withSuite({ focus: "Pods" }), specs)).toBeUndefined();
  expect(rest(withSuite({ skip: "\\[Serial\\]" }), specs)).toBeUndefined();
  const newer = { ...lost, kubernetes: { ...lost.kubernetes, server: "v1.99.0" } };
  expect(rest({ ...newer, suite: { ...lost.suite, version: "v1.99.0" } }, specs)).toBeUndefined();
  expect(rest(withSuite({ version: "vnext" }), specs)).toBeUndefined();
});

test("it is that of the suite's release, where that is another than the server's", () => {
  expect(rest(withSuite({ version: "v1.34.4" }), [])).toHaveLength(424);
});

test("a timeout is an end, an interruption is none", () => {
  expect([hasFinished(spec("a", "timedout")), hasFinished(spec("a", "interrupted"))]).toEqual([true, false]);
  expect(hasFinished(spec("a", "skipped"))).toBe(false);
});

test("the summary of a lost run has the focus that runs exactly the rest", () => {
  const text = summaryMarkdown(lost, specs);
  const [, section = ""] = text.split("## Run the rest\n\n");
  expect(section).toStartWith("2 tests did not come to an end.");
  const [, focus = ""] = /--focus '(.*)'$/m.exec(section) ?? [];
  const pattern = new RegExp(focus);
  expect(
    [...names, "[sig-node] not asked for"].filter((name) => pattern.test(`Kubernetes e2e suite ${name}`)),
  ).toEqual([interrupted, never]);
  expect(summaryMarkdown(sample, specs)).not.toContain("Run the rest");
  expect(summaryMarkdown(withSuite({ focus: "Pods" }), specs)).not.toContain("Run the rest");
});
