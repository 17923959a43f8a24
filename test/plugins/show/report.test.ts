import { expect, test } from "bun:test";
import { reportText } from "../../../src/plugins/show/report.ts";

test("a report has the counts, words of the plugin's own, and what failed, and nothing that moves the cursor", () => {
  const items = ["passed", "failed", "timeout", "skipped", "unknown", "complete"].map((status) => ({
    name: `[It] ${status}\u001b[2J`,
    status,
  }));
  // as sonobuoy v0.57.5 results prints it, except for the escape
  expect(reportText({ name: "p", status: "failed", items })).toBe(
    "Plugin: p\nStatus: failed\nTotal: 6\nPassed: 1\nFailed: 2\nSkipped: 1\ncomplete: 1\nunknown: 1\n\nFailed tests:\n failed^[[2J\n timeout^[[2J\n",
  );
});
