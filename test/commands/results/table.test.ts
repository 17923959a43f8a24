import { expect, test } from "bun:test";
import { asTable } from "../../../src/commands/results/table.ts";
import { obeyed, printed } from "./sample.ts";

test("says the verdict, then each failure with its cause, place and words, and how to run it again", () => {
  const text = asTable(printed()).join("");
  expect(text).toStartWith(
    "failed     2 passed, 1 failed of 3 in 3m12s · not certifiable: 1 required test failed\n",
  );
  expect(text).toContain(
    `✗ [sig-network] Services should answer [Conformance] (2m09s)
  ErrImagePull of agnhost:2.66.1 on node2: no such host; waited 2m
  at k8s.io/kubernetes/test/e2e/network/service.go:4291
  | Timed out after 120.001s.
  | ^[[31mred
  | ::error::owned
`,
  );
  expect(text).toContain(
    "kubectl conformance run --focus '(?:^| )(?:\\[sig-network\\] Services should answer",
  );
  expect(text).toContain("Passed only on a retry (1)\n  [sig-node] Pods should run");
  expect(text).toContain("Required but not run (1)\n  [sig-apps] Job");
  expect(text).toMatch(/sig-node +2 +0 +1m03s/);
  // nothing that a terminal or a workflow's log would obey
  expect(obeyed(text)).toEqual([]);
});

test("of some of the tests gives the verdict and a row for each", () => {
  const text = asTable(printed({ isChosen: true })).join("");
  expect(text.split("\n")[2]).toMatch(/^STATE +TIME +SIG +NAME$/);
  expect(text.trimEnd().split("\n")).toHaveLength(6);
});
