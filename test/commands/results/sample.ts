import type { Printed } from "../../../src/commands/results/printed.ts";
import { assessFiles, factsOf } from "../../../src/results/of-files.ts";
import type { Results } from "../../../src/results/results.ts";
import type { ResultsView, ViewedSpec } from "../../../src/results/view.ts";

/** Words that would do harm where they are not made visible: a colour, a workflow command, a bidi override, HTML. */
export const hostile = "\u001b[31mred\n::error::owned\n\u202e<script>alert(1)</script>|`x`";

export const specs: readonly ViewedSpec[] = [
  {
    name: "[sig-network] Services should answer [Conformance]",
    state: "failed",
    seconds: 129.4,
    message: `Timed out after 120.001s.\n${hostile}`,
    location: "k8s.io/kubernetes/test/e2e/network/service.go:4291",
    cause: "ErrImagePull of agnhost:2.66.1 on node2: no such host; waited 2m",
    began: Date.UTC(2026, 10, 20, 22, 16, 4),
    ended: Date.UTC(2026, 10, 20, 22, 18, 13),
  },
  { name: "[sig-node] Pods should run [Conformance]", state: "passed", seconds: 2.5, flaked: true },
  { name: "[sig-node] Pods should wait [Serial] [Conformance]", state: "passed", seconds: 60 },
  { name: "[sig-storage] Volumes should mount", state: "skipped", seconds: 0 },
];

/** Small results of an unknown runner, as a format is given them. */
export function printed(options: { isChosen?: boolean } = {}): Printed {
  const files = { log: undefined, report: undefined, server: "v1.35.4" };
  const results: Results = {
    origin: "out",
    runner: { name: "unknown" },
    ...factsOf(files),
    ...assessFiles(files),
    verdict: "failed",
    reason: undefined,
    deviations: ["1 required test failed"],
    specs,
    counts: { total: 3, passed: 2, failed: 1, skipped: 1 },
    seconds: 192,
    versions: { server: "v1.35.4", suite: "v1.35.4" },
    command: undefined,
    nodes: [],
    files: { log: undefined, junit: undefined, altered: [] },
    report: undefined,
    submission: undefined,
  };
  const view: ResultsView = {
    results,
    specs,
    evidence: new Map(),
    missing: ["[sig-apps] Job should run [Conformance]"],
  };
  const chosen = specs.filter(({ state }) => state !== "skipped");
  const stdout = { isTTY: false, columns: undefined, write() {} };
  const io = { stdout, env: { LANG: "C.UTF-8" }, cwd: "/", signal: new AbortController().signal };
  return { view, chosen, isChosen: options.isChosen ?? false, name: "kubectl conformance", io };
}

/** What in a text a terminal or a workflow's log would obey. */
export function obeyed(text: string): string[] {
  const lines = text.split("\n").filter((line) => line.trim().startsWith("::error::"));
  return [...lines, ...[..."\u001b\u202e"].filter((mark) => text.includes(mark))];
}
