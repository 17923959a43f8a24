import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { evidencePath } from "../../src/results/evidence.ts";
import { digestOf } from "../../src/results/files.ts";
import { layoutOf } from "../../src/results/layout.ts";
import { parseRunRecord } from "../../src/results/read-record.ts";
import { completeFolder } from "../../src/run/folder.ts";
import { unpack } from "../report/sample.ts";
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
    const { noReport } = await completeFolder(layout, sample, [spec], [], undefined);
    expect(noReport).toBeUndefined();
    expect(await readFile(layout.summary, "utf8")).toContain(`**${cause}**`);
    expect(await readFile(layout.report, "utf8")).toContain(`<h3>${cause}</h3>`);
  });

  test("names the evidence of a failure in summary.md, shows it in report.html, and lists it in run.json", async () => {
    const layout = layoutOf(dir, "v1.35", "acme");
    const file = path.join(dir, evidencePath(name), "events.txt");
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, "FailedMount no such volume\n");
    await completeFolder(layout, sample, [spec], [file], undefined);
    expect(await readFile(layout.summary, "utf8")).toContain(
      `The cluster when it failed: ${evidencePath(name)}/`,
    );
    const data = unpack(await readFile(layout.report, "utf8"), "data");
    expect(JSON.parse(data).tests[0].evidence).toEqual([
      { name: "events.txt", text: "FailedMount no such volume\n" },
    ]);
    const { files } = parseRunRecord(await readFile(layout.runJson, "utf8"));
    expect(files).toContainEqual({
      path: `${evidencePath(name)}/events.txt`,
      ...(await digestOf(file)),
      verified: false,
    });
  });

  test("makes the report without what cannot be read: a log that is not there, events behind a link", async () => {
    const layout = layoutOf(dir, "v1.35", "acme");
    await symlink("/dev/zero", layout.events);
    const { noReport } = await completeFolder(layout, sample, [spec], [], undefined);
    expect(noReport).toBeUndefined();
    expect(await readFile(layout.report, "utf8")).toContain("<h3>timed out waiting for the condition</h3>");
  });
});
