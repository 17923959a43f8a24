import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type ServedSandbox, serveSandbox } from "../../src/commands/sandbox/serve.ts";
import type { RunRecord } from "../../src/results/run-record.ts";
import { parseJunit } from "../../src/suite/junit.ts";
import { Pool } from "../chaos/sandbox/pool.ts";
import { newFolder, program, type Result } from "./program.ts";

const read = (...parts: string[]) => readFileSync(path.join(...parts), "utf8");
const lines = (text: string) => text.trimEnd().split("\n");

describe("the whole recorded run, on the sandbox", () => {
  let run: Result;
  let record: RunRecord;
  const acme = [
    "# ours",
    "vendor: ACME",
    "name: Rocket Kubernetes",
    "version: 1.10",
    "website_url: https://rocket.acme.dev",
    "documentation_url: https://rocket.acme.dev/docs",
    "type: distribution",
    "description: A distribution",
    "contact_email_address: conformance@acme.dev",
    "",
  ].join("\n");

  beforeAll(async () => {
    const cwd = newFolder();
    mkdirSync(path.join(cwd, "v1.34/rocket"), { recursive: true });
    writeFileSync(path.join(cwd, "v1.34/rocket/PRODUCT.yaml"), acme);
    writeFileSync(
      path.join(cwd, "v1.34/rocket/README.md"),
      "# Rocket\n\n    rocket up --kubernetes v1.35.4\n",
    );
    run = await program(
      [
        "run",
        "--sandbox",
        "--speed",
        "200",
        "--product",
        "v1.34/rocket",
        "--results-dir",
        "out",
        "--token",
        "s3cr3t",
      ],
      { cwd },
    );
    record = JSON.parse(read(cwd, "out/run.json"));
  }, 60_000);

  test("passes, and certifies nothing: it was a replay", () => {
    expect(run.code).toBe(0);
    expect(record).toMatchObject({
      verdict: "passed",
      certifiable: false,
      deviations: ["replayed by the sandbox, not run on a cluster"],
      counts: { total: 441, passed: 441, failed: 0 },
    });
    expect(run.stderr).toContain("finished 441 passed, 0 failed in 27m02s\n");
    expect(run.stderr).toContain("passed     441 passed of 441 in 27m02s ");
    expect(read(run.cwd, "out/summary.md")).toContain(" in 27m02s ");
    expect(run.stderr).toContain("not certifiable: replayed by the sandbox, not run on a cluster");
  });

  test("leaves the four files, the product's carried forward with its comments", () => {
    const folder = path.join(run.cwd, "out/v1.35/rocket");
    expect(readdirSync(folder).sort()).toEqual(["PRODUCT.yaml", "README.md", "e2e.log", "junit_01.xml"]);
    expect(read(folder, "PRODUCT.yaml")).toBe(acme.replace("1.10", '"1.10"'));
    expect(read(folder, "README.md")).toContain("rocket up");
    const passed = parseJunit(read(folder, "junit_01.xml")).cases.filter((spec) => spec.state === "passed");
    expect(passed).toHaveLength(441);
  });

  test("vouches for each file by its sha256", () => {
    expect(record.files.map((file) => path.basename(file.path)).sort()).toEqual([
      "PRODUCT.yaml",
      "README.md",
      "e2e.log",
      "junit_01.xml",
      "report.html",
      "summary.md",
    ]);
    for (const file of record.files) {
      const sha256 = createHash("sha256")
        .update(readFileSync(path.join(run.cwd, "out", file.path)))
        .digest("hex");
      expect(sha256).toBe(file.sha256);
    }
    expect(record.files.filter((file) => file.verified)).toHaveLength(2);
  });

  test("keeps the rows as they were shown, and every event", () => {
    expect(read(run.cwd, "out/pods.txt")).toBe(run.stdout);
    expect(lines(run.stdout)[0]).toMatch(/^NAMESPACE\s+NAME\s+READY\s+STATUS\s+RESTARTS\s+AGE$/);
    const events = lines(read(run.cwd, "out/events.jsonl")).map((line) => JSON.parse(line));
    expect(events.filter((event) => event.kind === "spec-finished")).toHaveLength(441);
    expect(events.at(-1)).toMatchObject({ kind: "run-finished", verdict: "passed", certifiable: false });
  });

  test("shows pods of the suite, not the cluster's own", () => {
    expect(run.stdout).toContain("conformance ");
    expect(run.stdout).not.toContain("coredns");
    expect(lines(run.stdout).length).toBeGreaterThan(7000);
  });

  test("knows the suite's processes by their namespaces", () => {
    expect(record.suite.processes).toBe(12);
    expect(record.suite.uuids).toHaveLength(12);
  });

  test("keeps no secret of the command line", () => {
    for (const file of readdirSync(path.join(run.cwd, "out"), { recursive: true, encoding: "utf8" })) {
      if (/\.[a-z]+$/.test(file)) expect(read(run.cwd, "out", file).includes("s3cr3t")).toBe(false);
    }
  });
});

/** Lines of events without those of pods. */
const withoutPods = (text: string) => text.replaceAll(/^.*"kind":"pod".*\n/gm, "");

test("-o jsonl writes events and nothing else to stdout", async () => {
  const run = await program([
    "run",
    "--sandbox",
    "--speed",
    "1500",
    "--suite-dry-run",
    "-o",
    "jsonl",
    "--watch-pods",
    "none",
  ]);
  const [begun] = lines(run.stdout).map((line) => JSON.parse(line));
  const folder = path.join(run.cwd, "conformance-results", begun.id);
  expect(begun).toMatchObject({
    kind: "run-started",
    namespace: "conformance",
    server: expect.stringMatching(/^https:\/\/127\.0\.0\.1:/),
    version: "v1.35.4",
    image: "registry.k8s.io/conformance:v1.35.4",
    processes: 12,
    folder,
  });
  // pods that are not shown are kept all the same
  const kept = read(folder, "events.jsonl");
  expect(withoutPods(kept)).toBe(run.stdout);
  expect(kept).toContain('"kind":"pod"');
  expect(read(folder, "pods.txt")).toStartWith("NAMESPACE ");
  const kinds = lines(run.stdout).map((line) => JSON.parse(line).kind);
  expect(kinds).toContain("suite-started");
  expect(kinds).not.toContain("pod");
  expect(kinds.at(-1)).toBe("run-finished");
  expect(run.stderr).toBe("");
});

describe("what preflight finds, as events", () => {
  let sandbox: ServedSandbox;
  let words: readonly string[];

  beforeAll(async () => {
    sandbox = await serveSandbox({ speed: 1000 });
    words = [
      "run",
      "--suite-dry-run",
      "-o",
      "jsonl",
      "--results-dir",
      "out",
      "--kubeconfig",
      sandbox.kubeconfig,
    ];
  });

  afterAll(() => sandbox.close());

  test("comes before the run, and into its folder as well", async () => {
    const run = await program([...words, "--watch-pods", "none"]);
    const [finding, begun] = lines(run.stdout).map((line) => JSON.parse(line));
    expect(finding).toMatchObject({ kind: "finding", check: "dns", status: "warn" });
    expect(finding).toMatchObject({
      summary: expect.any(String),
      why: expect.any(String),
      fix: expect.any(String),
    });
    expect(begun.kind).toBe("run-started");
    expect(withoutPods(read(run.cwd, "out/events.jsonl"))).toBe(run.stdout);
  });

  test("is on stdout when there is no run for it", async () => {
    const kubectl = (word: string) =>
      Bun.spawn(["kubectl", "--kubeconfig", sandbox.kubeconfig, word, "node1", "node2"], { stdout: "ignore" })
        .exited;
    await kubectl("cordon");
    const run = await program(words);
    await kubectl("uncordon");
    expect(run.code).toBe(3);
    const told = lines(run.stdout).map((line) => JSON.parse(line));
    expect(told).toContainEqual(
      expect.objectContaining({
        kind: "finding",
        check: "nodes",
        status: "fail",
        fix: "kubectl uncordon node1 node2",
      }),
    );
    expect(existsSync(path.join(run.cwd, "out"))).toBe(false);
  });
});

test("of each spec its end tells the namespaces, among which the one is by which its beginning is known", async () => {
  // in virtual time: how soon a namespace is seen does not depend on the machine
  const pool = new Pool();
  try {
    const { events: history } = await pool.play({
      seed: 1,
      suite: { first: 0, specs: 40, failing: 0, processes: 4, specMs: 4000 },
      ownNamespace: false,
      beside: [],
      clients: [
        {
          verb: "run",
          at: { after: "begun", ms: 0 },
          flags: ["--skip-preflight", "all", "-o", "jsonl"],
          acts: [],
        },
      ],
      faults: [],
    });
    const stdout = history.flatMap((event) => (event.what === "ended" ? [event.stdout] : [])).join("");
    const events = lines(stdout).map((line) => JSON.parse(line));
    const begun = events.filter((event) => event.kind === "spec-started");
    const ends = events.filter((event) => event.kind === "spec-finished");
    expect(ends).toHaveLength(40);
    const beginnings = ends.map(
      (end) => begun.filter((event) => end.namespaces.includes(event.namespace)).length,
    );
    expect(beginnings).toEqual(ends.map(() => 1));
  } finally {
    pool.close();
  }
});

test("--certifiable fails a run that passed but cannot certify", async () => {
  const run = await program(["run", "--sandbox", "--speed", "1500", "--suite-dry-run", "--certifiable"]);
  expect(run.stderr).toContain("a dry run runs no tests");
  expect(run.code).toBe(4);
});

test("an image that is not there ends with the kubelet's own words, and the sandbox is clean", async () => {
  const run = await program([
    "run",
    "--sandbox",
    "--conformance-image",
    "registry.k8s.io/conformance:v1.35.99",
    "--startup-timeout",
    "2s",
  ]);
  expect(run.code).toBe(3);
  // the pod's status and its event arrive in either order
  expect(run.stderr).toMatch(/the run's pod did not start in time: (?:ErrImagePull|Failed to pull image)/);
  expect(run.stderr).toContain("conformance:v1.35.99");
});
