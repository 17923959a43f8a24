import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Validator } from "@cfworker/json-schema";
import { InputError, Interrupted } from "../../src/errors.ts";
import { openCluster } from "../../src/kube/cluster.ts";
import { ConnectionError } from "../../src/kube/errors.ts";
import {
  checkNames,
  type Finding,
  type PreflightOptions,
  runPreflight,
} from "../../src/preflight/preflight.ts";
import { planRun } from "../../src/run/plan/plan.ts";
import { type Answer, connectionTo, json, status } from "../kube/scripted-server.ts";
import { plainRequest } from "../run/request.ts";
import { checksIo, execProbe, healthyCluster } from "./fake-cluster.ts";

const schema = JSON.parse(
  readFileSync(path.join(import.meta.dir, "../../src/preflight/findings.schema.json"), "utf8"),
);

/** What did not pass, but for what this cluster does not show anyway. */
const unwell = (findings: readonly Finding[]) =>
  findings.filter(({ status, why }) => status !== "pass" && (status !== "unknown" || why !== undefined));

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
  const others = findings.filter((finding) => finding.status !== "pass");
  // of which this cluster shows nothing
  expect(others.map(({ check, status }) => `${check} ${status}`)).toEqual([
    "cni unknown",
    "kube-proxy unknown",
    "image unknown",
  ]);
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

test("policies over all namespaces are read in the version that is served", async () => {
  const groups = [{ name: "policy.networking.k8s.io", preferredVersion: { version: "v1alpha2" } }];
  await using server = await healthyCluster({
    "/apis": { kind: "APIGroupList", groups },
    "/apis/policy.networking.k8s.io/v1alpha2/clusternetworkpolicies": {
      kind: "ClusterNetworkPolicyList",
      items: [{ metadata: { name: "deny" } }],
    },
  });
  const found = (await preflight(server)).find(({ check }) => check === "network-policies");
  expect(found).toMatchObject({
    status: "warn",
    summary: "cluster-wide policies: clusternetworkpolicies.policy.networking.k8s.io/deny",
  });
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
  test("is unknown, with the server's words; the other checks are answered", async () => {
    await using server = await healthyCluster({
      "/apis/apiregistration.k8s.io/v1/apiservices": json(
        status(403, "Forbidden", 'User "dev" cannot list resource "apiservices"'),
        403,
      ),
    });
    const findings = await preflight(server, { skip: ["leftovers"] });
    expect(unwell(findings)).toMatchObject([
      { check: "apis", status: "unknown", summary: expect.stringContaining('User "dev" cannot list') },
    ]);
  });

  test("does not hold the others up beyond the bound", async () => {
    await using server = await healthyCluster({ "/api/v1/services": () => {} });
    const findings = await preflight(server, { bound: 3000 });
    expect(unwell(findings)).toMatchObject([
      { check: "dns", status: "unknown", summary: "cannot be checked: no answer within 3 s" },
    ]);
  });

  test("at all, is the connection's own error", async () => {
    expect(preflight({ connection: connectionTo("http://127.0.0.1:1") })).rejects.toThrow(ConnectionError);
    await using silent = await healthyCluster({ "/version": () => {} });
    expect(preflight(silent, { bound: 200 })).rejects.toThrow("did not report its version within 0.2 s");
  });
});

describe("of one cause there is one finding", () => {
  const refused = (user: string) =>
    json(status(403, "Forbidden", `nodes is forbidden: User "${user}" cannot list resource "nodes"`), 403);
  const lists = ["/api/v1/nodes", "/api/v1/pods", "/api/v1/namespaces", "/apis/apps/v1/daemonsets"];
  const reviews = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

  test("for a user who may do nothing", async () => {
    await using server = await healthyCluster({
      ...Object.fromEntries(lists.map((path) => [path, refused("dev")])),
      [reviews]: { status: { allowed: false } },
    });
    const found = unwell(await preflight(server));
    expect(new Validator(schema, "2020-12").validate(found)).toMatchObject({ valid: true });
    expect(found).toMatchObject([
      {
        check: "permissions",
        status: "fail",
        summary: expect.stringContaining("this user may not create namespaces"),
        why: expect.stringMatching(/the same keeps these checks from passing: exec, nodes, taints, /),
        fix: expect.stringContaining("--clusterrole=cluster-admin"),
      },
    ]);
  });

  test("for credentials that did not arrive", async () => {
    const anonymous = refused("system:anonymous");
    await using server = await healthyCluster({
      ...Object.fromEntries(lists.map((path) => [path, anonymous])),
      [reviews]: anonymous,
    });
    expect(unwell(await preflight(server))).toMatchObject([
      {
        check: "permissions",
        status: "fail",
        summary: "the server sees this user only as system:anonymous: the credentials did not arrive",
        fix: expect.stringContaining("log in again"),
      },
    ]);
  });

  test("for a login page it is the page itself, and nothing is judged", async () => {
    const page: Answer = (_, response) => {
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      response.end("<!DOCTYPE html><html><head><title>Sign in\n to Example</title></head></html>");
    };
    await using server = await healthyCluster(Object.fromEntries(lists.map((path) => [path, page])));
    const error = await preflight(server).catch((cause: unknown) => cause);
    expect(error).toMatchObject({
      name: "AnswerError",
      code: 3,
      fix: expect.stringContaining("log in there"),
    });
    const { host } = new URL(server.connection.server);
    expect(String(error)).toMatch(
      new RegExp(
        `the answer to /\\S+ from ${host} is a web page, "Sign in to Example", not one of the Kubernetes`,
      ),
    );
  });
});

test("an interruption ends it with its own reason", async () => {
  const interrupt = new AbortController();
  await using server = await healthyCluster({
    "/api/v1/nodes": () => interrupt.abort(new Interrupted("SIGINT")),
  });
  expect(preflight(server, { io: checksIo(interrupt.signal) })).rejects.toThrow("interrupted by SIGINT");
});

test("checks are skipped by name, and an unknown name is reported", async () => {
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
  expect(unwell(findings)).toMatchObject([
    {
      check: "permissions",
      status: "fail",
      summary: "this user may not create namespaces, grant cluster-admin",
      why: expect.stringContaining("the same keeps these checks from passing: exec"),
    },
  ]);
});

test("a balancer that lets no WebSocket through warns before the run, in its own words", async () => {
  await using server = await healthyCluster({ [execProbe]: json({ page: "upgrade not supported" }, 426) });
  const findings = await preflight(server);
  expect(unwell(findings)).toMatchObject([
    { check: "exec", status: "warn", summary: expect.stringContaining("exec was refused (426)") },
  ]);
});

test("the request of these tests is one that a run could have", () => {
  const facts = { server: "v1.36.2", platform: "linux/amd64", nodes: [] };
  expect(planRun(plainRequest, facts, "id").image).toBe("registry.k8s.io/conformance:v1.36.2");
});
