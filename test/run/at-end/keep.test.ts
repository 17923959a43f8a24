import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { list } from "tar";
import type { RunRecord } from "../../../src/results/run-record.ts";
import { type KeptAtEnd, keepAtEnd, keptIn } from "../../../src/run/at-end/keep.ts";
import type { RunEvent } from "../../../src/run/events.ts";
import { kubeletServer } from "../../nodes/kubelet-server.ts";
import { sample } from "../../results/sample.ts";
import { type SessionBed, sessionBed } from "../sessions.ts";

const texts = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.kind === "notice" ? [event.text] : []));

async function keep(
  kept: KeptAtEnd,
  over: Partial<RunRecord>,
): Promise<{ readonly dir: string; readonly texts: string[] }> {
  const now = Date.now();
  const journal = {
    kubelet: [
      { at: now - 7_200_000, text: "before the run" },
      { at: now - 1000, text: "in the run" },
    ],
  };
  await using server = await kubeletServer({ node1: { journal, files: {} } });
  const record: RunRecord = {
    ...sample,
    ...over,
    nodes: sample.nodes.slice(0, 1).map((node) => ({ ...node, name: "node1" })),
    times: { started: new Date(now - 3_600_000).toISOString(), finished: new Date(now).toISOString() },
  };
  const dir = mkdtempSync(path.join(tmpdir(), "conformance-test-"));
  const events: RunEvent[] = [];
  const { clock, signal } = server.node("node1");
  for await (const event of keepAtEnd(server.cluster, record, {
    io: clock,
    dir,
    kept,
    namespace: "conformance",
    signal,
  }))
    events.push(event);
  return { dir, texts: texts(events) };
}

describe("logs of nodes", () => {
  test("are kept of a run that failed, from its beginning on; what a node lacks is a warning", async () => {
    const { dir, texts } = await keep({ nodeLogs: "failed", dump: "none" }, { verdict: "failed" });
    const [file = ""] = await keptIn(dir);
    expect(path.relative(dir, file)).toBe(path.join("node-logs", "node1", "kubelet.log"));
    expect(readFileSync(file, "utf8")).toContain("in the run");
    expect(readFileSync(file, "utf8")).not.toContain("before the run");
    expect(texts).toEqual([
      "keeping the logs of nodes",
      expect.stringContaining("logs of nodes are missing or incomplete: node node1: containerd has no log"),
    ]);
  });

  test("are not kept of a run that passed, unless always", async () => {
    const { dir } = await keep({ nodeLogs: "failed", dump: "failed" }, { verdict: "passed" });
    expect(readdirSync(dir)).toEqual([]);
    const always = await keep({ nodeLogs: "always", dump: "none" }, { verdict: "passed" });
    expect(readdirSync(always.dir)).toEqual(["node-logs"]);
  });
});

describe("in a whole run", () => {
  let bed: SessionBed;
  beforeAll(async () => {
    bed = await sessionBed();
  });
  afterAll(() => bed.close());

  test("the dump is in the folder and in run.json, has the run's own pod, and what is refused is a warning", async () => {
    const { dir, events, result } = await bed.run("kept", {
      options: { keptAtEnd: { nodeLogs: "always", dump: "always" } },
    });
    expect(result.kind === "finished" && result.record.verdict).toBe("passed");
    const names: string[] = [];
    list({ file: path.join(dir, "dump.tar.gz"), sync: true, onReadEntry: (entry) => names.push(entry.path) });
    expect(names).toContain("resources/ns/kept/core_v1_pods.json");
    expect(names).toContain("podlogs/kept/suite/logs/suite.txt");
    expect(existsSync(path.join(dir, ".dump"))).toBe(false);
    const { files }: RunRecord = JSON.parse(readFileSync(path.join(dir, "run.json"), "utf8"));
    expect(files.map((file) => file.path)).toContain("dump.tar.gz");
    expect(readFileSync(path.join(dir, "summary.md"), "utf8")).toContain("| also kept | dump.tar.gz |");
    expect(texts(events)).toContainEqual(expect.stringContaining("logs of nodes are missing or incomplete"));
  }, 60_000);
});
