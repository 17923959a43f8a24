import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { apisnoop } from "../../../src/coverage/definition/apisnoop.ts";
import { OtherThread } from "../../../src/coverage/log/other-thread.ts";
import { eventLine, suiteAgent } from "../sample.ts";

const folder = mkdtempSync(path.join(tmpdir(), "other-thread-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

const begin = (file: string, userAgent?: RegExp) => {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const question = { definition: apisnoop, operations: [], userAgent };
  return new OtherThread({ path: file, name: "audit.log", size: 500, counter }, question);
};

test("it reads the parts that nobody took, by the question it is given, and gives each once", async () => {
  const file = path.join(folder, "audit.log");
  const lines = [eventLine({ userAgent: "my-operator/v1" }), eventLine({ userAgent: suiteAgent("a") })];
  writeFileSync(file, lines.join("\n"));
  const thread = begin(file, /^my-operator/);
  expect(await thread.hasRead(0)).toBe(true);
  const reading = thread.take(0);
  expect(reading).toMatchObject({ read: 2, broken: 0, lines: 2 });
  expect(reading?.recorded.clients).toEqual([{ kind: "test", test: "" }]);
  expect(thread.take(0)).toBeUndefined();
  expect(await thread.hasRead(1)).toBe(false);
  await thread.stop();
});

test("where it fails, its parts do not come, and nothing is thrown", async () => {
  const thread = begin(path.join(folder, "missing.log"));
  expect(await thread.hasRead(0)).toBe(false);
  await thread.stop();
});
