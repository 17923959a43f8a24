import { expect, test } from "bun:test";
import { hasFinished, type Owed, restFlags, restOf } from "../../src/results/rest.ts";
import { summaryMarkdown } from "../../src/results/summary.ts";
import { modes } from "../../src/suite/modes.ts";
import { focusFor } from "../../src/suite/names.ts";
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

const specsOf = (finished: readonly string[]): SpecResult[] => finished.map((name) => spec(name));
const versions = { server: "v1.35.4", suite: "v1.35.4" };
/** An earlier run that finished these specs. */
const owed = (of: readonly SpecResult[], suite: Partial<typeof sample.suite> = {}): Owed => ({
  suite: { ...sample.suite, ...suite },
  versions,
  specs: of,
});

test("the rest of a whole run is run by name, as parallel as it was", () => {
  const flags = restFlags("auto", owed(specsOf(names.slice(20))), "out");
  expect(flags).toEqual({ focus: focusFor(names.slice(0, 20)), parallel: "12" });
  expect(restFlags("auto", owed(specsOf(names.slice(3))), "out").parallel).toBe("3");
  expect(restFlags("2", owed(specsOf(names.slice(9))), "out").parallel).toBe("2");
});

test("a run with nothing left is refused", () => {
  expect(() => restFlags("auto", owed(specsOf(names)), "out")).toThrow("--rest out: every test finished");
});

test("of a run with a choice of its own the same is chosen again, less what has finished", () => {
  const done = specsOf(["a", "b"]);
  const chosen = { focus: "Pods", skip: "\\[Slow\\]" };
  expect(restFlags("auto", owed(done, chosen), "out")).toEqual({
    mode: "certified-conformance",
    focus: "Pods",
    skip: `\\[Slow\\]|${focusFor(["a", "b"])}`,
  });
  const calm = { mode: "non-disruptive-conformance", focus: "\\[Conformance\\]", skip: "\\[Disruptive\\]" };
  expect(restFlags("auto", owed([], calm), "out")).toEqual({
    mode: "non-disruptive-conformance",
    skip: calm.skip,
  });
  const other = { ...calm, mode: "of another version" };
  expect(() => restFlags("auto", owed([], other), "out")).toThrow(
    "--rest out: its mode of another version is not",
  );
});

test("results that say nothing of the choice: all conformance tests less what has finished", () => {
  const unknown = { suite: {}, versions: { server: undefined, suite: undefined } };
  expect(restFlags("auto", { ...unknown, specs: specsOf(["a"]) }, "out")).toEqual({ skip: focusFor(["a"]) });
  expect(restFlags("auto", { ...unknown, specs: [] }, "out")).toEqual({});
});

test("another runner's results whose junit has the choice: the same is chosen again", () => {
  const suite = { focus: "Pods", skip: "" };
  expect(restFlags("auto", { suite, versions, specs: specsOf(["a"]) }, "out")).toEqual({
    focus: "Pods",
    skip: focusFor(["a"]),
  });
  const whole = { suite: { focus: modes["certified-conformance"].focus, skip: "" }, versions };
  expect(restFlags("auto", { ...whole, specs: specsOf(names.slice(1)) }, "out")).toEqual({
    focus: focusFor(names.slice(0, 1)),
    parallel: "auto",
  });
});
