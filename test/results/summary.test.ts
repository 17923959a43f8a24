import { describe, expect, test } from "bun:test";
import { summaryMarkdown } from "../../src/results/summary.ts";
import { shellWords, tookText, verdictWords } from "../../src/results/words.ts";
import { parseJunit } from "../../src/suite/junit.ts";
import type { SpecResult } from "../../src/suite/spec.ts";
import { golden } from "../suite/golden.ts";
import { sample } from "./sample.ts";

test("the verdict in one line", () => {
  expect(verdictWords(sample)).toBe(
    "440 passed, 1 failed of 441 in 27m02s · not certifiable: 1 required test failed",
  );
  const passed = {
    ...sample,
    certifiable: true,
    deviations: [],
    counts: { ...sample.counts, passed: 441, failed: 0 },
  };
  expect(verdictWords(passed)).toBe("441 passed of 441 in 27m02s · certifiable");
  const { started, finished } = sample.times;
  expect(verdictWords({ ...passed, times: { started, finished } })).toBe("441 passed of 441 · certifiable");
});

test.each([
  [0, "0s"],
  [0.44, "0.4s"],
  [59.6, "1m00s"],
  [45, "45s"],
  [1622.456, "27m02s"],
  [6466, "1h47m"],
])("%d seconds are %s", (seconds, text) => {
  expect(tookText(seconds)).toBe(text);
});

test("a command's words are what a shell gives back", () => {
  const words = ["kubectl", "--focus", "\\[sig-a\\] it's|b", "", "$HOME", "a b"];
  const { stdout } = Bun.spawnSync(["sh", "-c", `printf '%s\\n' ${shellWords(words)}`]);
  expect(stdout.toString().split("\n").slice(0, -1)).toEqual(words);
});

describe("summary.md", () => {
  const specs = parseJunit(golden("ginkgo2/serial/junit_01.xml").toString()).cases;
  const text = summaryMarkdown(sample, specs);

  test("has each failure with its words and place, and the command that runs them again", () => {
    expect(text).toContain(
      "### \\[sig-network\\] Services should have session affinity work for NodePort service \\[LinuxOnly\\] \\[Conformance\\]",
    );
    expect(text).toContain(
      "```\nservice is not reachable within 2m0s timeout on endpoint 10.199.0.1:30263 over TCP protocol\n```",
    );
    expect(text).toContain("e2e/suite\\_test.go:77");
    expect(text).toContain("kubectl conformance run --focus '(?:^| )(?:");
    expect(text).toContain("- 1 required test failed");
  });

  test("leads with what specs waited for", () => {
    const cause = {
      about: "image",
      what: "agnhost:2 on node2",
      why: "ErrImagePull (<b>)",
      fix: "pull it",
      began: "2026-11-20T22:16:04.000Z",
      specs: 9,
      failed: [],
    } as const;
    const led = summaryMarkdown({ ...sample, causes: [cause] }, specs);
    expect(led).toContain(
      "- **9 tests waited for agnhost:2 on node2**  \n  ErrImagePull (\\<b\\>)  \n  Fix: pull it",
    );
    expect(led.indexOf("## Causes")).toBeLessThan(led.indexOf("## What failed"));
    expect(text).not.toContain("waited for");
  });

  test("says why there is no verdict", () => {
    const reason = "the run was lost: the pod was deleted";
    expect(summaryMarkdown({ ...sample, verdict: "incomplete", reason }, [])).toContain(
      `There is no verdict: ${reason}.`,
    );
    expect(text).not.toContain("no verdict");
  });

  test("has the slowest first, and a row for each SIG", () => {
    const slowest = text.slice(text.indexOf("## The slowest"));
    expect(slowest.split("\n")[4]).toContain("times out");
    expect(text).toContain("| sig-node | 1 | 7 |");
    expect(text).toContain("| sig-apps | 2 | 0 |");
  });

  test("says nothing of failures where there are none", () => {
    const passed = summaryMarkdown({ ...sample, verdict: "passed", deviations: [] }, [
      { name: "a", state: "passed", seconds: 1 },
    ]);
    expect(passed).not.toContain("What failed");
    expect(passed).not.toContain("cannot certify");
    expect(passed).toContain("| without a SIG | 1 | 0 |");
  });

  test("lets no message end its block, and no control character through", () => {
    const bad: SpecResult = {
      name: "a|b\u001b[31m",
      state: "failed",
      seconds: 1,
      message: "```\n# not a heading\u0007",
    };
    const summary = summaryMarkdown(sample, [bad]);
    expect(summary).toContain("````\n```\n# not a heading\n````");
    expect(summary.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
    expect(summary).toContain("| 1s | a\\|b");
  });
});
