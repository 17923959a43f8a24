import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Validator } from "@cfworker/json-schema";
import { InputError, Interrupted } from "../../src/errors.ts";
import { openCluster } from "../../src/kube/cluster.ts";
import { ConnectionError } from "../../src/kube/errors.ts";
import { checkNames, type PreflightOptions, runPreflight } from "../../src/preflight/preflight.ts";
import { planRun } from "../../src/run/plan/plan.ts";
import { connectionTo, json, status } from "../kube/scripted-server.ts";
import { plainRequest } from "../run/request.ts";
import { checksIo, execProbe, healthyCluster } from "./fake-cluster.ts";

const schema = JSON.parse(
  readFileSync(path.join(import.meta.dir, "../../src/preflight/findings.schema.json"), "utf8"),
);

type Server = Awaited<ReturnType<typeof healthyCluster>>;

function preflight(server: Pick<Server, "connection">, options: Partial<PreflightOptions> = {}) {
  const io = checksIo();
  return runPreflight(openCluster(server.connection, "test", io, { patience: 0 }), plainRequest, {
    skip: [],
    io,
    ...options,
  });
}

test("a healthy cluster passes every check, and is only read", async () => {
  await using server = await healthyCluster();
  const findings = await preflight(server);
  expect(findings.filter((finding) => finding.status !== "pass")).toEqual([]);
  expect(findings.map((finding) => finding.check)).toEqual([...checkNames]);
  const changing = server.requests.filter(
    (line) =>
      !line.startsWith("GET ") && line !== "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
  );
  expect(changing).toEqual([]);
});

test("what several checks look at is read once", async () => {
  await using server = await healthyCluster();
  await preflight(server);
  for (const shared of ["/api/v1/pods", "/api/v1/namespaces", "/apis/apps/v1/daemonsets", "/version"]) {
    expect(server.requests.filter((line) => line.split(/[ ?]/)[1] === shared)).toHaveLength(1);
  }
});

test("the findings are as their schema says", async () => {
  await using server = await healthyCluster({
    "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews": { status: { allowed: false } },
  });
  const findings = await preflight(server);
  expect(findings.some((finding) => finding.fix !== undefined)).toBe(true);
  expect(new Validator(schema, "2020-12").validate(findings)).toMatchObject({ valid: true });
  expect(new Validator(schema, "2020-12").validate([{ check: "x", status: "bad", summary: "" }]).valid).toBe(
    false,
  );
});

test("a long list is read to its last page", async () => {
  const pod = { metadata: { namespace: "kube-system", name: "dns" }, status: { phase: "Pending" } };
  await using server = await healthyCluster({
    "/api/v1/pods": (incoming, response) => {
      const last = incoming.url?.includes("continue=more") === true;
      json({ kind: "PodList", ...(last ? { items: [pod] } : { metadata: { continue: "more" }, items: [] }) })(
        incoming,
        response,
      );
    },
  });
  const findings = await preflight(server);
  expect(findings.find((finding) => finding.check === "kube-system")?.summary).toBe("dns (Pending)");
});

describe("what cannot be answered", () => {
  test("is a warning with the server's words; the other checks are answered", async () => {
    await using server = await healthyCluster({
      "/apis/apiregistration.k8s.io/v1/apiservices": json(
        status(403, "Forbidden", 'User "dev" cannot list resource "apiservices"'),
        403,
      ),
    });
    const findings = await preflight(server, { skip: ["leftovers"] });
    expect(findings.filter((finding) => finding.status !== "pass")).toMatchObject([
      { check: "apis", status: "warn", summary: expect.stringContaining('User "dev" cannot list') },
    ]);
  });

  test("does not hold the others up beyond the bound", async () => {
    await using server = await healthyCluster({ "/api/v1/services": () => {} });
    const begun = performance.now();
    const findings = await preflight(server, { bound: 400 });
    expect(performance.now() - begun).toBeLessThan(2000);
    expect(findings.filter((finding) => finding.status !== "pass")).toMatchObject([
      { check: "dns", status: "warn", summary: "cannot be checked: no answer within 0.4 s" },
    ]);
  });

  test("at all, is the connection's own error", async () => {
    expect(preflight({ connection: connectionTo("http://127.0.0.1:1") })).rejects.toThrow(ConnectionError);
    await using silent = await healthyCluster({ "/version": () => {} });
    expect(preflight(silent, { bound: 200 })).rejects.toThrow("did not report its version within 0.2 s");
  });
});

test("an interruption ends it with its own reason", async () => {
  const interrupt = new AbortController();
  await using server = await healthyCluster({
    "/api/v1/nodes": () => interrupt.abort(new Interrupted("SIGINT")),
  });
  expect(preflight(server, { io: checksIo(interrupt.signal) })).rejects.toThrow("interrupted by SIGINT");
});

test("checks are left out by name, and a name that is none is told", async () => {
  await using server = await healthyCluster();
  const findings = await preflight(server, { skip: ["dns", "cni"] });
  expect(findings.map((finding) => finding.check)).not.toContain("dns");
  expect(preflight(server, { skip: ["dsn"] })).rejects.toThrow(InputError);
});

test("each permission that is refused is named; what only costs the junit file warns", async () => {
  await using server = await healthyCluster({
    "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews": (incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk) => chunks.push(chunk));
      incoming.on("end", () => {
        const { resourceAttributes: what, nonResourceAttributes } = JSON.parse(
          Buffer.concat(chunks).toString(),
        ).spec;
        const refused =
          nonResourceAttributes !== undefined ||
          what.subresource === "exec" ||
          what.verb === "bind" ||
          (what.verb === "create" && what.resource === "namespaces");
        json({ status: { allowed: !refused } })(incoming, response);
      });
    },
  });
  const findings = await preflight(server);
  expect(findings.filter((finding) => finding.status !== "pass")).toMatchObject([
    {
      check: "permissions",
      status: "fail",
      summary: "this user may not create namespaces, grant cluster-admin",
    },
    { check: "exec", status: "warn", summary: "this user may not create pods/exec in namespace conformance" },
  ]);
});

test("a balancer that lets no WebSocket through warns before the run, in its own words", async () => {
  await using server = await healthyCluster({ [execProbe]: json({ page: "upgrade not supported" }, 426) });
  const findings = await preflight(server);
  expect(findings.filter((finding) => finding.status !== "pass")).toMatchObject([
    { check: "exec", status: "warn", summary: expect.stringContaining("exec was refused (426)") },
  ]);
});

test("the request of these tests is one that a run could have", () => {
  const facts = { server: "v1.36.2", platform: "linux/amd64", nodes: [] };
  expect(planRun(plainRequest, facts, "id").image).toBe("registry.k8s.io/conformance:v1.36.2");
});
