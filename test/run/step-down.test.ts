import { expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { serveSandbox } from "../../src/commands/sandbox/serve.ts";
import { openCluster } from "../../src/kube/cluster.ts";
import { connect } from "../../src/kube/connection.ts";
import { realMonotonic, realSleep } from "../../src/process/io.ts";
import { conduct } from "../../src/run/conduct.ts";
import type { RunEvent } from "../../src/run/events.ts";
import { readFacts } from "../../src/run/facts.ts";
import { Tracker } from "../../src/run/follow/tracker.ts";
import { runObjects } from "../../src/run/plan/objects.ts";
import { planRun } from "../../src/run/plan/plan.ts";
import { createObjects } from "../../src/run/start.ts";
import { stepDown } from "../../src/run/step-down.ts";
import { SuiteRecord } from "../../src/suite/suite-record.ts";

test("a patch that was never published steps down to the newest that was, and says so", async () => {
  const sandbox = await serveSandbox({ speed: 2000 });
  try {
    const io = { now: Date.now, monotonic: realMonotonic, sleep: realSleep };
    const cluster = openCluster(
      connect({ kubeconfig: sandbox.kubeconfig }, { env: {}, cwd: "/" }),
      "test",
      io,
    );
    // the sandbox has the image of v1.35.4 alone
    const facts = { ...(await readFacts(cluster)), server: "v1.35.6+vendor" };
    const request = {
      mode: "quick",
      parallel: "auto",
      dryRun: true,
      namespace: "conformance",
      namespaceBy: "mark",
      extraArgs: [],
      extraGinkgoArgs: [],
      nodeSelector: {},
      tolerations: [],
      keepResults: 1000,
    } as const;
    const plan = planRun(request, facts, "20261120-2215-k3x9");
    expect(plan).toMatchObject({ image: "registry.k8s.io/conformance:v1.35.6", mayStepDown: true });
    const pod = await createObjects(cluster, plan, runObjects(plan, "bcdfghjk"), io, () => undefined);
    const events: RunEvent[] = [];
    const { outcome } = await conduct(cluster, {
      namespace: plan.namespace,
      suiteArgs: [],
      created: pod.metadata?.creationTimestamp ?? new Date(0),
      tracker: new Tracker({ namespace: plan.namespace, watchPods: "none", whole: false }),
      record: new SuiteRecord(),
      io,
      ending: new AbortController().signal,
      folder: mkdtempSync(path.join(tmpdir(), "step-down-")),
      startupTimeout: 20_000,
      onUnpublished: (from, message) => stepDown(cluster, from, message),
      onEvent: (event) => events.push(event),
    });
    expect(outcome).toMatchObject({ kind: "ended" });
    const told = events
      .flatMap((event) => (event.kind === "notice" ? [event.text] : []))
      .filter((text) => text.includes("never published"));
    expect(told).toEqual([
      "registry.k8s.io/conformance:v1.35.6 was never published; trying registry.k8s.io/conformance:v1.35.5",
      "registry.k8s.io/conformance:v1.35.5 was never published; trying registry.k8s.io/conformance:v1.35.4",
    ]);
  } finally {
    await sandbox.close();
  }
});
