import { expect, test } from "bun:test";
import { closestNames, findNames } from "../../../src/suite/required/find.ts";
import { nameFinder, nearestNames } from "../../../src/suite/required/nearest.ts";
import { requiredTests } from "../../../src/suite/required/required.ts";

const names = requiredTests("v1.35") ?? [];
const subpath =
  "[sig-node] Variable Expansion should fail substituting values in a volume subpath with backticks [Conformance]";

test.each([
  ["another tag", subpath.replace(" [Conf", " [Slow] [Conf")],
  ["tags in another order", `[Conformance] ${subpath.replace(" [Conformance]", "")}`],
  ["double spaces", subpath.replace("should fail", "should  fail")],
  ["another group before it", subpath.replace("Variable Expansion", "Variables")],
  ["a letter", subpath.replace("backticks", "backtick")],
])("a name with %s is near", (_, name) => {
  expect(nearestNames(name, names)[0]).toBe(subpath);
});

test("of names with the same words that with the same tags is nearest", () => {
  const linux = "[sig-node] a b c [LinuxOnly] [Conformance]";
  const slow = "[sig-node] a b c [Slow] [Conformance]";
  const asked = "[sig-node] a b c [Slow] [Serial] [Conformance]";
  expect(nearestNames(asked, [linux, slow])).toEqual([slow, linux]);
});

test("another test is not near, nor is a name to itself, nor to anything without words", () => {
  expect(
    nearestNames("[sig-node] [DRA] CRUD Tests resource.k8s.io/v1 DeviceClass [Conformance]", [subpath]),
  ).toEqual([]);
  expect(nearestNames(subpath, [subpath])).toEqual([]);
  expect(nearestNames("[Conformance]", ["[sig-node] [Conformance]", subpath])).toEqual([]);
  expect(nearestNames("", names)).toEqual([]);
});

test("at most three come back, from a finder that is asked often too", () => {
  const find = nameFinder(names);
  for (const name of names) expect(find(`${name} [Other]`)[0]).toBe(name);
  expect(Math.max(...names.map((name) => find(name).length))).toBe(3);
});

test("a test is found by its name, by that without tags, by a part, by its words", () => {
  expect(findNames(subpath, names)).toEqual([subpath]);
  expect(findNames(`[It] ${subpath}`, names)).toEqual([subpath]);
  expect(
    findNames("variable expansion should fail substituting values in a volume subpath with BACKTICKS", names),
  ).toEqual([subpath]);
  expect(findNames("subpath with backticks", names)).toEqual([subpath]);
  expect(findNames("backticks volume", names)).toEqual([subpath]);
  expect(findNames("nothing of the kind", names)).toEqual([]);
  // not those that merely begin with it
  const pods = "[sig-node] Pods should be updated [NodeConformance] [Conformance]";
  expect(findNames("Pods should be updated", names)).toEqual([pods]);
});

test("what is misspelled is answered with what holds most of it", () => {
  expect(closestNames("subpath with bakticks", names)).toContain(subpath);
  expect(closestNames("xyzzy", names)).toEqual([]);
});
