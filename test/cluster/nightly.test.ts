import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { focusInAnyRelease } from "../../src/suite/required/same-test.ts";
import { bucket, keys, serverProgram } from "../stores/real/servers.ts";
import { apply, nodesOfThisMachine, remove } from "./in-cluster/cluster.ts";
import { buildImage, image } from "./in-cluster/image.ts";
import { allow, refuse } from "./policy.ts";
import { conformance, kubectl, newFolder, standing } from "./tools.ts";

const nodes = nodesOfThisMachine();
if (nodes.length === 0)
  process.stderr.write("nightly: skipped, the pods of this cluster cannot reach this machine\n");
else await serverProgram("s3");

const before = standing();
const namespace = "conformance-nights";
const lifecycle = "[sig-node] ConfigMap should run through a ConfigMap lifecycle [Conformance]";
const specs = [lifecycle, "[sig-node] Lease lease API should be available [Conformance]"];
const frozen = "conformance-frozen";
const port = 9900;

describe.skipIf(nodes.length === 0)("night by night, inside the cluster", () => {
  const root = newFolder();
  const job = path.join(root, bucket, "logs/nightly");
  let applied = "";
  let store: { kill(signal: NodeJS.Signals): boolean } | undefined;

  beforeAll(async () => {
    mkdirSync(path.join(root, bucket));
    store = await startS3(root);
    await buildImage(nodes);
    applied += await apply(await printed("generate", "rbac", "-n", namespace));
    applied += await apply(secret());
  });

  afterAll(async () => {
    store?.kill("SIGKILL");
    await remove(applied);
    expect(standing()).toEqual(before);
  });

  test("a CronJob publishes each night, one that fails too, and the grid shows what changed", async () => {
    applied += await apply(await cronJob("--parallel", "1"));
    const first = await night([]);
    expect(await ended(first)).toBe("Complete");
    expect(logOf(first)).toContain(`published: s3://${bucket}/logs/nightly/`);
    expect(buildsIn(job)).toHaveLength(1);

    // the next night runs otherwise, in a cluster that has changed
    refuse(frozen, {
      operation: "UPDATE",
      resource: "configmaps",
      message: "config maps are frozen tonight",
      namespaceSelector: { matchExpressions: [{ key: "e2e-run", operator: "Exists" }] },
    });
    try {
      await apply(await cronJob("--parallel", "2"));
      suspend(false);
      const second = await night([first]);
      expect(await ended(second)).toBe("Failed");
      expect(logOf(second)).toContain(`published: s3://${bucket}/logs/nightly/`);
    } finally {
      allow(frozen);
    }
    const [older = "", newer = ""] = buildsIn(job);
    expect(readFileSync(path.join(job, "latest-build.txt"), "utf8")).toBe(newer);
    const { stdout } = await conformance("history", "grid", job, "--index", "none").ended;
    expect(stdout).toMatch(/^F\. +\(the whole run\)$/m);
    expect(stdout).toContain(`1 test fails since build ${newer}`);
    expect(stdout).toContain(`  changed since build ${older}:\n    processes 1 → 2\n`);
    expect(stdout).toContain("config maps are frozen tonight");
    const gate = await conformance("history", "gate", job, "--no-new-failures", "--index", "none").ended;
    expect(gate.code).toBe(1);
  }, 280_000);
});

/** The next Job of the CronJob, which then starts no other. */
async function night(known: readonly string[]): Promise<string> {
  for (;;) {
    const found = jobs().find((name) => name !== "" && !known.includes(name));
    if (found !== undefined) {
      suspend(true);
      return found;
    }
    await Bun.sleep(500);
  }
}

function jobs(): string[] {
  return kubectl("-n", namespace, "get", "jobs", "-o", "name").trim().split("\n");
}

function suspend(isSuspended: boolean): void {
  const patch = JSON.stringify({ spec: { suspend: isSuspended } });
  kubectl("-n", namespace, "patch", "cronjob", "conformance-nightly", "-p", patch);
}

/** Waits until a Job has ended, one way or the other. */
async function ended(job: string): Promise<string> {
  for (;;) {
    const { status } = JSON.parse(kubectl("-n", namespace, "get", job, "-o", "json"));
    const done = (status.conditions ?? []).find(
      ({ type, status: is }: { type: string; status: string }) =>
        is === "True" && (type === "Complete" || type === "Failed"),
    );
    if (done !== undefined) return done.type;
    await Bun.sleep(1000);
  }
}

function logOf(job: string): string {
  return kubectl("-n", namespace, "logs", job);
}

/** The numbers of the builds that are complete, the oldest first. */
function buildsIn(job: string): string[] {
  return readdirSync(job)
    .filter((name) => existsSync(path.join(job, name, "finished.json")))
    .sort();
}

async function cronJob(...runFlags: string[]): Promise<string> {
  return printed(
    ...["generate", "cronjob", "--image", image, "-n", namespace, "--schedule", "* * * * *"],
    ...[
      "--volume",
      "emptyDir",
      "--publish",
      `s3://${bucket}/logs/nightly?endpoint=http://${address()}:${port}`,
    ],
    ...["--publish-secret", "store", "--", "--focus", focusInAnyRelease(specs), ...runFlags],
  );
}

async function printed(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await conformance(...words).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

function secret(): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "store", namespace },
    stringData: { AWS_ACCESS_KEY_ID: keys.id, AWS_SECRET_ACCESS_KEY: keys.secret },
  });
}

/** The address of the first node, which pods reach. */
function address(): string {
  const path = '{.items[0].status.addresses[?(@.type=="InternalIP")].address}';
  return kubectl("get", "nodes", "-o", `jsonpath=${path}`);
}

/** rclone as a server of S3 over this folder, in the network of the first node. */
async function startS3(root: string): Promise<{ kill(signal: NodeJS.Signals): boolean }> {
  chmodSync(root, 0o755);
  const state = path.dirname(process.env.KUBECONFIG ?? "");
  const network = `/run/netns/${readFileSync(path.join(state, "name"), "utf8").trim()}-node1`;
  const program = await serverProgram("s3");
  const words = ["serve", "s3", root, "--addr", `${address()}:${port}`, "--config", ""];
  const child = spawn(
    "nsenter",
    [`--net=${network}`, program, ...words, "--auth-key", `${keys.id},${keys.secret}`],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.stderr.on("data", (bytes) => {
    if (/Starting s3 server/.test(String(bytes))) resolve();
  });
  child.on("close", () => reject(new Error("rclone ended")));
  await promise;
  child.removeAllListeners("close");
  return child;
}
