import { expect, test } from "bun:test";
import ahead from "../../../src/suite/required/ahead.json" with { type: "json" };
import { newestMinor } from "../../../src/suite/required/required.ts";
import { program } from "../program.ts";

const future = (...words: string[]) => program(["tests", "future", ...words]);

test("tests future lists what later releases require, by the first that does", async () => {
  const { code, stdout, stderr } = await future("--release", "v1.36");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^FROM +NAME\nv1\.37 +\[sig-/);
  expect(stdout).toContain("[sig-node] [DRA] CRUD Tests resource.k8s.io/v1 DeviceTaintRule [Conformance]");
  expect(stdout).not.toContain("[Serial]");
  expect(stderr).toContain("after v1.36: v1.37 requires 19 more tests");
});

test("tests future is of the newest release without one, and as of which version", async () => {
  const { stdout, stderr } = await future("-o", "name");
  expect(stdout).toBe(ahead.tests.map(({ name }) => `${name}\n`).join(""));
  expect(stderr).toContain(`after ${newestMinor()}: `);
  expect(stderr).toContain(`(as of ${ahead.version})`);
  const { items, asOf } = JSON.parse((await future("-o", "json")).stdout);
  expect(items.map(({ name }: { name: string }) => name)).toEqual(ahead.tests.map(({ name }) => name));
  expect(asOf).toBe(ahead.version);
});

test("tests future refuses a release that is not known", async () => {
  const { code, stderr } = await future("--release", "v1.20");
  expect(code).toBe(2);
  expect(stderr).toContain("--release v1.20: this version does not know its required tests");
});
