import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { InputError } from "../../../src/errors.ts";
import { readEarlierRun } from "../../../src/results/read/earlier.ts";
import { sample } from "../sample.ts";
import { newFolder, snapshot, suiteFile, tarball, write } from "./shapes.ts";

let dir = "";
beforeEach(() => {
  dir = newFolder();
});
afterEach(() => rmSync(dir, { recursive: true }));

const at = (name: string) => path.join(dir, name);
const junit =
  '<testsuites><testsuite><testcase name="[It] a" status="passed" time="1"/></testsuite></testsuites>';

async function names(place: string): Promise<string[]> {
  return (await readEarlierRun(place)).specs.map(({ name }) => name);
}

async function refusal(place: string): Promise<InputError> {
  const error = await readEarlierRun(place).catch((thrown: unknown) => thrown);
  if (!(error instanceof InputError)) throw error;
  return error;
}

describe("readEarlierRun", () => {
  test("takes a junit file by itself, also through a link, and the only one wherever in a folder", async () => {
    write(dir, { "run/deep/down/junit_01.xml": junit, "run/deep/junit_02.xml": "", "x.xml": junit });
    symlinkSync("x.xml", at("link.xml"));
    for (const place of ["x.xml", "link.xml", "run"]) expect(await names(at(place))).toEqual(["a"]);
  });

  test("takes a tarball of another runner", async () => {
    write(dir, { "x.tar.gz": tarball(await snapshot()) });
    expect((await readEarlierRun(at("x.tar.gz"))).runner).toMatchObject({ name: "sonobuoy" });
  });

  test("a folder of this program is what its record says, not what else lies in it", async () => {
    write(dir, { "run.json": JSON.stringify({ ...sample, files: [] }), "other/junit_01.xml": junit });
    expect((await refusal(dir)).message).toBe("contains no junit_01.xml");
  });

  test("follows no link to another folder", async () => {
    write(dir, { "elsewhere/junit_01.xml": junit, "run/e2e.log": await suiteFile("e2e.log") });
    symlinkSync("../elsewhere", at("run/link"));
    expect((await refusal(at("run"))).message).toBe("contains no junit_01.xml");
  });

  test("several in one folder, or none, say what to name instead", async () => {
    write(dir, { "two/a/junit_01.xml": junit, "two/b/junit_01.xml": junit, "none/x.txt": "" });
    expect(await refusal(at("two"))).toMatchObject({ message: "contains several junit_01.xml" });
    for (const place of ["two", "none", "nowhere"]) {
      expect((await refusal(at(place))).fix).toMatch(/^name (?:the|a) results folder/);
    }
    expect((await refusal(at("nowhere"))).message).toContain("no such file");
  });

  test("the message goes on after the name of what was given, and keeps a fix that fits better", async () => {
    write(dir, { "html.xml": "<html/>", "run/.unfinished-run": "id" });
    expect((await refusal(at("html.xml"))).message).toStartWith("its root is <html>");
    expect((await refusal(at("run"))).fix).toStartWith("kubectl conformance attach");
    execFileSync("mkfifo", [at("fifo.xml")]);
    expect((await refusal(at("fifo.xml"))).message).toStartWith("is a FIFO");
  });

  test("a signal's reason comes through as it is", async () => {
    write(dir, { "run/junit_01.xml": junit, "run/e2e.log": "", "x.tar.gz": tarball(await snapshot()) });
    const reason = new Error("SIGTERM");
    for (const place of ["run", "x.tar.gz"]) {
      await expect(readEarlierRun(at(place), AbortSignal.abort(reason))).rejects.toBe(reason);
    }
  });
});
