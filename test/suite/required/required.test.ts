import { describe, expect, test } from "bun:test";
import { loadRecording, unpack } from "../../../src/sandbox/replay/recording.ts";
import { parseJunit } from "../../../src/suite/junit.ts";
import { isConformance } from "../../../src/suite/names.ts";
import {
  heldMinors,
  heldRelease,
  listedTests,
  minorsWith,
  requiredTests,
} from "../../../src/suite/required/required.ts";
import { requirementTexts } from "../../../src/suite/required/texts.ts";

test.each([
  ["v1.24", 354],
  ["v1.25", 360],
  ["v1.26", 368],
  ["v1.27", 378],
  ["v1.28", 380],
  ["v1.29", 388],
  ["v1.30", 402],
  ["v1.31", 404],
  ["v1.32", 411],
  ["v1.33", 419],
  ["v1.34", 424],
  ["v1.35", 441],
  ["v1.36", 446],
  ["v1.37", 462],
])("the list of %s has %i names, each once", (minor, count) => {
  const names = listedTests(minor) ?? [];
  expect(names).toHaveLength(count);
  expect(new Set(names).size).toBe(count);
  expect(names.every(isConformance)).toBe(true);
  expect([...names].sort()).toEqual([...names]);
});

test("all on a list is required, but for what v1.33 has of v1.34", () => {
  const early = heldMinors().flatMap((minor) => {
    const required = new Set(requiredTests(minor));
    return (listedTests(minor) ?? []).filter((name) => !required.has(name)).map((name) => `${minor} ${name}`);
  });
  expect(early).toEqual([
    "v1.33 [sig-network] ServiceCIDR and IPAddress API should support IPAddress API operations [Conformance]",
    "v1.33 [sig-network] ServiceCIDR and IPAddress API should support ServiceCIDR API operations [Conformance]",
  ]);
});

test("a real run of v1.35 has the required names, letter by letter", async () => {
  const recording = await loadRecording();
  const { cases } = parseJunit(unpack(recording.junit.brotli).toString());
  const ran = cases.filter((spec) => spec.state === "passed").map((spec) => spec.name);
  expect(ran.sort()).toEqual([...(requiredTests("v1.35") ?? [])]);
});

test("names keep quotes and <>&", () => {
  const names = requiredTests("v1.35")?.join("\n");
  expect(names).toContain('with a exec "cat /tmp/health" liveness probe');
  expect(names).toContain("increase cpu & mem on c1, c2, decrease cpu & mem on c3");
  expect(names).toContain("should mutate everything except 'skip-me' configmaps");
});

describe("what is held", () => {
  test("is listed, oldest first, with the release of each", () => {
    expect(heldMinors()).toEqual([
      "v1.24",
      "v1.25",
      "v1.26",
      "v1.27",
      "v1.28",
      "v1.29",
      "v1.30",
      "v1.31",
      "v1.32",
      "v1.33",
      "v1.34",
      "v1.35",
      "v1.36",
      "v1.37",
    ]);
    expect(heldRelease("v1.35")).toBe("v1.35.4");
  });

  test("is nothing for other minors, and for what is no minor", () => {
    for (const minor of ["v1.23", "v1.99", "v1.3", "v1", "1.35", "v1.35.4", "", "constructor"]) {
      expect(requiredTests(minor)).toBeUndefined();
      expect(heldRelease(minor)).toBeUndefined();
    }
  });

  test("returns the minors of a name", () => {
    expect(minorsWith("[sig-network] Services should provide secure master service [Conformance]")).toEqual([
      "v1.29",
      "v1.30",
      "v1.31",
      "v1.32",
      "v1.33",
      "v1.34",
    ]);
    expect(minorsWith("no test")).toEqual([]);
  });
});

test("each name held has its requirement's text, as the newest list has it", async () => {
  const texts = await requirementTexts();
  const names = new Set(heldMinors().flatMap((minor) => listedTests(minor) ?? []));
  expect([...texts.keys()].sort()).toEqual([...names].sort());
  const text = texts.get("[sig-network] API Server should provide secure master service [Conformance]");
  expect(text).toMatchObject({
    title: "Kubernetes Service",
    releases: ["v1.9"],
    file: "test/e2e/network/apiserver.go",
  });
  expect(text?.description).toContain("there MUST be a 'kubernetes' service");
});
