import { expect, test } from "bun:test";
import { atOnce } from "../../src/async/steps.ts";
import { viewedSteps } from "../../src/results/view.ts";
import { parseJunit } from "../../src/suite/junit.ts";
import { golden } from "../suite/golden.ts";

const { cases } = parseJunit(golden("ginkgo2/parallel/junit_01.xml").toString());

test("gives each spec what the log has of it", () => {
  const viewed = atOnce(viewedSteps(cases, new Uint8Array(golden("ginkgo2/parallel/e2e.log"))));
  expect(viewed.map(({ name }) => name)).toEqual(cases.map(({ name }) => name));
  expect(viewed.filter(({ flaked }) => flaked === true)).toHaveLength(1);
  const failed = viewed.filter(({ cause }) => cause !== undefined);
  expect(failed.every(({ state }) => state !== "passed" && state !== "skipped")).toBe(true);
  expect(failed.length).toBeGreaterThan(5);
  expect(
    viewed.filter(({ began, ended }) => began !== undefined && ended !== undefined).length,
  ).toBeGreaterThan(8);
});

test("takes the cause from the words alone where there is no log", () => {
  const viewed = atOnce(viewedSteps(cases, undefined));
  expect(viewed.find(({ name }) => name.includes("NodePort"))?.cause).toMatch(/^service is not reachable/);
  expect(viewed.every(({ began }) => began === undefined)).toBe(true);
});
