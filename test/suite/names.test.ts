import { describe, expect, test } from "bun:test";
import { parseJunit } from "../../src/suite/junit.ts";
import { isMode, modeNames, modes } from "../../src/suite/modes.ts";
import {
  bareName,
  focusFor,
  isConformance,
  sigOf,
  tagsOf,
  withoutConstraints,
} from "../../src/suite/names.ts";
import { checkPattern } from "../../src/suite/pattern.ts";
import { recordedRun } from "./golden.ts";

const all = parseJunit(recordedRun().junit).cases.map((spec) => spec.name);

test("a name's tags and its SIG", () => {
  const name =
    "[sig-storage] EmptyDir volumes should support (root,0644) [LinuxOnly] [NodeConformance] [Conformance]";
  expect(tagsOf(name)).toEqual(["sig-storage", "LinuxOnly", "NodeConformance", "Conformance"]);
  expect(sigOf(name)).toBe("sig-storage");
  expect(sigOf("a spec of nobody")).toBeUndefined();
});

test("what is required from a later release on is not a conformance test yet, whatever constraint follows", () => {
  expect(isConformance("[sig-a] B c [FutureConformance] [Conformance: [>=1.41]]")).toBe(false);
  expect(isConformance("[sig-a] B c [Conformance] [Serial] [Conformance: [>=1.30]]")).toBe(true);
});

test.each([
  ["[sig-a] B c [Conformance] [Conformance: [>=1.41]]", "[sig-a] B c [Conformance]"],
  ["[sig-a] B c [Slow] [Conformance: [>=1.41], kubelet: [>=1.37 <1.45]]", "[sig-a] B c [Slow]"],
  ["[sig-a] B c [Slow] [>= 1.2.0, < 3.0.0]", "[sig-a] B c [Slow]"],
  ["[sig-a] B c [Slow]", "[sig-a] B c [Slow]"],
  ["[sig-a] B c [Feature: x] [KubeletMinVersion:1.37]", "[sig-a] B c [Feature: x] [KubeletMinVersion:1.37]"],
])("without the constraints on versions: %s", (name, bare) => {
  expect(withoutConstraints(name)).toBe(bare);
});

test("a name's constraints are not among its tags", () => {
  expect(tagsOf("[sig-a] B c [Slow] [Conformance: [>=1.41]]")).toEqual(["sig-a", "Slow"]);
});

describe("focusFor", () => {
  // Ginkgo matches the suite's title, a space and the name; JavaScript reads this much of RE2 alike.
  const matched = (pattern: string) =>
    all.filter((name) => new RegExp(pattern).test(`Kubernetes e2e suite ${name}`));

  test("matches each spec of a suite of 7355 alone", () => {
    const conformance = all.filter((name) => name.endsWith("[Conformance]"));
    for (const name of conformance.filter((_, index) => index % 20 === 0)) {
      expect(matched(focusFor([name]))).toEqual([name]);
    }
  });

  test("matches exactly the many it is given, and is a regexp of Go", () => {
    const some = all.filter((name) => name.includes("[Conformance]"));
    expect(some.length).toBe(441);
    expect(matched(focusFor(some))).toEqual(some);
    expect(checkPattern(focusFor(some))).toBeUndefined();
  });

  test("matches nothing for nothing", () => {
    expect(matched(focusFor([]))).toEqual([]);
    expect(checkPattern(focusFor([]))).toBeUndefined();
  });
});

describe("bareName", () => {
  test.each([
    ["[sig-a] B c [Conformance] [sig-a, Conformance]", undefined, "[sig-a] B c [Conformance]"],
    ["[sig-a] B [It] c [Conformance] [sig-a, Conformance]", "It", "[sig-a] B c [Conformance]"],
    ["TOP-LEVEL [BeforeEach] [sig-a] B c [sig-a]", "BeforeEach", "[sig-a] B c"],
    ["[sig-a] B [Beta] c [sig-a, Beta, BetaOffByDefault]", undefined, "[sig-a] B [Beta] c"],
    ["[sig-a] B c [Conformance]", undefined, "[sig-a] B c [Conformance]"],
    ["[sig-a] B c [Slow] [Conformance]", undefined, "[sig-a] B c [Slow] [Conformance]"],
    [
      "[sig-a] B [It] c [FutureConformance] [sig-a, FutureConformance] [Conformance: [>=1.41]]",
      "It",
      "[sig-a] B c [FutureConformance]",
    ],
    ["[sig-a] B c [sig-a] [>= 1.2.0, < 3.0.0] [a: [>=1], b: [>=2 <3]]", undefined, "[sig-a] B c"],
  ])("%s", (heading, node, name) => {
    expect(bareName(heading, node)).toBe(name);
  });
});

test("the modes' regexps are regexps, and only a mode's name is a mode", () => {
  for (const name of modeNames) {
    expect([checkPattern(modes[name].focus), checkPattern(modes[name].skip)]).toEqual([undefined, undefined]);
  }
  expect(isMode("certified-conformance")).toBe(true);
  expect(isMode("toString")).toBe(false);
});
