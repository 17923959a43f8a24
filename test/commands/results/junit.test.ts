import { expect, test } from "bun:test";
import { asJunit } from "../../../src/commands/results/junit.ts";
import { countStates, parseJunit } from "../../../src/suite/junit.ts";
import { printed } from "./sample.ts";

test("is a junit file that is read back with the same tests", () => {
  const { cases } = parseJunit(asJunit(printed()).join(""));
  expect(countStates(cases)).toMatchObject({ passed: 2, failed: 1, skipped: 0 });
  expect(cases[0]?.location).toBe("k8s.io/kubernetes/test/e2e/network/service.go:4291");
});
