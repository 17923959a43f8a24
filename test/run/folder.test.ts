import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { layoutOf } from "../../src/results/layout.ts";
import { completeFolder } from "../../src/run/folder.ts";
import { sample } from "../results/sample.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "folder-"));
});
afterEach(() => rm(dir, { recursive: true }));

const name = "[sig-node] Pods should run [Conformance]";
const log = [
  "------------------------------",
  name,
  "k8s.io/kubernetes/test/e2e/pods.go:1",
  "  At 2026-11-20 22:16:05 +0000 UTC - event for pod-1: {kubelet node2} FailedMount: no such volume",
  "• [FAILED] [300.000 seconds]",
  name,
  "------------------------------",
].join("\n");
const spec = { name, state: "failed", seconds: 300, message: "timed out waiting for the condition" } as const;
const cause = "timed out waiting for the condition; pod-1 on node2: FailedMount: no such volume";

describe("completeFolder", () => {
  test("gives each failure its cause, from the log that is there, in summary.md and report.html", async () => {
    const layout = layoutOf(dir, "v1.35", "acme");
    await mkdir(layout.submission, { recursive: true });
    await writeFile(layout.e2eLog, `${log}\n`);
    const { noReport } = await completeFolder(layout, sample, [spec], undefined);
    expect(noReport).toBeUndefined();
    expect(await readFile(layout.summary, "utf8")).toContain(`**${cause}**`);
    expect(await readFile(layout.report, "utf8")).toContain(`<h3>${cause}</h3>`);
  });

  test("makes the report without what cannot be read: a log that is not there, events behind a link", async () => {
    const layout = layoutOf(dir, "v1.35", "acme");
    await symlink("/dev/zero", layout.events);
    const { noReport } = await completeFolder(layout, sample, [spec], undefined);
    expect(noReport).toBeUndefined();
    expect(await readFile(layout.report, "utf8")).toContain("<h3>timed out waiting for the condition</h3>");
  });
});
