import { expect, test } from "bun:test";
import { diffRequired } from "../../../src/suite/required/diff.ts";
import { heldMinors, listedTests } from "../../../src/suite/required/required.ts";
import { requirementTexts } from "../../../src/suite/required/texts.ts";

const between = (from: string, to: string) => diffRequired(listedTests(from) ?? [], listedTests(to) ?? []);

test("from v1.34 to v1.35 24 names came and 7 went, which are renamed tests", () => {
  const { added, removed, renamed } = between("v1.34", "v1.35");
  expect(added).toHaveLength(24);
  expect(removed).toHaveLength(7);
  const short = (name: string) => name.replace(" [Conformance]", "");
  expect(renamed.map(({ from, to }) => [short(from), short(to)])).toEqual([
    [
      "[sig-api-machinery] Aggregator Should be able to support the 1.17 Sample API Server using the current Aggregator",
      "[sig-api-machinery] Aggregator Should be able to support the 1.17 Sample API Server using the current Aggregator [LinuxOnly]",
    ],
    [
      "[sig-network] EndpointSlice should create and delete Endpoints and EndpointSlices for a Service with a selector specified",
      "[sig-network] EndpointSlice should create and delete EndpointSlices for a Service with a selector that matches no pods",
    ],
    [
      "[sig-network] EndpointSlice should have Endpoints and EndpointSlices pointing to API Server",
      "[sig-network] API Server should have Endpoints and EndpointSlices pointing to API Server",
    ],
    [
      "[sig-network] Services should provide secure master service",
      "[sig-network] API Server should provide secure master service",
    ],
    [
      "[sig-network] Services should test the lifecycle of an Endpoint",
      "[sig-network] Endpoints should test the lifecycle of an Endpoint",
    ],
    [
      "[sig-node] Sysctls [LinuxOnly] [NodeConformance] should reject invalid sysctls [MinimumKubeletVersion:1.21]",
      "[sig-node] Sysctls [LinuxOnly] [NodeConformance] should reject invalid sysctls",
    ],
    [
      "[sig-node] Sysctls [LinuxOnly] [NodeConformance] should support sysctls [MinimumKubeletVersion:1.21] [Environment:NotInUserNS]",
      "[sig-node] Sysctls [LinuxOnly] [NodeConformance] should support sysctls [Environment:NotInUserNS]",
    ],
  ]);
});

test("what Kubernetes gives the same title and kept from release to release is found as renamed", async () => {
  const texts = await requirementTexts();
  const title = (name: string) => texts.get(name)?.title ?? name;
  const minors = heldMinors();
  for (const [index, to] of minors.entries()) {
    for (const from of minors.slice(Math.max(0, index - 3), index)) {
      const { added, removed, renamed } = between(from, to);
      const found = new Map(renamed.map((pair) => [pair.from, pair.to]));
      expect(new Set(found.values()).size).toBe(renamed.length);
      for (const gone of removed) {
        const [same, another] = added.filter((name) => title(name) === title(gone));
        if (same !== undefined && another === undefined) expect(found.get(gone)).toBe(same);
      }
    }
  }
});

test("the other way around, additions are removals", () => {
  const back = between("v1.35", "v1.34");
  expect([back.added.length, back.removed.length, back.renamed.length]).toEqual([7, 24, 7]);
  expect(between("v1.35", "v1.35")).toEqual({ added: [], removed: [], renamed: [] });
});

test("tags in another order and other spacing are a renaming, another test is not", () => {
  const one = "[sig-apps] CronJob should replace  jobs when ReplaceConcurrent [Slow] [Conformance]";
  const two = "[sig-apps] CronJob should replace jobs when ReplaceConcurrent [Conformance] [Slow]";
  expect(diffRequired([one], [two]).renamed).toEqual([{ from: one, to: two }]);
  expect(diffRequired([one], ["[sig-apps] CronJob should delete jobs [Conformance]"]).renamed).toEqual([]);
});
