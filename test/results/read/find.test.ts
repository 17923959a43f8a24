import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { InputError } from "../../../src/errors.ts";
import { findResults } from "../../../src/results/read/find.ts";
import { sample } from "../sample.ts";
import { newFolder, write } from "./shapes.ts";

let dir = "";
beforeEach(() => {
  dir = newFolder();
});
afterEach(() => rmSync(dir, { recursive: true }));

const at = (name: string) => path.join(dir, name);
const limits = { file: 1000, tarball: 10_000 };
const find = (...given: string[]) => findResults(given, limits);
const text = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);

async function refusal(...given: string[]): Promise<string> {
  const error = await find(...given).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  return String(error).replaceAll(dir, "DIR");
}

const record = (...paths: string[]) => {
  const files = paths.map((name) => ({ path: name, bytes: 1, sha256: "0".repeat(64), verified: true }));
  // limits.file is below what a record needs
  return JSON.stringify({ ...sample, files });
};
const wide = { ...limits, file: 100_000 };

describe("bare files in a folder", () => {
  test("are e2e.log and the one junit file, and a submission if PRODUCT.yaml is next to them", async () => {
    write(dir, {
      "e2e.log": "log",
      "junit_runner.xml": "junit",
      "not-junit_01.xml": "",
      "junit_01.xml.gz": "",
    });
    const found = await find(dir);
    expect([text(found.log?.bytes), text(found.junit?.bytes)]).toEqual(["log", "junit"]);
    expect(found).toMatchObject({ runner: { name: "unknown" }, submission: undefined });
    for (const name of ["old-product.yaml", "product.yaml.orig"]) write(dir, { [name]: "" });
    expect((await find(dir)).submission).toBeUndefined();
    write(dir, { "PRODUCT.yml": "" });
    expect((await find(dir)).submission).toBe(dir);
  });

  test.each([["e2e.log"], ["junit_01.xml"]])("%s may be alone, and may not be a link", async (name) => {
    write(dir, { [name]: "x", "elsewhere/file": "secret" });
    const { log, junit } = await find(dir);
    expect([log, junit].filter((file) => file !== undefined).map(({ origin }) => origin)).toEqual([at(name)]);
    rmSync(at(name));
    symlinkSync("elsewhere/file", at(name));
    expect(await refusal(dir)).toContain(`DIR/${name} is a symbolic link, not a regular file`);
  });
});

describe("files that are named", () => {
  test("are one log and one junit file, whichever comes first, and may be links", async () => {
    write(dir, { "a.xml.log": "log", "b.XML": "junit" });
    symlinkSync("b.XML", at("link.xml"));
    symlinkSync("a.xml.log", at("link.log"));
    for (const given of [
      [at("a.xml.log"), at("b.XML")],
      [at("link.xml"), at("link.log")],
    ]) {
      const { log, junit } = await find(...given);
      expect([text(log?.bytes), text(junit?.bytes)]).toEqual(["log", "junit"]);
    }
  });

  test.each<[string[]]>([
    [["a.log"]],
    [["b.xml"]],
    [["a.log", "c.txt"]],
    [["b.xml", "b.xml"]],
    [["a.log", "b.xml", "c.txt"]],
  ])("%j are not", async (names) => {
    write(dir, { "a.log": "", "b.xml": "", "c.txt": "" });
    expect(await refusal(...names.map(at))).toContain("not one log and one junit file");
  });

  test("are not a folder and another", async () => {
    write(dir, { "e2e.log": "", "junit_01.xml": "" });
    expect(await refusal(dir, at("e2e.log"))).toContain("not one log and one junit file");
  });

  test("are taken for a tarball by no ending but that of the suite's files", async () => {
    write(dir, { "x.log.gz": "no tarball" });
    expect(await refusal(at("x.log.gz"))).toContain("not a complete tarball");
    execFileSync("mkfifo", [at("fifo")]);
    expect(await refusal(at("fifo"))).toContain("DIR/fifo is not a regular file");
  });
});

describe("a folder of this program", () => {
  const paths = ["v1.35/acme/e2e.log", "v1.35/acme/junit_01.xml", "v1.35/acme/PRODUCT.yaml"];

  test("gives the files that run.json lists, and none that was packed away since", async () => {
    write(dir, { "run.json": record(...paths), "v1.35/acme/e2e.log": "log", "e2e.log": "another" });
    const found = await findResults([dir], wide);
    expect(text(found.log?.bytes)).toBe("log");
    expect(found).toMatchObject({
      junit: undefined,
      submission: at("v1.35/acme"),
      server: sample.kubernetes.server,
    });
  });

  test("gives nothing of what it does not list", async () => {
    write(dir, { "run.json": record(), "v1.35/acme/e2e.log": "log", "junit_01.xml": "" });
    expect(await findResults([dir], wide)).toMatchObject({
      log: undefined,
      junit: undefined,
      submission: undefined,
    });
  });

  test("whose run.json or log is a link is refused: what it leads to may be anybody's", async () => {
    write(dir, { "elsewhere/run.json": record(...paths), "elsewhere/secret": "x" });
    symlinkSync("elsewhere/run.json", at("run.json"));
    await expect(findResults([dir], wide)).rejects.toThrow("run.json is a symbolic link");
    rmSync(at("run.json"));
    write(dir, { "run.json": record(...paths), "v1.35/acme/junit_01.xml": "" });
    symlinkSync("../../elsewhere/secret", at("v1.35/acme/e2e.log"));
    await expect(findResults([dir], wide)).rejects.toThrow("e2e.log is a symbolic link");
  });

  test.each(["/etc/e2e.log", "../e2e.log", "a/../../e2e.log", "a\\..\\b/e2e.log"])(
    "may not name %s",
    async (name) => {
      write(dir, { "run.json": record(name) });
      await expect(findResults([dir], wide)).rejects.toThrow("leads out of the folder");
    },
  );

  test("may not lead out of it by a link on the way", async () => {
    write(dir, { "out/run.json": record("v1.35/acme/e2e.log"), "elsewhere/acme/e2e.log": "x" });
    symlinkSync("../elsewhere", at("out/v1.35"));
    await expect(findResults([at("out")], wide)).rejects.toThrow("leads out of the folder");
  });

  test("may have a file whose name begins with dots", async () => {
    write(dir, { "run.json": record("..a/e2e.log"), "..a/e2e.log": "log" });
    expect(text((await findResults([dir], wide)).log?.bytes)).toBe("log");
  });

  test("is no results while its run goes on, with what to do", async () => {
    write(dir, { "run.json": record(...paths), ".unfinished-run": "id" });
    const error = await find(dir).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ fix: `kubectl conformance attach --results-dir ${dir}` });
  });
});

describe("what was unpacked of a snapshot", () => {
  const results = "plugins/e2e/results/global";

  test("may have the log alone, or the junit file alone", async () => {
    write(dir, { "one/plugins/e2e/results/e2e.log": "log", [`two/${results}/junit_01.xml`]: "junit" });
    expect(await find(at("one"))).toMatchObject({
      runner: { name: "sonobuoy" },
      log: { origin: at("one/plugins/e2e/results/e2e.log") },
      junit: undefined,
    });
    expect(await find(at("two"))).toMatchObject({
      log: undefined,
      junit: { origin: at(`two/${results}/junit_01.xml`) },
    });
  });

  test("with nothing of the plugin is none, and two junit files are one too many", async () => {
    write(dir, { "plugins/e2e/results/other.txt": "", "serverversion.json": "{}" });
    expect(await refusal(dir)).toContain("contains no results of the e2e plugin");
    write(dir, { [`${results}/junit_01.xml`]: "", [`${results}/junit_02.xml`]: "" });
    expect(await refusal(dir)).toContain("DIR contains 2 junit files");
  });
});

test("what is larger than the bound, not there, or not results is refused", async () => {
  write(dir, { "e2e.log": "x".repeat(1001), "empty/other.txt": "" });
  expect(await refusal(dir)).toContain("DIR/e2e.log is larger than 1000 bytes");
  expect(await refusal(at("none"))).toContain("DIR/none: no such file");
  expect(await refusal(at("empty"))).toContain("DIR/empty contains no results of the suite");
});

test("a signal's reason comes through as it is", async () => {
  write(dir, { "e2e.log": "log" });
  const reason = new Error("SIGTERM");
  await expect(findResults([dir], limits, AbortSignal.abort(reason))).rejects.toBe(reason);
});
