import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import path from "node:path";
import { publishAtEnd } from "../../../../src/commands/run/end/publish.ts";
import { nightFolder } from "../../../history/nights.ts";
import { onSandbox } from "../../on-sandbox.ts";
import { newFolder, program } from "../../program.ts";
import { end } from "./ends.ts";

const { call } = onSandbox();

/** A store that nobody answers for, and waits that take no time. */
const nowhere = "s3://conformance/nightly?endpoint=http://127.0.0.1:1";
const env = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };

test("a run publishes its results as a build, and attach those of a run that was left", async () => {
  const cwd = newFolder();
  const run = await call(["run", "--results-dir", "out", "--publish", "store/nightly"], { cwd });
  expect(run.stderr).toMatch(/\npublished: store\/nightly\/\d{10}\n/);
  expect(run.code).toBe(0);
  const { stdout } = await program(["history", "list", "store/nightly"], { cwd });
  expect(stdout).toMatch(/nightly +\d{10} +passed +441\/441/);
  await call(["run", "-n", "later", "--detach"], { cwd });
  const attached = await call(["attach", "later", "--publish", "store/later"], { cwd });
  expect(attached.stderr).toMatch(/\npublished: store\/later\/\d{10}\n/);
}, 90_000);

test("a publication that fails is reported, changes no verdict, and can be made later", async () => {
  const cwd = newFolder();
  const run = await call(["run", "--results-dir", "out", "--publish", nowhere], { cwd, env });
  expect(run.code).toBe(0);
  expect(run.stderr).toContain(
    "warning: the results were not published: s3://conformance/nightly: 127.0.0.1:1",
  );
  expect(run.stderr).toContain(
    `to publish them later: kubectl conformance history publish ${cwd}/out --to '${nowhere}'\n`,
  );
  const later = await program(["history", "publish", "out", "--to", "store/nightly"], { cwd });
  expect(later.code).toBe(0);
}, 90_000);

test("a store that cannot be one is refused before the run begins", async () => {
  const { code, stderr } = await call(["run", "--publish", "ftp://x/y"], { cwd: newFolder() });
  expect(stderr).toContain("--publish ftp://x/y: stores of the kind ftp:// are not supported");
  expect(code).toBe(2);
});

test("each of several clusters has its own job, and a run that is left none", async () => {
  const cwd = newFolder();
  const folder = path.join(cwd, "eu-1");
  nightFolder({ day: 0 }, folder);
  let said = "";
  const io = {
    env: {},
    cwd,
    signal: new AbortController().signal,
    stderr: { write: (text: unknown) => (said += String(text)) },
  };
  const context = { io, version: { version: "v0.0.0" }, name: "kubectl conformance" } as never;
  const publish = publishAtEnd("store", context, true);
  await publish({ kind: "left", run: "x" });
  expect(said).toBe("");
  await publish(end(0, { folder }));
  expect(readdirSync(path.join(cwd, "store"))).toEqual(["eu-1"]);
  await publish(end(0, { folder: undefined }));
  expect(said).toContain("warning: --publish store: there are no results to publish\n");
});
