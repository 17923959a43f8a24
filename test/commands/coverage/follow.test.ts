import { expect, test } from "bun:test";
import { appendFileSync, copyFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { EndSignal } from "../../../src/process/io.ts";
import { eventLine, newId, suiteAgent } from "../../coverage/sample.ts";
import { newFolder, program } from "../program.ts";

const conformant = "[sig-node] Pods should be submitted and removed [NodeConformance] [Conformance]";
const event = (verb: string, requestURI: string, fields: object = {}) =>
  `${eventLine({ userAgent: suiteAgent(conformant), verb, requestURI, ...fields })}\n`;
const pods = "/api/v1/namespaces/e2e-1/pods";

/** Follows audit.log; each step happens when all that was there has been read, and after the last it is interrupted. */
async function following(first: string, steps: readonly ((log: string, cwd: string) => void)[]) {
  const cwd = newFolder();
  const log = path.join(cwd, "audit.log");
  writeFileSync(log, first);
  let interrupt: ((signal: EndSignal) => void) | undefined;
  let at = 0;
  const result = await program(["coverage", "audit.log", "--follow", "--release", "v1.35"], {
    cwd,
    onSignal: (handler) => {
      interrupt = handler;
    },
    sleep: async () => {
      const step = steps[at++];
      if (step === undefined) interrupt?.("SIGINT");
      else step(log, cwd);
    },
  });
  return { ...result, news: result.stdout.split("\n").filter((line) => line.endsWith(`   ${conformant}`)) };
}

test("what is added is shown once, and an interruption ends with the table and the counts", async () => {
  const { code, news, stdout, stderr } = await following(event("create", pods), [
    (log) => appendFileSync(log, event("list", pods)),
    (log) => appendFileSync(log, event("list", pods)),
  ]);
  expect(code).toBe(0);
  expect(news).toEqual([`listCoreV1NamespacedPod   ${conformant}`]);
  expect(stdout).toContain("GROUP");
  expect(stderr).toContain("3 events, 0 of them further stages of requests seen before, and 0 broken lines");
});

test("a log that was moved away is read to its end, and the new one from its start", async () => {
  const twin = newId();
  const { news, stderr } = await following(event("create", pods, { auditID: twin }), [
    (log, cwd) => {
      appendFileSync(log, event("list", pods));
      renameSync(log, path.join(cwd, "audit-1.log"));
    },
    // for a moment there is none
    () => undefined,
    (log) => writeFileSync(log, event("create", pods, { auditID: twin }) + event("get", `${pods}/a`)),
    () => undefined,
    (log) => {
      rmSync(log);
      writeFileSync(log, event("delete", `${pods}/a`));
    },
    () => undefined,
  ]);
  expect(news.map((line) => line.split(" ", 1)[0])).toEqual([
    "listCoreV1NamespacedPod",
    "readCoreV1NamespacedPod",
    "deleteCoreV1NamespacedPod",
  ]);
  expect(stderr).toContain("5 events, 1 of them further stages of requests seen before, and 0 broken lines");
});

test("a log that was copied and cut is read from its start, and half a line does not join the next one", async () => {
  const { news, stderr } = await following(event("create", pods) + event("list", pods).slice(0, 100), [
    (log, cwd) => {
      copyFileSync(log, path.join(cwd, "audit.log.1"));
      truncateSync(log);
    },
    (log) => appendFileSync(log, event("get", `${pods}/a`)),
  ]);
  expect(news.map((line) => line.split(" ", 1)[0])).toEqual(["readCoreV1NamespacedPod"]);
  expect(stderr).toContain("2 events, 0 of them further stages of requests seen before, and 1 broken line");
});

test("it follows one file, which must be there", async () => {
  for (const logs of [[], ["-"], ["a.log", "b.log"]]) {
    const { code, stderr } = await program(["coverage", ...logs, "--follow"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--follow reads exactly one log, a file");
  }
  const { code, stderr } = await program(["coverage", "missing.log", "--follow"]);
  expect(code).toBe(2);
  expect(stderr).toContain("missing.log: no such file or directory");
});
