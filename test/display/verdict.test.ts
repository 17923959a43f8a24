import { expect, test } from "bun:test";
import { openingLine } from "../../src/display/header.ts";
import { styleFor } from "../../src/display/style.ts";
import { type Closing, closingBlock } from "../../src/display/verdict.ts";
import { FakeSink } from "./fakes.ts";
import { Screen } from "./screen.ts";

const style = styleFor(new FakeSink(), { LANG: "C.UTF-8" });
const image = "registry.k8s.io/conformance:v1.35.4";
const failed: Closing = {
  verdict: "failed",
  certifiable: false,
  passed: 440,
  failed: 1,
  total: 441,
  took: "27m02s",
  deviations: ["1 required test failed"],
  folder: "conformance-results/20261120-2215-k3x9/v1.35/acme",
  next: "kubectl conformance rerun --failed conformance-results/20261120-2215-k3x9",
};

test("the opening line shows what is known", () => {
  const opening = { run: "20261120-2215-k3x9", server: "v1.35.4", image };
  expect(openingLine({ ...opening, specs: 441, processes: 12 }, style)).toBe(
    `run 20261120-2215-k3x9 · Kubernetes v1.35.4 · 441 specs on 12 processes · ${image}`,
  );
  expect(openingLine({ ...opening, processes: 1 }, style)).toBe(
    `run 20261120-2215-k3x9 · Kubernetes v1.35.4 · one at a time · ${image}`,
  );
  const ascii = styleFor(new FakeSink(), {});
  expect(openingLine(opening, ascii)).toBe(`run 20261120-2215-k3x9 - Kubernetes v1.35.4 - ${image}`);
});

test("the closing block: verdict, folder, next step", () => {
  expect(closingBlock(failed, style)).toBe(
    [
      "failed     440 passed, 1 failed of 441 in 27m02s · not certifiable: 1 required test failed",
      "folder     conformance-results/20261120-2215-k3x9/v1.35/acme",
      "next       kubectl conformance rerun --failed conformance-results/20261120-2215-k3x9",
    ].join("\n"),
  );
});

test.each<[string, Partial<Closing>]>([
  [
    "passed     441 passed of 441 in 27m02s · certifiable",
    { verdict: "passed", certifiable: true, passed: 441, failed: 0, deviations: [] },
  ],
  [
    "failed     441 passed of 441 in 27m02s · not certifiable",
    { verdict: "failed", passed: 441, failed: 0, deviations: [] },
  ],
  [
    "passed     8 passed of 8 in 27m02s · not certifiable: focus is set; parallel",
    { verdict: "passed", passed: 8, failed: 0, total: 8, deviations: ["focus is set", "parallel"] },
  ],
  [
    "incomplete 3 passed in 27m02s · no verdict: the pod was evicted",
    { verdict: "incomplete", passed: 3, failed: 0, total: undefined, deviations: ["the pod was evicted"] },
  ],
  [
    "incomplete 0 passed in 27m02s · no verdict",
    { verdict: "incomplete", passed: 0, failed: 0, total: undefined, deviations: [] },
  ],
])("%s", (line, closing) => {
  expect(closingBlock({ ...failed, folder: undefined, next: undefined, ...closing }, style)).toBe(line);
});

test("the verdict is coloured on a terminal alone, and a folder's name cannot move the cursor", () => {
  const coloured = styleFor(new Screen(80), {});
  const [verdict = "", folder] = closingBlock({ ...failed, folder: "a\x1b[2J" }, coloured).split("\n");
  expect(verdict).toStartWith("\x1b[31m\x1b[1mfailed     \x1b[22m\x1b[39m440 passed");
  expect(folder).toBe("folder     a^[[2J");
});
