import { describe, expect, test } from "bun:test";
import { InputError } from "../../../src/errors.ts";
import { parseConformanceList, parseRequiredTests } from "../../../src/suite/required/parse.ts";
import { sampleList } from "./lists.ts";

const pods = "[sig-node] Pods should be submitted and removed [NodeConformance] [Conformance]";
const probe =
  '[sig-node] Probing container should *not* be restarted with a exec "cat /tmp/health" liveness probe [Conformance]';
const resize = "[sig-node] Resize - cpu & mem <c1>  don't shrink [Conformance]";

describe("a conformance.yaml", () => {
  test("gives names as they are, with quotes, <>& and double spaces", () => {
    expect(parseRequiredTests(sampleList, "v1.35")).toEqual([pods, probe, resize]);
  });

  test("requires of a minor what one of the releases is no newer than", () => {
    expect(parseRequiredTests(sampleList, "v1.34")).toEqual([pods, probe]);
    expect(parseRequiredTests(sampleList, "v1.17")).toEqual([pods]);
    // 1.9 is older than 1.18, and 1.100 newer than 1.35
    expect(parseRequiredTests(sampleList, "v1.100")).toHaveLength(3);
  });

  test("is read with a byte order mark, CRLF, and as Go's encoder prints it", () => {
    expect(parseRequiredTests(`\uFEFF${sampleList.replaceAll("\n", "\r\n")}`, "v1.35")).toContain(resize);
    const printed = JSON.stringify([
      { testname: "a", codename: "a  b", description: "", release: "v1.9", file: "f" },
    ]);
    expect(parseRequiredTests(printed, "v1.35")).toEqual(["a  b"]);
  });

  test("keeps a release that is no string a release", () => {
    const [entry] = parseConformanceList(sampleList.replace("v1.9, v1.18", "1.30"), "x.yaml");
    expect(entry?.releases).toEqual(["v1.30"]);
  });
});

describe("what is no list is refused with the file's name and why", () => {
  const entry = "- {testname: a, codename: b, release: v1.9, file: c}";
  test.each([
    ["429: Too Many Requests", "begins with"],
    ["<!DOCTYPE html>\n<html></html>", "begins with"],
    ["", "it is empty"],
    ["[]", "it has no entries"],
    ["- just words", "entry 1 has no codename"],
    ["- null", "entry 1 has no codename"],
    [`${entry}\n- {testname: a, codename: "", release: v1.9, file: c}`, "entry 2 has no codename"],
    ["- {testname: a, codename: [b], release: v1.9, file: c}", "entry 1 has no codename"],
    ["- {testname: a, codename: b, file: c}", "entry 1 has no release"],
    ["- {testname: a, codename: b, release: soon, file: c}", 'has the release "soon"'],
    ["- {testname: a, codename: b, release: 'v1.9,', file: c}", "has the release"],
    ["- a: b\n c: [", "not a list"],
    [`- &a [x]\n${"- [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n".repeat(20)}`, "not a list"],
  ])("%j", (text, words) => {
    expect(() => parseRequiredTests(text, "v1.35", "given.yaml")).toThrow(InputError);
    expect(() => parseRequiredTests(text, "v1.35", "given.yaml")).toThrow(/^given\.yaml: is not a list/);
    expect(() => parseRequiredTests(text, "v1.35", "given.yaml")).toThrow(words);
  });

  test("a list of later releases alone", () => {
    expect(() => parseRequiredTests(entry, "v1.8", "given.yaml")).toThrow(
      "given.yaml: contains no test that v1.8 requires",
    );
  });

  test("and never with control characters", () => {
    const thrown = (text: string) => {
      try {
        parseRequiredTests(text, "v1.35", "given.yaml");
        return "";
      } catch (error) {
        return error instanceof Error ? error.message : "";
      }
    };
    for (const text of ["\u001b]0;x\u0007 \u202e \u009b1m", "- *\u202e\u009b", "? \u001b[\n: \u001b"]) {
      expect(thrown(text)).not.toBe("");
      expect(thrown(text)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  });
});
