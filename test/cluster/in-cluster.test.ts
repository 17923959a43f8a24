import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { RunRecord } from "../../src/results/run-record.ts";
import { parseJunit } from "../../src/suite/junit.ts";
import { focusInAnyRelease, testKey } from "../../src/suite/required/same-test.ts";
import { apply, nodesOfThisMachine, remove } from "./in-cluster/cluster.ts";
import { buildImage, image } from "./in-cluster/image.ts";
import { conformance, kubectl, newFolder, serverMinor, standing } from "./tools.ts";

const nodes = nodesOfThisMachine();
if (nodes.length === 0)
  process.stderr.write(
    "in-cluster: skipped, the nodes of this cluster are not on this machine, so it cannot be given the image\n",
  );

const before = standing();
const namespace = "conformance-inside";
const specs = [
  "[sig-node] Lease lease API should be available [Conformance]",
  "[sig-node] Pods should be submitted and removed [NodeConformance] [Conformance]",
  "[sig-auth] ServiceAccounts should update a ServiceAccount [Conformance]",
];

describe.skipIf(nodes.length === 0)("inside the cluster", () => {
  const volume = newFolder();
  let applied = "";

  beforeAll(async () => {
    await buildImage(nodes);
    applied += await apply(await manifests("rbac"));
    applied += await apply(volumeAt(volume));
  });

  afterAll(async () => {
    await remove(applied);
    expect(standing()).toEqual(before);
  });

  test("a CronJob fires, and its Job passes with a folder of its own on the volume", async () => {
    const cronJob = await manifests("cronjob", "--schedule", "* * * * *", "--", "--mode", "quick");
    applied += await apply(cronJob);
    const fired = "--for=jsonpath={.status.lastScheduleTime}";
    kubectl("-n", namespace, "wait", fired, "cronjob/conformance-nightly", "--timeout=90s");
    kubectl("-n", namespace, "patch", "cronjob", "conformance-nightly", "-p", '{"spec":{"suspend":true}}');
    const [job = ""] = jobs();
    await ended(job);
    expect(recordsOn(volume)).toMatchObject([{ verdict: "passed", counts: { total: 1, passed: 1 } }]);
    kubectl("-n", namespace, "delete", "cronjob", "conformance-nightly");
  });

  test("a Job passes under the rights of generate rbac, in a restricted namespace, and its volume holds the whole folder", async () => {
    const known = runsOn(volume);
    applied += await apply(
      await manifests("job", "--", "--focus", focusInAnyRelease(specs), "--parallel", "2"),
    );
    await ended("job.batch/conformance");
    const [run = ""] = runsOn(volume).filter((name) => !known.includes(name));
    const folder = path.join(volume, run);
    const minor = serverMinor();
    expect(readdirSync(folder).sort()).toEqual([
      "events.jsonl",
      "pods.txt",
      "report.html",
      "run.json",
      "summary.md",
      minor,
    ]);
    expect(readdirSync(path.join(folder, minor, "product")).sort()).toEqual([
      "PRODUCT.yaml",
      "README.md",
      "e2e.log",
      "junit_01.xml",
    ]);
    const record = recordIn(folder);
    expect(record).toMatchObject({ verdict: "passed", counts: { total: 3, passed: 3, failed: 0 } });
    expect(
      record.files
        .filter((file) => file.verified)
        .map((file) => path.basename(file.path))
        .sort(),
    ).toEqual(["e2e.log", "junit_01.xml"]);
    const junit = parseJunit(readFileSync(path.join(folder, minor, "product/junit_01.xml"), "utf8"));
    expect(
      junit.cases
        .filter((spec) => spec.state === "passed")
        .map((spec) => testKey(spec.name))
        .sort(),
    ).toEqual(specs.map(testKey).sort());
    const log = kubectl("-n", namespace, "logs", "job/conformance");
    expect(log).toContain("passed     3 passed of 3");
    expect(log).not.toContain("cannot be checked");
    kubectl("-n", namespace, "delete", "job", "conformance");
  });

  test("a runner that is killed is replaced by one that goes on with the same run", async () => {
    const known = runsOn(volume);
    applied += await apply(
      await manifests("job", "--", "--focus", focusInAnyRelease(specs), "--parallel", "1"),
    );
    const newRun = () => runsOn(volume).find((name) => !known.includes(name)) ?? "";
    const begun = () => {
      const events = path.join(volume, newRun(), "events.jsonl");
      return newRun() !== "" && existsSync(events) && readFileSync(events, "utf8").includes("spec-started");
    };
    while (!begun()) await Bun.sleep(100);
    const [first = ""] = runners();
    expect(shellIn(first)).toContain('exec: "sh": executable file not found');
    kubectl("-n", namespace, "delete", first);
    await ended("job.batch/conformance");
    expect(runsOn(volume).filter((name) => !known.includes(name))).toEqual([newRun()]);
    expect(recordIn(path.join(volume, newRun()))).toMatchObject({
      verdict: "passed",
      counts: { total: 3, passed: 3, failed: 0 },
    });
    expect(kubectl("-n", namespace, "logs", "job/conformance")).toStartWith(`run ${newRun()} in namespace`);
    kubectl("-n", namespace, "delete", "job", "conformance");
  });
});

/** What `generate` prints for a Job or a CronJob in the test's namespace. */
async function manifests(kind: string, ...words: string[]): Promise<string> {
  const ofJob = kind === "rbac" ? [] : ["--image", image, "--storage-class", namespace];
  const run = await conformance("generate", kind, "--namespace", namespace, ...ofJob, ...words).ended;
  expect(run.stderr).toBe("");
  return run.stdout;
}

/** A volume in a folder of this machine, which both nodes see. */
function volumeAt(folder: string): string {
  chmodSync(folder, 0o755);
  mkdirSync(folder, { recursive: true });
  return JSON.stringify({
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: namespace },
    spec: {
      capacity: { storage: "10Gi" },
      accessModes: ["ReadWriteOnce"],
      storageClassName: namespace,
      persistentVolumeReclaimPolicy: "Retain",
      local: { path: folder },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: "kubernetes.io/os", operator: "In", values: ["linux"] }] },
          ],
        },
      },
    },
  });
}

function jobs(): string[] {
  return kubectl("-n", namespace, "get", "jobs", "-o", "name").trim().split("\n");
}

function runners(): string[] {
  const selector = "app.kubernetes.io/name=kubectl-conformance";
  return kubectl("-n", namespace, "get", "pods", "-l", selector, "-o", "name").trim().split("\n");
}

/** Waits until the Job has ended, and shows its log if it failed. */
async function ended(job: string): Promise<void> {
  const wait = spawnSync(
    "kubectl",
    ["-n", namespace, "wait", "--for=condition=complete", job, "--timeout=150s"],
    {
      encoding: "utf8",
    },
  );
  if (wait.status === 0) return;
  throw new Error(`${job} did not complete: ${kubectl("-n", namespace, "logs", job)}`);
}

function shellIn(pod: string): string {
  return spawnSync("kubectl", ["-n", namespace, "exec", pod, "--", "sh", "-c", "true"], { encoding: "utf8" })
    .stderr;
}

function runsOn(volume: string): string[] {
  return readdirSync(volume).sort();
}

function recordsOn(volume: string): RunRecord[] {
  return runsOn(volume).map((name) => recordIn(path.join(volume, name)));
}

function recordIn(folder: string): RunRecord {
  return JSON.parse(readFileSync(path.join(folder, "run.json"), "utf8"));
}
