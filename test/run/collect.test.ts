import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { ExecRefused } from "../../src/kube/exec.ts";
import { collect, keepWhatCame } from "../../src/run/collect.ts";
import { SuiteLog } from "../../src/run/follow/log.ts";
import { parseJunit } from "../../src/suite/junit.ts";
import { SuiteRecord } from "../../src/suite/suite-record.ts";
import { execServer, type Ran } from "./exec-server.ts";

const log = "Running Suite: Kubernetes e2e suite\nRan 1 of 7355 Specs in 5.2 seconds\n";
const junit = '<testsuites tests="0"></testsuites>\n';
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** A pod with these files, or one that answers in its own way. */
function pod(files: Readonly<Record<string, string>>): (words: readonly string[]) => Ran {
  return ([program = "", ...words]) => {
    const given = words.filter((word) => word.startsWith("/")).map((word) => path.basename(word));
    switch (program) {
      case "ls":
        return { stdout: Object.keys(files).join("\n") };
      case "sha256sum":
        return {
          stdout: given.map((name) => `${sha256(files[name] ?? "")}  /tmp/results/${name}\n`).join(""),
        };
      case "gzip":
        return { stdout: gzipSync(files[given[0] ?? ""] ?? "") };
      default:
        return { exitCode: 127 };
    }
  };
}

async function bed(run: (words: readonly string[]) => Ran, followed: string, execWorks = true) {
  const server = await execServer(run);
  const folder = mkdtempSync(path.join(tmpdir(), "collect-"));
  const suiteLog = await SuiteLog.open(path.join(folder, "e2e.log"));
  await suiteLog.take(Buffer.from(followed));
  const record = new SuiteRecord();
  record.specs.push({ name: "[sig-node] Pods run", state: "passed", seconds: 1 });
  let at = 0;
  const { signal } = new AbortController();
  const io = {
    monotonic: () => at,
    sleep: async (ms: number) => {
      at += ms;
    },
  };
  return {
    files: {
      cluster: { connection: server.connection },
      namespace: "conformance",
      execWorks,
      signal,
      io,
    },
    followed: { log: suiteLog, record, folder },
    text: (name: string) => readFileSync(path.join(folder, name), "utf8"),
    names: () => readdirSync(folder).sort(),
    programs: server.programs,
    [Symbol.asyncDispose]: async () => {
      await suiteLog.release();
      await server[Symbol.asyncDispose]();
    },
  };
}

test("both files come, each with the pod's own sha256; the log that was followed is not fetched again", async () => {
  await using given = await bed(pod({ "e2e.log": log, "junit_01.xml": junit }), log);
  const { files, problems } = await collect(given.files, given.followed);
  expect(problems).toEqual([]);
  expect(files.map(({ name, verified, sha256 }) => ({ name, verified, sha256 }))).toEqual([
    { name: "e2e.log", verified: true, sha256: sha256(log) },
    { name: "junit_01.xml", verified: true, sha256: sha256(junit) },
  ]);
  expect([given.text("e2e.log"), given.text("junit_01.xml")]).toEqual([log, junit]);
  expect(given.names()).toEqual(["e2e.log", "junit_01.xml"]);
  expect(given.programs.filter(([program]) => program === "gzip")).toHaveLength(1);
});

test("a log that was followed with a gap is replaced by the pod's own", async () => {
  await using given = await bed(pod({ "e2e.log": log, "junit_01.xml": junit }), log.slice(0, 20));
  const { files } = await collect(given.files, given.followed);
  expect(files[0]).toMatchObject({ verified: true, bytes: log.length, sha256: sha256(log) });
  expect(given.text("e2e.log")).toBe(log);
});

test("of a suite that wrote no junit, one is made from the log, and said to be", async () => {
  await using given = await bed(pod({ "e2e.log": log }), log);
  const { files, problems } = await collect(given.files, given.followed);
  expect(problems).toEqual(["the suite wrote no junit_01.xml"]);
  expect(files.map(({ name, verified }) => [name, verified])).toEqual([
    ["e2e.log", true],
    ["junit_01.xml", false],
  ]);
  expect(parseJunit(given.text("junit_01.xml")).cases.map(({ name }) => name)).toEqual([
    "[sig-node] Pods run",
  ]);
});

describe("where the pod's files are out of reach", () => {
  test.each<[string, (words: readonly string[]) => Ran, boolean]>([
    ["because exec was refused from the beginning", () => ({ refused: 403 }), false],
    ["because its programs are not there", () => ({ exitCode: 127, stderr: "ls: not found" }), true],
  ])(
    "%s, the log as it was followed is what there is, and does not pass for whole",
    async (_, run, works) => {
      await using given = await bed(run, log, works);
      const { files, problems } = await collect(given.files, given.followed);
      expect(problems).toEqual(["the end of e2e.log may be missing", "junit_01.xml was made from e2e.log"]);
      expect(files.map(({ verified }) => verified)).toEqual([false, false]);
      expect(given.text("e2e.log")).toBe(log);
    },
  );

  test("because exec is refused only now, nothing is settled for: they may be fetched later", async () => {
    await using given = await bed(() => ({ refused: 403 }), log);
    await expect(collect(given.files, given.followed)).rejects.toBeInstanceOf(ExecRefused);
  });

  test("and of which nothing came, nothing is made", async () => {
    await using given = await bed(() => ({ refused: 403 }), "", false);
    expect(await keepWhatCame(given.followed)).toMatchObject({ files: [], problems: [] });
    expect(given.names()).toEqual([]);
  });
});
