import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RunEnd, RunLeftBehind } from "../../../../src/commands/run/end/end.ts";
import { reportToJob } from "../../../../src/commands/run/end/job.ts";
import { end, keptSink } from "./ends.ts";

async function reported(ends: readonly (RunEnd | RunLeftBehind)[], folder = "/out", before = "") {
  const dir = mkdtempSync(path.join(tmpdir(), "job-"));
  const [summary, outputs] = [path.join(dir, "summary"), path.join(dir, "output")];
  writeFileSync(summary, before);
  let stderr = "";
  await reportToJob(ends, folder || undefined, {
    env: { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: outputs },
    stderr: {
      isTTY: false,
      columns: undefined,
      // text cannot become a command, so an annotation has to be bytes
      write: (data) => {
        stderr += typeof data === "string" ? `text:${data}` : new TextDecoder().decode(data);
      },
    },
  });
  return {
    summary,
    outputs: outputsOf(readFileSync(outputs, "utf8")),
    lines: stderr.split("\n").slice(0, -1),
  };
}

/** The outputs as the runner reads them (actions/runner, FileCommandManager.cs). */
function outputsOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^([^\n=]+?)<<([^\n]+)\n([\s\S]*?)\n\2$/gm)].map(([, name = "", , value = ""]) => [
      name,
      value,
    ]),
  );
}

const errors = (lines: readonly string[]) => lines.filter((line) => line.startsWith("::error "));

test("a run's verdict and folder are the step's outputs, whatever lines the folder's name has", async () => {
  const { outputs } = await reported([end(0)], "/out\nverdict=failed");
  expect(outputs).toEqual({
    "run-id": "20261120-2215-k3x9",
    verdict: "passed",
    certifiable: "true",
    folder: "/out\nverdict=failed",
  });
});

test("a run that goes on has an id and no verdict", async () => {
  const { outputs, lines } = await reported([{ kind: "left", run: "r1" }], "");
  expect(outputs).toEqual({ "run-id": "r1" });
  expect(lines).toEqual([]);
});

test("of several runs the worst verdict counts", async () => {
  const { outputs } = await reported([end(0), end(1, { run: "other" })]);
  expect(outputs).toMatchObject({
    "run-id": "20261120-2215-k3x9 other",
    verdict: "failed",
    certifiable: "false",
  });
});

test("at most nine errors are annotated, whatever the number of runs", async () => {
  const { lines } = await reported([end(7), end(300)]);
  expect(errors(lines)).toHaveLength(9);
  expect(lines[0]).toBe("::error title=0%3A a test::ErrImagePull");
  expect(lines.at(-1)).toContain("%0A298 more failed tests are not annotated");
});

test("of several runs, that one has no verdict is one of the nine errors, and a stopped run is none", async () => {
  const lost = end(20, { verdict: "incomplete", reason: "the pod is gone" });
  const { lines } = await reported([lost, end(0)]);
  expect(errors(lines)).toHaveLength(9);
  expect(errors(lines).at(-1)).toContain("incomplete: 421 passed of 441 in 27m02s: the pod is gone");
  expect(errors((await reported([{ ...lost, specs: [], isStopped: true }, end(0)])).lines)).toEqual([]);
});

test("the summary is appended, and stays below what GitHub accepts together with what is there", async () => {
  const dir = mkdtempSync(path.join(tmpdir(), "job-"));
  const summary = path.join(dir, "summary.md");
  writeFileSync(summary, `# Run\n\n${"## Words\n\nwords ü\n\n".repeat(70_000)}`);
  const before = "x".repeat(500_000);
  const { summary: written } = await reported([end(1, { summary })], "/out", before);
  const text = readFileSync(written, "utf8");
  expect(text.slice(500_000)).toStartWith("# Run\n");
  expect(text).toContain("_The rest is in summary.md in /out._");
  expect(statSync(written).size).toBeLessThan(2 ** 20);
  expect(statSync(written).size).toBeGreaterThan(2 ** 20 - 100);
});

test("a file that cannot be written is a warning", async () => {
  const sink = keptSink();
  await reportToJob([end(0)], "/out", { env: { GITHUB_OUTPUT: "/dev/null/out" }, stderr: sink });
  expect(sink.text).toBe("warning: GITHUB_OUTPUT was not written: not a directory\n");
});
