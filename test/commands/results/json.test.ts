import { expect, test } from "bun:test";
import { asJson } from "../../../src/commands/results/json.ts";
import { hostile, obeyed, printed } from "./sample.ts";

test("is one value with the verdict, the counts and the tests, words byte for byte", () => {
  const text = asJson(printed()).join("");
  expect(obeyed(text)).toEqual([]);
  const value = JSON.parse(text);
  expect(value).toMatchObject({
    runner: "unknown",
    verdict: "failed",
    certifiable: false,
    counts: { total: 3, failed: 1 },
    flaky: ["[sig-node] Pods should run [Conformance]"],
    missing: ["[sig-apps] Job should run [Conformance]"],
  });
  expect(value.rerunFocus).toStartWith("(?:^| )(?:\\[sig-network\\]");
  expect(value.tests[0]).toMatchObject({
    sig: "sig-network",
    began: "2026-11-20T22:16:04.000Z",
    message: `Timed out after 120.001s.\n${hostile}`,
  });
});
