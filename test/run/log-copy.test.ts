import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { LogCopy } from "../../src/run/log-copy.ts";

const whole = "one\ntwo\n";
const digest = createHash("sha256").update(whole).digest("hex");

async function bed() {
  const folder = mkdtempSync(path.join(tmpdir(), "log-copy-"));
  const target = path.join(folder, "e2e.log");
  return { folder, target, copy: await LogCopy.open(target) };
}

test("the log is next to its final name until it is closed, and is then compared with the pod's digest", async () => {
  const { folder, target, copy } = await bed();
  for (const part of ["one\n", "two\n"]) await copy.write(Buffer.from(part));
  expect(copy.bytes).toBe(whole.length);
  expect(readdirSync(folder)).toEqual(["e2e.log.part"]);
  expect(await copy.close(digest)).toEqual({
    name: "e2e.log",
    path: target,
    bytes: whole.length,
    sha256: digest,
    verified: true,
  });
  expect(readdirSync(folder)).toEqual(["e2e.log"]);
  expect(readFileSync(target, "utf8")).toBe(whole);
});

test.each([undefined, "0".repeat(64)])("with the digest %p it is not verified", async (given) => {
  const { copy } = await bed();
  await copy.write(Buffer.from(whole));
  expect(await copy.close(given)).toMatchObject({ sha256: digest, verified: false });
});

test("a log of which nothing came leaves no file", async () => {
  const { folder, copy } = await bed();
  expect(await copy.close(digest)).toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
});

test("it may be closed again, with a digest that is known only then, and released whenever", async () => {
  const { copy } = await bed();
  await copy.write(Buffer.from(whole));
  expect(await copy.close(undefined)).toMatchObject({ verified: false });
  expect(await copy.close(digest)).toMatchObject({ verified: true });
  await copy.release();
});
