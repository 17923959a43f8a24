import { describe, expect, test } from "bun:test";
import { verdictOf } from "../../../src/results/assess.ts";
import { LogParser } from "../../../src/suite/log.ts";
import { SuiteRecord } from "../../../src/suite/suite-record.ts";

function record(log: string): SuiteRecord {
  const found = new SuiteRecord();
  const parser = new LogParser();
  for (const event of [...parser.push(Buffer.from(log)), ...parser.end()]) found.add(event, 0);
  return found;
}

const failed = "\nGinkgo ran 1 suite in 168.260769ms\n\nTest Suite Failed\n";
const begun =
  "Running Suite: Kubernetes e2e suite - /usr/local/bin\nRandom Seed: 1\n\nWill run 2 of 9 specs\n\n";

// the beginnings of e2e.log as go-runner and e2e.test of 1.35.4 write it
describe("a suite that dies at its start says why", () => {
  test.each([
    [
      "an unknown argument",
      "flag provided but not defined: -no-such-flag\n\u001b[38;5;10m\u001b[1mControlling Test Order\u001b[0m\n  --ginkgo.seed [int]\n",
      "flag provided but not defined: -no-such-flag",
    ],
    [
      "an unknown argument of Ginkgo's",
      "\u001b[38;5;9m\u001b[1mginkgo run\u001b[0m \u001b[38;5;9mfailed\u001b[0m\n  flag provided but not defined: -no-such\n\nginkgo run <FLAGS>\n",
      "ginkgo run failed: flag provided but not defined: -no-such",
    ],
    [
      "a quotation mark that is none",
      "unknown additional command line arguments: [“--x=1”]",
      "unknown additional command line arguments: [“--x=1”]",
    ],
    [
      "a broken list of registries",
      "panic: error unmarshalling '/tmp/repo-list/repo-list.yaml' YAML file: yaml: line 2: did not find expected ',' or ']'\n\ngoroutine 1 [running]:\nk8s.io/kubernetes/test/utils/image.init()\n",
      "panic: error unmarshalling '/tmp/repo-list/repo-list.yaml' YAML file: yaml: line 2: did not find expected ',' or ']'",
    ],
    [
      "a note before",
      "  I1128 20:12:26.2 21457 e2e.go:109] hello\nsh: no such program\n",
      "sh: no such program",
    ],
    [
      "a crash in its midst",
      `${begun}fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1:\n`,
      "fatal error: all goroutines are asleep - deadlock!",
    ],
  ])("%s", (_, log, words) => {
    const suite = record(`${log}${failed}`);
    expect(suite.dyingWords).toBe(words);
    expect(verdictOf({ suite, end: { kind: "exited", exitCode: 1, reason: "Error" } })).toEqual({
      verdict: "incomplete",
      reason: `the suite's container ended with exit code 1 (Error) before the suite did; its log says: ${words}`,
    });
  });
});

test.each([
  [
    "that ended",
    `hello\n${begun}\nRan 0 of 9 Specs in 0.1 seconds\nFAIL! -- 0 Passed | 0 Failed | 0 Pending | 9 Skipped\n`,
  ],
  ["that was killed in its midst", `${begun}a spec\n`],
  ["without a log", ""],
])("a suite %s has no such words", (_, log) => {
  expect(record(log).dyingWords).toBeUndefined();
});
