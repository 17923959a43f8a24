import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { apisnoop } from "../../../src/coverage/definition/apisnoop.ts";
import { openLog } from "../../../src/coverage/log/open.ts";
import type { Other, SharedLog } from "../../../src/coverage/log/other-thread.ts";
import { nextPart } from "../../../src/coverage/log/part.ts";
import { LogReader, type LogReading } from "../../../src/coverage/log/read.ts";
import { readLogs } from "../../../src/coverage/log/read-logs.ts";
import { readSplit } from "../../../src/coverage/log/split.ts";
import { Recorder } from "../../../src/coverage/recorder.ts";
import { heldOperations } from "../../../src/coverage/releases/held.ts";
import { Tally } from "../../../src/coverage/tally.ts";
import { eventLine, suiteAgent } from "../sample.ts";

const folder = mkdtempSync(path.join(tmpdir(), "split-test-"));
const file = path.join(folder, "audit.log");
const question = { definition: apisnoop, operations: heldOperations("v1.35") };
const { signal } = new AbortController();
let size = 0;

// large enough for several parts, with new tests, paths and broken lines in each
beforeAll(() => {
  const lines: string[] = [];
  for (let index = 0; index < 40_000; index++) {
    if (index % 4999 === 0) lines.push(`broken ${index}`);
    const namespace = `e2e-${index % 300}`;
    const kind = ["pods", "configmaps", "things", "secrets"][index % 4] ?? "";
    lines.push(
      eventLine({
        userAgent: index % 7 === 0 ? "kubelet/v1.35.4" : suiteAgent(`test ${Math.floor(index / 400)}`),
        requestURI: `/api/v1/namespaces/${namespace}/${kind}?index=${"x".repeat(index % 97)}`,
        ...(index % 11 === 0 ? { auditID: `id-${index % 90}` } : {}),
      }),
    );
  }
  writeFileSync(file, lines.join("\n"));
  ({ size } = statSync(file));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a single thread finds. */
async function alone() {
  const [tally, recorder] = [new Tally(question), new Recorder(question)];
  const reader = new LogReader("audit.log", recorder);
  for await (const chunk of (await openLog(file, folder)).content) reader.push(chunk);
  reader.end();
  tally.source()(recorder.drain());
  return found(tally, reader);
}

function found(tally: Tally, { read, broken, shown }: LogReading) {
  const hits = tally.hits();
  return { read, broken, shown, duplicates: tally.duplicates, hits, unresolved: tally.unresolved() };
}

async function split(start?: (log: SharedLog) => Other) {
  const tally = new Tally(question);
  const reading = await readSplit({ path: file, size }, "audit.log", tally, signal, start);
  return found(tally, reading);
}

test("two threads find what one finds", async () => {
  const expected = await alone();
  expect(expected.broken).toBe(9);
  expect(expected.duplicates).toBeGreaterThan(1000);
  expect(await split()).toEqual(expected);
});

test("what a thread took and did not give is read all the same", async () => {
  const lost: SharedLog[] = [];
  const dying = (log: SharedLog): Other => {
    lost.push(log);
    nextPart(log.counter, log.size);
    nextPart(log.counter, log.size);
    return { take: () => undefined, hasRead: async () => false, stop: async () => undefined };
  };
  expect(await split(dying)).toEqual(await alone());
  expect(lost).toHaveLength(1);
});

test("a large log is read by two threads, and an interruption ends it while it waits for the other", async () => {
  const tally = new Tally(question);
  const abort = new AbortController();
  const open = (name: string) => openLog(name, folder);
  const reading = await readLogs([file], tally, { open, partial: false, signal });
  expect(reading.read).toBe(40_000);
  const never = (log: SharedLog): Other => {
    nextPart(log.counter, log.size);
    const hasRead = () => {
      abort.abort(new Error("interrupted"));
      return new Promise<never>(() => undefined);
    };
    return { take: () => undefined, hasRead, stop: async () => undefined };
  };
  const waiting = readSplit({ path: file, size }, "audit.log", new Tally(question), abort.signal, never);
  await expect(waiting).rejects.toThrow("interrupted");
});
