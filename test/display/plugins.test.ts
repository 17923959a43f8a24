import { describe, expect, test } from "bun:test";
import { createPluginJsonl, createPluginLines } from "../../src/display/plugins.ts";
import { styleFor } from "../../src/display/style.ts";
import type { PluginEvent } from "../../src/plugins/run/events.ts";

function shown(...events: readonly PluginEvent[]): string {
  let text = "";
  const sink = {
    isTTY: false,
    columns: undefined,
    write: (data: string | Uint8Array) => {
      text += data;
    },
  };
  const display = createPluginLines(sink, styleFor(sink, {}));
  for (const event of events) display.show(event);
  return text;
}

const where = { plugin: "checks", node: "node1" };
const progress = (at: number, completed: number): PluginEvent => ({
  kind: "plugin-progress",
  at,
  ...where,
  progress: { message: "going on", completed, total: 5, failures: ["a"], errors: [] },
});

describe("a run of plugins", () => {
  test("has a line for each thing that happens to a pod", () => {
    const text = shown(
      { kind: "plugin-waiting", at: 0, plugin: "checks", node: undefined, text: "0/2 nodes are available" },
      { kind: "plugin-running", at: 0, ...where },
      {
        kind: "plugin-ended",
        at: 0,
        ...where,
        status: "timeout",
        text: "timeout: too long",
        log: ["last \u001b[2J"],
      },
    );
    expect(text).toBe(
      "checks: 0/2 nodes are available\nchecks on node1: running\nchecks on node1: timeout: too long\n  | last ^[[2J\n",
    );
  });

  test("has a line for the progress of a pod at most every ten seconds", () => {
    expect(shown(progress(0, 1), progress(5000, 2), progress(10_000, 3))).toBe(
      "checks on node1: 1 of 5, 1 failed, going on\nchecks on node1: 3 of 5, 1 failed, going on\n",
    );
  });

  test("has each event as JSON, with its time, and nothing that moves the cursor", () => {
    let text = "";
    createPluginJsonl({
      write: (data) => {
        text += data;
      },
    }).show({
      kind: "notice",
      at: 0,
      level: "note",
      text: "\u001b",
    });
    expect(text).toBe('{"at":"1970-01-01T00:00:00.000Z","kind":"notice","level":"note","text":"\\u001b"}\n');
  });
});
