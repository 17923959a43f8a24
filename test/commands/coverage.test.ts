import { beforeAll, expect, test } from "bun:test";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { coverageSchema } from "../../src/coverage/schema.ts";
import { faultsOf } from "../../src/schema/faults.ts";
import { eventLine, newId, suiteAgent } from "../coverage/sample.ts";
import { program } from "./program.ts";

const folder = mkdtempSync(path.join(tmpdir(), "coverage-test-"));
const conformant = "[sig-node] Pods should be submitted and removed [NodeConformance] [Conformance]";
const other = "[sig-node] Pods should do more";
const pods = "/api/v1/namespaces/e2e-1/pods";
const watchId = newId();
const lines = [
  eventLine({ userAgent: suiteAgent(conformant), verb: "create", requestURI: pods }),
  eventLine({
    userAgent: suiteAgent(conformant),
    verb: "watch",
    requestURI: `${pods}?watch=true&a=b`,
    auditID: watchId,
    stage: "ResponseStarted",
  }),
  eventLine({
    userAgent: suiteAgent(conformant),
    verb: "watch",
    requestURI: `${pods}?watch=true&a=b`,
    auditID: watchId,
  }),
  eventLine({ userAgent: suiteAgent(other), verb: "get", requestURI: `${pods}/a/log` }),
  eventLine({ userAgent: suiteAgent(), verb: "list", requestURI: "/api/v1/nodes" }),
  eventLine({ userAgent: "kubelet/v1.35.4", verb: "patch", requestURI: "/api/v1/nodes/a/status" }),
  eventLine({ userAgent: "my-operator/v1", verb: "list", requestURI: "/api/v1/endpoints" }),
  eventLine({ userAgent: suiteAgent(conformant), verb: "list", requestURI: "/apis/example.com/v1/things" }),
  eventLine({
    userAgent: "kube-scheduler/v1.35.4",
    verb: "create",
    requestURI: "/api/v1/namespaces/pods-12/pods/test-pod-1/binding",
  }),
];
const text = `${lines.join("\n")}\n`;

beforeAll(() => {
  const put = (name: string, content: string | Uint8Array) => writeFileSync(path.join(folder, name), content);
  put("audit.log", text);
  put("audit.log.gz", gzipSync(text));
  put("two.log.zst", Buffer.concat(lines.map((line) => zstdCompressSync(`${line}\n`))));
  put("cut.log.gz", gzipSync(text).subarray(0, -12));
  put("cut.log.zst", zstdCompressSync(text).subarray(0, -12));
  put(
    "batch.log",
    `${JSON.stringify({ kind: "EventList", items: lines.map((line) => JSON.parse(line)) })}\n`,
  );
  put("some.log", `${lines[0]}\nnot json\n\n[]\n{"verb":"get"}\n${lines[1]?.slice(0, 200)}\n`);
  put("none.log", "a\nb\n");
  put("empty.log", "");
  put("foreign.json", JSON.stringify({ swagger: "2.0", paths: { "/a": { get: { operationId: "a" } } } }));
});

const run = (...words: string[]) => program(["coverage", ...words], { cwd: folder });
const json = async (...words: string[]) => {
  const { code, stdout, stderr } = await run(...words, "--release", "v1.35", "-o", "json");
  expect(stderr).not.toContain("error:");
  expect(code).toBe(0);
  const value = JSON.parse(stdout);
  expect(faultsOf(coverageSchema, value)).toEqual([]);
  return value;
};
const ids = (value: { endpoints: Record<string, unknown>[] }, field: string) =>
  value.endpoints.filter((endpoint) => endpoint[field]).map(({ operationId }) => operationId);

test("the endpoints that tests hit, and those that conformance tests hit", async () => {
  const value = await json("audit.log");
  expect(value.events).toEqual({ read: 9, broken: 0, duplicates: 1 });
  expect(value.eligible).toMatchObject({ total: 549, pending: 0 });
  expect(ids(value, "tested").sort()).toEqual([
    "createCoreV1NamespacedPod",
    "createCoreV1NamespacedPodBinding",
    "listCoreV1NamespacedPod",
    "listCoreV1Node",
    "readCoreV1NamespacedPodLog",
  ]);
  const binding = value.endpoints.find(({ credited }: { credited?: string }) => credited !== undefined);
  expect(binding).toMatchObject({ operationId: "createCoreV1NamespacedPodBinding", conformanceTested: true });
  const nodes = value.endpoints.find((one: { operationId: string }) => one.operationId === "listCoreV1Node");
  expect(nodes).toMatchObject({ tested: true, conformanceTested: false, tests: [] });
  expect(value.unresolved).toEqual([{ verb: "list", path: "/apis/example.com/v1/things", requests: 1 }]);
});

test("by the other definition every client counts, and watches are of the deprecated endpoint", async () => {
  const value = await json("audit.log", "--definition", "test-infra");
  expect(value.eligible.total).toBe(543);
  expect(ids(value, "tested")).toContain("patchCoreV1NodeStatus");
  expect(ids(value, "tested")).toContain("watchCoreV1NamespacedPodList");
  expect(ids(value, "credited")).toEqual([]);
});

test("however a log comes, the counts are the same, and a repeated log adds nothing", async () => {
  const plain = await json("audit.log");
  for (const name of ["audit.log.gz", "two.log.zst", "batch.log"]) expect(await json(name)).toEqual(plain);
  const twice = await json("two.log.zst", "audit.log");
  expect(twice.events).toEqual({ read: 18, broken: 0, duplicates: 10 });
  expect(twice.endpoints).toEqual(plain.endpoints);
});

test("broken lines are counted, and shown with their file and number", async () => {
  const { code, stdout, stderr } = await run("some.log", "--release", "v1.35", "-o", "json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout).events).toEqual({ read: 1, broken: 4, duplicates: 0 });
  expect(stderr).toContain("some.log:2: is not an event: it is not JSON\n");
  expect(stderr).toContain("some.log:4: is not an event: it is not an object\n");
  expect(stderr).toContain("some.log:5: is not an event: it has no auditID\n");
  expect(stderr).toContain("some.log:6: is not an event: it is cut off\n");
});

test.each(["cut.log.gz", "cut.log.zst"])("%s: what is cut off is never presented as whole", async (name) => {
  const refused = await run(name);
  expect(refused).toMatchObject({ code: 2, stdout: "" });
  expect(refused.stderr).toMatch(/error: cut\.log\.(gz|zst): the (gzip|zstd) data is cut off/);
});

test.each([
  ["none.log", "none.log: has no audit events: each of its 2 lines is broken; line 1 is not JSON"],
  ["empty.log", "empty.log: is empty"],
  ["missing.log", "missing.log: no such file or directory"],
  [".", ".: is a directory"],
])("%s: the error names the file and the cause", async (name, words) => {
  const result = await run(name);
  expect(result.code).toBe(2);
  expect(result.stderr).toContain(`error: ${words}`);
  expect(result.stdout).toBe("");
});

test("an unknown release, a document of something else, and flags that exclude each other are refused", async () => {
  expect((await run("audit.log", "--release", "v1.3")).code).toBe(2);
  const foreign = await run("audit.log", "--openapi", "foreign.json");
  expect(foreign).toMatchObject({ code: 2, stdout: "" });
  expect(foreign.stderr).toContain("foreign.json: has no endpoint of Kubernetes");
  expect((await run("audit.log", "--untested", "--test", "x")).code).toBe(2);
  expect((await run()).stderr).toContain("no audit log is named");
});

test("which tests hit an endpoint, and which endpoints a test hits", async () => {
  const endpoint = await run("audit.log", "--release", "v1.35", "--endpoint", "readCoreV1NamespacedPodLog");
  expect(endpoint.stdout).toContain(`Tests:      1\n  ${other}\n`);
  const found = await run("audit.log", "--release", "v1.35", "--test", "submitted and removed", "-o", "name");
  expect(found.stdout).toBe("listCoreV1NamespacedPod\ncreateCoreV1NamespacedPod\n");
});

test("another client's use, with what is deprecated of it", async () => {
  const { stdout } = await run("audit.log", "--release", "v1.35", "--user-agent", "^my-operator/");
  expect(stdout).toMatch(
    /v1\/Endpoints +deprecated +v1\.33 +<none> +1 +discovery\.k8s\.io\/v1\/EndpointSlice/,
  );
});

test("a gate passes, fails, and asks for a demand", async () => {
  const gate = (...words: string[]) => run("gate", "audit.log", "--release", "v1.35", ...words);
  expect((await gate("--min", "0.1")).code).toBe(0);
  expect((await gate("--min", "1")).code).toBe(1);
  const all = await gate("--no-untested-eligible", "-o", "name");
  expect(all.code).toBe(1);
  expect(all.stdout).toContain("listCoreV1Node\n");
  expect((await gate()).code).toBe(2);
  expect((await gate("--min", "101")).code).toBe(2);
});

test("what changed between two releases, and between two logs", async () => {
  const releases = JSON.parse((await run("diff", "v1.35", "v1.36", "-o", "json")).stdout);
  expect(releases.newlyEligible).toHaveLength(14);
  expect(releases.gained).toBeUndefined();
  const logs = await run("diff", "some.log", "audit.log", "--release", "v1.35", "-o", "json");
  const { gained, lost } = JSON.parse(logs.stdout);
  expect({ gained, lost }).toEqual({
    gained: ["createCoreV1NamespacedPodBinding", "listCoreV1NamespacedPod"],
    lost: [],
  });
});

test("the policy that is printed loses nothing, and one that leaves events out loses them", async () => {
  const printed = await run("policy");
  writeFileSync(path.join(folder, "policy.yaml"), printed.stdout);
  expect(await run("policy", "--check", "policy.yaml")).toMatchObject({ code: 0, stdout: "" });
  const rules = `rules:\n- level: None\n  resources: [{group: "", resources: [events]}]\n- level: None\n  users: ["system:kube-proxy"]\n- level: Metadata\n`;
  writeFileSync(path.join(folder, "less.yaml"), `apiVersion: audit.k8s.io/v1\nkind: Policy\n${rules}`);
  const less = await run("policy", "--check", "less.yaml", "--release", "v1.35", "-o", "json");
  expect(less.code).toBe(1);
  const lost = JSON.parse(less.stdout);
  expect(lost).toHaveLength(8);
  expect(lost[0]).toMatchObject({ operationId: "listCoreV1EventForAllNamespaces", extent: "all", rule: 1 });
});

test("--since leaves out what ended before, however the lines are written", async () => {
  const at = (second: number) => `2026-11-28T13:08:${second}.494812Z`;
  const agent = { userAgent: suiteAgent(conformant), verb: "list" };
  const early = eventLine({ ...agent, requestURI: "/api/v1/nodes", stageTimestamp: at(10) });
  const late = eventLine({ ...agent, requestURI: pods, stageTimestamp: at(20) });
  const spaced = (line: string) => JSON.stringify(JSON.parse(line)).replaceAll('","', '", "');
  writeFileSync(path.join(folder, "times.log"), `${early}\n${late}\n${spaced(early)}\n${spaced(late)}\n`);
  const some = await json("times.log", "--since", "2026-11-28T14:08:15+01:00");
  expect(ids(some, "tested")).toEqual(["listCoreV1NamespacedPod"]);
  expect(ids(await json("times.log"), "tested")).toHaveLength(2);
  expect((await run("times.log", "--since", "today")).stderr).toContain("--since today: is not a time");
});
