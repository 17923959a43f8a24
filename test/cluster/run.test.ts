import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { RunRecord } from "../../src/results/run-record.ts";
import { parseJunit } from "../../src/suite/junit.ts";
import { focusInAnyRelease, testKey } from "../../src/suite/required/same-test.ts";
import { hasFailed } from "../../src/suite/spec.ts";
import {
  cells,
  conformance,
  type Ended,
  kubectl,
  newFolder,
  type Running,
  standing,
  start,
} from "./tools.ts";

const specs = [
  "[sig-node] Pods should be submitted and removed [NodeConformance] [Conformance]",
  "[sig-node] Lease lease API should be available [Conformance]",
  "[sig-node] Downward API should provide host IP as an env var [NodeConformance] [Conformance]",
  "[sig-storage] ConfigMap should be consumable from pods in volume [NodeConformance] [Conformance]",
  "[sig-storage] Secrets should be consumable from pods in volume [NodeConformance] [Conformance]",
  "[sig-apps] ReplicaSet should list and delete a collection of ReplicaSets [Conformance]",
  "[sig-auth] ServiceAccounts should update a ServiceAccount [Conformance]",
  "[sig-api-machinery] Namespaces [Serial] should patch a Namespace [Conformance]",
];
const kubectlVersionSpec =
  "[sig-cli] Kubectl client Kubectl version should check is all data is printed [Conformance]";

const before = standing();

describe("a run of eight specs, compared with kubectl get pod -A -w", () => {
  const folder = newFolder();
  let watch: Running;
  let run: Ended;
  let watched: Ended;
  let record: RunRecord;

  beforeAll(async () => {
    watch = start("kubectl", ["get", "pod", "-A", "-w"]);
    run = await conformance(
      "run",
      "--focus",
      focusInAnyRelease(specs),
      "--parallel",
      "2",
      "--watch-pods",
      "all",
      "--keep",
      "--results-dir",
      folder,
    ).ended;
    watch.kill("SIGTERM");
    watched = await watch.ended;
    if (run.code !== 0) process.stderr.write(run.stderr);
    record = JSON.parse(readFileSync(path.join(folder, "run.json"), "utf8"));
  });

  afterAll(() => {
    kubectl("delete", "namespace", "conformance", "--wait=true");
    kubectl("delete", "clusterrolebinding", "-l", `kubectl-conformance/run=${record.id}`);
  });

  test("ends green and says so", () => {
    expect(run.code).toBe(0);
    expect(record).toMatchObject({
      verdict: "passed",
      certifiable: false,
      counts: { total: 8, passed: 8, failed: 0 },
    });
    expect(run.stderr).toContain("8 passed of 8");
    expect(record.image.digest).toStartWith("sha256:");
    expect(record.nodes).toHaveLength(kubectl("get", "nodes", "-o", "name").trim().split("\n").length);
  });

  test("leaves exactly the four files for upload, and everything else next to them", () => {
    const minor = record.kubernetes.server.split(".").slice(0, 2).join(".");
    expect(readdirSync(path.join(folder, minor, "product")).sort()).toEqual([
      "PRODUCT.yaml",
      "README.md",
      "e2e.log",
      "junit_01.xml",
    ]);
    expect(readdirSync(folder).sort()).toEqual(
      ["events.jsonl", "pods.txt", "report.html", "run.json", "summary.md", minor].sort(),
    );
    const junit = parseJunit(readFileSync(path.join(folder, minor, "product/junit_01.xml"), "utf8"));
    const passed = junit.cases.filter((spec) => spec.state === "passed").map((spec) => testKey(spec.name));
    for (const spec of specs) expect(passed).toContain(testKey(spec));
    expect(junit.cases.filter((spec) => hasFailed(spec.state))).toEqual([]);
  });

  test("copied each file byte for byte: the sha256 is that of the file in the pod", () => {
    for (const name of ["e2e.log", "junit_01.xml"]) {
      const sum = kubectl(
        "-n",
        "conformance",
        "exec",
        "suite",
        "-c",
        "collector",
        "--",
        "sha256sum",
        `/tmp/results/${name}`,
      );
      expect(record.files.find((file) => file.path.endsWith(`/${name}`))).toMatchObject({
        sha256: sum.slice(0, 64),
        verified: true,
      });
    }
  });

  test("showed the very rows that kubectl printed, AGE aside", () => {
    const [header, ...rows] = run.stdout.trimEnd().split("\n");
    const [kubectlHeader, ...kubectlRows] = watched.stdout.trimEnd().split("\n");
    expect(header?.split(/\s+/)).toEqual(kubectlHeader?.split(/\s+/) as string[]);
    // from the suite's own start to its end both saw every event
    const between = (all: readonly string[]) => {
      const shown = all.map(cells);
      return shown.slice(
        shown.indexOf("conformance | suite | 2/2 | Running | 0"),
        shown.indexOf("conformance | suite | 1/2 | NotReady | 0"),
      );
    };
    expect(between(rows).length).toBeGreaterThan(20);
    expect(between(rows)).toEqual(between(kubectlRows));
    expect(readFileSync(path.join(folder, "pods.txt"), "utf8")).toBe(run.stdout);
  });

  test("reported each spec and the progress", () => {
    const events = readFileSync(path.join(folder, "events.jsonl"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const finished = events
      .filter((event) => event.kind === "spec-finished")
      .map((event) => testKey(event.spec.name));
    expect(finished.sort()).toEqual(specs.map(testKey).sort());
    expect(events.filter((event) => event.kind === "progress").at(-1)).toMatchObject({
      total: 8,
      passed: 8,
      failed: 0,
      remaining: 0,
    });
    expect(events.filter((event) => event.kind === "spec-started").length).toBeGreaterThan(3);
    expect(record.suite.uuids.length).toBe(2);
  });
});

test("a spec that must fail: shown with its words at once, exit 1, nothing left", async () => {
  const folder = newFolder();
  const run = await conformance(
    "run",
    "--focus",
    focusInAnyRelease([kubectlVersionSpec]),
    "--parallel",
    "1",
    "--extra-args=--kubectl-path=/no such kubectl",
    "--results-dir",
    folder,
  ).ended;
  expect(run.code).toBe(1);
  expect(run.stderr).toContain(`failed ${kubectlVersionSpec}`);
  expect(run.stderr).toContain("/no such kubectl");
  const record: RunRecord = JSON.parse(readFileSync(path.join(folder, "run.json"), "utf8"));
  expect(record).toMatchObject({
    verdict: "failed",
    certifiable: false,
    counts: { total: 1, passed: 0, failed: 1 },
    suite: { exitCode: 1, processes: 1 },
  });
  expect(readFileSync(path.join(folder, "summary.md"), "utf8")).toContain("## What failed");
  expect(standing()).toEqual(before);
});

test("an image that does not exist: exit 3 with the kubelet's words, nothing left", async () => {
  const run = await conformance(
    "run",
    "--mode",
    "quick",
    "--conformance-image",
    "registry.k8s.io/conformance:v0.0.0",
    "--startup-timeout",
    "40s",
    "--results-dir",
    newFolder(),
  ).ended;
  expect(run.code).toBe(3);
  expect(run.stderr).toContain("the run's pod did not start in time");
  expect(run.stderr).toContain("registry.k8s.io/conformance:v0.0.0");
  expect(run.stderr).toMatch(/ErrImagePull|Failed to pull image/);
  expect(standing()).toEqual(before);
});

test("Ctrl-C stops the suite, keeps what there is, leaves nothing, exit 130", async () => {
  const folder = newFolder();
  const run = conformance(
    "run",
    "--focus",
    "\\[sig-api-machinery\\] Watchers should observe add, update, and delete",
    "--parallel",
    "1",
    "--results-dir",
    folder,
    "-o",
    "jsonl",
  );
  const events = path.join(folder, "events.jsonl");
  while (!existsSync(events) || !readFileSync(events, "utf8").includes("spec-started")) await Bun.sleep(100);
  run.kill("SIGINT");
  const ended = await run.ended;
  expect(ended.code).toBe(130);
  const record: RunRecord = JSON.parse(readFileSync(path.join(folder, "run.json"), "utf8"));
  expect(record.verdict).toBe("incomplete");
  expect(
    record.files
      .filter((file) => file.verified)
      .map((file) => path.basename(file.path))
      .sort(),
  ).toEqual(["e2e.log", "junit_01.xml"]);
  expect(standing()).toEqual(before);
});

test("another run in the same namespace is refused, and the first goes on", async () => {
  const first = conformance("run", "--mode", "quick", "--results-dir", newFolder());
  while (!kubectl("get", "pods", "-A", "-o", "name").includes("pod/suite")) await Bun.sleep(200);
  const second = await conformance("run", "--mode", "quick", "--results-dir", newFolder()).ended;
  // What the second came to is judged when the first is over: the tests after this one need an empty cluster.
  expect((await first.ended).code).toBe(0);
  expect(second.code).toBe(3);
  expect(second.stderr).toMatch(
    /the run (\S+) is in progress in conformance\n[\s\S]*fix: kubectl-conformance attach \1\n/,
  );
  expect(standing()).toEqual(before);
});

test("a user without permissions learns what is missing before anything is created", async () => {
  const run = await conformance("run", "--mode", "quick", "--as", "eve", "--results-dir", newFolder()).ended;
  expect(run.code).toBe(3);
  expect(run.stderr).toContain('nodes is forbidden: User "eve" cannot list resource "nodes"');
  expect(standing()).toEqual(before);
});
