import { describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { type Cluster, openCluster } from "../../src/kube/cluster.ts";
import { connect } from "../../src/kube/connection.ts";
import type { ConnectionFlags } from "../../src/kube/flags.ts";
import { type Finding, type PreflightOptions, runPreflight } from "../../src/preflight/preflight.ts";
import { realMonotonic, realSleep } from "../../src/process/io.ts";
import type { RunRequest } from "../../src/run/plan/plan.ts";
import { plainRequest } from "../run/request.ts";
import { kubectl, standing } from "./tools.ts";

const request: RunRequest = { ...plainRequest, namespace: "preflight-test" };

const controlPlane = "node-role.kubernetes.io/control-plane";

interface Looked {
  readonly findings: readonly Finding[];
  /** Milliseconds. */
  readonly took: number;
  /** `GET /api/v1/nodes`, each call that was sent. */
  readonly calls: readonly string[];
}

async function look(
  over: Partial<RunRequest> = {},
  flags: ConnectionFlags = {},
  options: Partial<PreflightOptions> = {},
): Promise<Looked> {
  const io = {
    now: Date.now,
    monotonic: realMonotonic,
    sleep: realSleep,
    signal: new AbortController().signal,
  };
  const cluster = openCluster(connect(flags, { env: process.env, cwd: process.cwd() }), "test", io);
  const calls: string[] = [];
  const counted: Cluster = {
    ...cluster,
    send: (call) => {
      calls.push(`${call.method} ${call.path}`);
      return cluster.send(call);
    },
  };
  const begun = performance.now();
  const findings = await runPreflight(counted, { ...request, ...over }, { skip: [], io, ...options });
  return { findings, took: performance.now() - begun, calls };
}

const of = ({ findings }: Looked, check: string) => findings.filter((finding) => finding.check === check);

/** Changes the cluster, looks, and puts it back. */
async function during<T>(change: () => void, back: () => void, body: () => Promise<T>): Promise<T> {
  try {
    change();
    return await body();
  } finally {
    back();
  }
}

function apply(object: object): void {
  const run = spawnSync("kubectl", ["apply", "-f", "-"], { input: JSON.stringify(object), encoding: "utf8" });
  if (run.status !== 0) throw new Error(run.stderr);
}

const nodes = kubectl("get", "nodes", "-o", "name").trim().split("\n");
const last = nodes.at(-1)?.replace("node/", "") ?? "";

test("a healthy cluster: nothing fails, in less than ten seconds, and nothing but reads and access reviews is sent", async () => {
  const looked = await look();
  expect(looked.findings.filter((finding) => finding.status === "fail")).toEqual([]);
  expect(looked.took).toBeLessThan(10_000);
  expect(looked.calls.length).toBeGreaterThan(20);
  const changing = looked.calls.filter(
    (call) =>
      !call.startsWith("GET ") && call !== "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
  );
  expect(changing).toEqual([]);
  expect(of(looked, "dns")[0]?.summary).toContain("endpoints ready");
  expect(of(looked, "clock")[0]?.summary).toContain(`this machine and ${nodes.length} node`);
});

describe("a node that the suite cannot use", () => {
  test("tainted: the flag that names the taint, and none once it is given", async () => {
    const key = "preflight-test.example.com/own";
    await during(
      () => kubectl("taint", "nodes", last, `${key}=:NoSchedule`),
      () => kubectl("taint", "nodes", last, `${key}-`),
      async () => {
        const flag = `--non-blocking-taints=${controlPlane},${key}`;
        const [bare, tolerant] = await Promise.all([look(), look({ extraArgs: [flag] })]);
        expect(of(bare, "taints")).toMatchObject([
          { status: "fail", fix: `kubectl conformance run --extra-args=${flag}` },
        ]);
        expect(of(tolerant, "taints")).toMatchObject([{ status: "pass" }]);
        // it takes no pods all the same
        expect(of(tolerant, "nodes")[0]?.summary).toContain(`${last} (taint ${key})`);
      },
    );
  });

  test("cordoned: no wait for it, but one node less", async () => {
    await during(
      () => kubectl("cordon", last),
      () => kubectl("uncordon", last),
      async () => {
        const looked = await look();
        // the list that the suite waits for
        const waitedFor = kubectl(
          "get",
          "nodes",
          "--field-selector",
          "spec.unschedulable=false",
          "-o",
          "name",
        );
        expect(waitedFor).not.toContain(`node/${last}\n`);
        expect(of(looked, "taints")).toMatchObject([{ status: "pass" }]);
        expect(of(looked, "node-health")).toMatchObject([{ status: "pass" }]);
        expect(of(looked, "nodes")[0]?.summary).toContain(`${last} (cordoned)`);
        if (nodes.length === 2) {
          expect(of(looked, "nodes")).toMatchObject([{ status: "fail", fix: `kubectl uncordon ${last}` }]);
        }
      },
    );
  });
});

describe("a webhook that fails closed with nobody behind it", () => {
  const name = "preflight-test";
  const webhook = (label: string, value: string) => ({
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingWebhookConfiguration",
    metadata: { name },
    webhooks: [
      {
        name: "preflight-test.example.com",
        failurePolicy: "Fail",
        sideEffects: "None",
        admissionReviewVersions: ["v1"],
        clientConfig: { service: { namespace: "preflight-test", name: "nobody" } },
        // of these namespaces there is none, so that nobody is harmed meanwhile
        namespaceSelector: { matchLabels: { [label]: value } },
        rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
      },
    ],
  });
  const remove = () => kubectl("delete", "validatingwebhookconfiguration", name);

  test("for the suite's namespaces: fails, with what takes it away", async () => {
    await during(
      () => apply(webhook("e2e-run", "00000000-0000-0000-0000-000000000000")),
      remove,
      async () => {
        const [found] = of(await look(), "webhooks");
        expect(found?.status).toBe("fail");
        expect(found?.summary).toContain("service preflight-test/nobody has no ready endpoint");
        expect(found?.fix).toContain(`kubectl delete validatingwebhookconfiguration/${name}`);
      },
    );
  });

  test("for others: is no trouble", async () => {
    await during(
      () => apply(webhook("preflight-test", "none")),
      remove,
      async () => {
        const [found] = of(await look(), "webhooks");
        expect(found?.status).not.toBe("fail");
      },
    );
  });
});

test("a namespace that an earlier suite left is reported", async () => {
  const name = "preflight-test-leftover";
  await during(
    () =>
      apply({
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name, labels: { "e2e-run": "preflight-test", "e2e-framework": "pods" } },
      }),
    () => kubectl("delete", "namespace", name),
    async () => {
      const [found] = of(await look(), "leftovers");
      expect(found).toMatchObject({ status: "warn", fix: "kubectl delete namespace -l e2e-run" });
      expect(found?.summary).toContain(name);
    },
  );
});

test("a user without any permission learns what is missing, and no check breaks", async () => {
  const { findings } = await look({}, { as: "preflight-test" });
  const permissions = findings.find((finding) => finding.check === "permissions");
  expect(permissions?.status).toBe("fail");
  expect(permissions?.summary).toStartWith("this user may not create namespaces, ");
  for (const finding of findings.filter(({ check }) => check === "nodes" || check === "webhooks")) {
    expect(finding.status).toBe("warn");
    expect(finding.summary).toContain('"preflight-test" cannot list');
  }
});

test("a probe starts a pod of the image, lets each node pull the suite's images, and leaves nothing", async () => {
  const before = standing();
  const looked = await look({}, {}, { probe: true });
  expect(of(looked, "image")).toMatchObject([
    { status: "pass", summary: expect.stringContaining("started on") },
    { status: "pass", summary: expect.stringMatching(/^node1 got \d+ images of the suite/) },
    { status: "pass", summary: expect.stringMatching(/^node2 got \d+ images of the suite/) },
  ]);
  expect(standing()).toEqual(before);
});
