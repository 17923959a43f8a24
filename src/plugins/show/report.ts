import { safe } from "../../text/safe.ts";
import { type Item, isFailure, leavesOf } from "../tree/item.ts";
import { byBytes } from "../tree/status.ts";

const shownFirst: ReadonlySet<string> = new Set(["passed", "failed", "timeout", "skipped"]);

/** What `sonobuoy results` prints of a plugin: its status, its counts, and what failed (v0.57, cmd/sonobuoy/app/results.go). */
export function reportText(item: Item): string {
  const counts = new Map<string, number>();
  const failed: string[] = [];
  let total = 0;
  for (const { name, status } of leavesOf(item)) {
    total++;
    counts.set(status, (counts.get(status) ?? 0) + 1);
    // Ginkgo writes it before each name in junit, and --focus does not match it
    if (isFailure(status)) failed.push(name.replace(/^\[It\]/, ""));
  }
  const count = (status: string) => counts.get(status) ?? 0;
  const own = [...counts.keys()].filter((status) => !shownFirst.has(status)).sort(byBytes);
  return [
    `Plugin: ${safe(item.name)}`,
    `Status: ${safe(item.status)}`,
    `Total: ${total}`,
    `Passed: ${count("passed")}`,
    `Failed: ${count("failed") + count("timeout")}`,
    `Skipped: ${count("skipped")}`,
    ...own.map((status) => `${safe(status)}: ${count(status)}`),
    ...(failed.length === 0 ? [] : ["", "Failed tests:", ...failed.map(safe)]),
  ]
    .map((line) => `${line}\n`)
    .join("");
}
