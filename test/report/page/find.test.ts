import { describe, expect, test } from "bun:test";
import { readAddress } from "../../../src/report/page/address.ts";
import { countsOf, entriesOf, find } from "../../../src/report/page/find.ts";
import { dataOf, sampleSpecs, spec, subject } from "../sample.ts";

const { tests } = dataOf(subject([...sampleSpecs, spec("[sig-cli] Left out", 0, 0, { state: "skipped" })]));
const entries = entriesOf(tests);
const names = (hash: string) =>
  find(entries, readAddress(hash)).map(({ test: { name } }) => name.replace(" [Conformance]", ""));

describe("finding tests", () => {
  test("without a word gives those that ran, as they ran", () => {
    expect(names("")).toEqual([
      "[sig-node] Pods should run",
      "[sig-network] Services should answer",
      "[sig-apps] Job should run",
      "[sig-node] Taints should evict [Serial]",
    ]);
  });

  test.each([
    ["#show=failed", ["[sig-network] Services should answer"]],
    ["#show=flaky", ["[sig-apps] Job should run"]],
    ["#show=skipped", ["[sig-cli] Left out"]],
    [
      "#sig=sig-node&order=slowest",
      ["[sig-node] Taints should evict [Serial]", "[sig-node] Pods should run"],
    ],
    ["#q=RUN+should+job", ["[sig-apps] Job should run"]],
    ["#q=errimagepull", ["[sig-network] Services should answer"]],
    ["#q=(run", []],
    ["#show=nonsense&order=nonsense&q=evict", ["[sig-node] Taints should evict [Serial]"]],
  ])("%s", (hash, expected) => {
    expect(names(hash)).toEqual(expected);
  });

  test("counts each kind", () => {
    expect(countsOf(tests)).toEqual({
      ran: 4,
      running: 0,
      failed: 1,
      flaky: 1,
      passed: 3,
      skipped: 1,
      all: 5,
    });
  });
});
