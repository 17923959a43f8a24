import { expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type DumpEvent, type Dumped, takeDump } from "../../src/dump/dump.ts";
import { unfinishedDump } from "../../src/dump/folder.ts";
import type { DumpOptions, LogChoice } from "../../src/dump/options.ts";
import { planDump } from "../../src/dump/plan.ts";
import { type ApiServer, apiServer, refuse, type Served, type ServedKind } from "./api-server.ts";

const core = (plural: string, kind: string, objects: readonly object[], namespaced = true): ServedKind => ({
  group: "",
  version: "v1",
  plural,
  kind,
  namespaced,
  objects,
});

const inNamespace = (namespace: string, name: string, more: object = {}) => ({
  metadata: { name, namespace },
  ...more,
});

const pod = (namespace: string, name: string, more: object = {}) =>
  inNamespace(namespace, name, {
    spec: { containers: [{ name: "app", env: [{ name: "DB_PASSWORD", value: "t0ps3cret" }] }] },
    status: {
      initContainerStatuses: [{ name: "init", state: { terminated: {} } }],
      containerStatuses: [{ name: "app", state: { running: {} }, lastState: { terminated: {} } }],
      ephemeralContainerStatuses: [{ name: "debug", state: { waiting: {} } }],
    },
    ...more,
  });

const cluster = (): Served => ({
  kinds: [
    core("namespaces", "Namespace", [{ metadata: { name: "a" } }, { metadata: { name: "b" } }], false),
    core("nodes", "Node", [{ metadata: { name: "node1", managedFields: [{ manager: "x" }] } }], false),
    core("pods", "Pod", [pod("a", "one"), pod("b", "two")]),
    core("configmaps", "ConfigMap", [
      inNamespace("a", "settings", {
        data: { "api-token": "t0ps3cret", "app.yaml": "password: t0ps3cret\nport: 80\n" },
      }),
    ]),
    core("secrets", "Secret", [
      inNamespace("a", "db", { type: "Opaque", data: { password: "dDBwczNjcmV0" } }),
    ]),
    // two groups with the same plural, one of them with an older version
    {
      group: "metrics.k8s.io",
      version: "v1beta1",
      plural: "pods",
      kind: "PodMetrics",
      namespaced: true,
      objects: [inNamespace("a", "one")],
    },
    {
      group: "apps",
      version: "v1",
      also: ["v1beta1"],
      plural: "deployments",
      kind: "Deployment",
      namespaced: true,
      objects: [inNamespace("b", "two")],
    },
  ],
  logs: {
    "/api/v1/namespaces/a/pods/one/log": "a log\n",
    "/api/v1/namespaces/b/pods/two/log": "0123456789",
  },
});

function podsOf({ kinds }: Served): ServedKind {
  const found = kinds.find(({ group, plural }) => group === "" && plural === "pods");
  if (found === undefined) throw new Error("there are no pods");
  return found;
}

const everyLog: LogChoice = {
  namespaces: undefined,
  labelSelector: undefined,
  fieldSelectors: [],
  sinceSeconds: undefined,
  sinceTime: undefined,
  timestamps: false,
  tailLines: undefined,
  most: 1000,
  total: 10_000,
};

const all: Omit<DumpOptions, "dir"> = {
  asked: "everything",
  namespaces: { kind: "matching", pattern: /.*/ },
  labelSelector: undefined,
  resources: undefined,
  secrets: "none",
  redact: true,
  logs: everyLog,
  nodes: false,
  groups: true,
  version: true,
};

interface Taken extends Dumped {
  readonly dir: string;
  /** The files, by path. */
  readonly files: Record<string, string>;
}

const newDir = () => path.join(mkdtempSync(path.join(tmpdir(), "conformance-test-")), "dump");

async function dump(
  server: ApiServer,
  over: Partial<DumpOptions> = {},
  signal?: AbortSignal,
  take: (event: DumpEvent) => void = () => undefined,
): Promise<Taken> {
  const options = { ...all, dir: newDir(), ...over };
  const reading = server.reading(signal);
  const dumped = await takeDump(reading, await planDump(reading, options), take, {});
  return { ...dumped, dir: options.dir, files: filesIn(options.dir) };
}

function filesIn(dir: string): Record<string, string> {
  const files = readdirSync(dir, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(path.join(dir, name)).isFile(),
  );
  return Object.fromEntries(
    files.map((name) => [name.split(path.sep).join("/"), readFileSync(path.join(dir, name), "utf8")]),
  );
}

const faults = ({ files }: Taken) =>
  (files["meta/errors.jsonl"] ?? "")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

test("every kind is there once, in Sonobuoy's layout, and every log", async () => {
  await using server = await apiServer(cluster());
  const taken = await dump(server);
  expect(Object.keys(taken.files).toSorted()).toEqual([
    "meta/query-time.json",
    "podlogs/a/one/logs/app.previous.txt",
    "podlogs/a/one/logs/app.txt",
    "podlogs/a/one/logs/init.txt",
    "podlogs/b/two/logs/app.previous.txt",
    "podlogs/b/two/logs/app.txt",
    "podlogs/b/two/logs/init.txt",
    "resources/cluster/core_v1_namespaces.json",
    "resources/cluster/core_v1_nodes.json",
    "resources/ns/a/core_v1_configmaps.json",
    "resources/ns/a/core_v1_pods.json",
    "resources/ns/a/metrics.k8s.io_v1beta1_pods.json",
    "resources/ns/b/apps_v1_deployments.json",
    "resources/ns/b/core_v1_pods.json",
    "servergroups.json",
    "serverversion.json",
  ]);
  expect(JSON.parse(taken.files["resources/ns/b/apps_v1_deployments.json"] ?? "")).toEqual({
    apiVersion: "apps/v1",
    kind: "DeploymentList",
    metadata: {},
    items: [{ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "two", namespace: "b" } }],
  });
  expect(taken).toMatchObject({ items: 8, logs: 6, logBytes: 48, faults: 0 });
});

test("no value that sounds secret is in it, and secrets are not even asked for", async () => {
  await using server = await apiServer(cluster());
  const { files } = await dump(server);
  expect(JSON.stringify(files)).not.toContain("t0ps3cret");
  expect(JSON.stringify(files)).not.toContain("managedFields");
  expect(files["resources/ns/a/core_v1_configmaps.json"]).toContain("port: 80");
  expect(server.requests.filter((request) => request.includes("secrets"))).toEqual([]);
  const keys = await dump(server, { secrets: "keys", redact: false });
  const [secret] = JSON.parse(keys.files["resources/ns/a/core_v1_secrets.json"] ?? "").items;
  expect(secret).toMatchObject({ type: "Opaque", data: { password: "…" } });
  expect(keys.files["resources/ns/a/core_v1_pods.json"]).toContain("t0ps3cret");
});

test("a broken group, a refused kind and a lost log cost only themselves, and are listed", async () => {
  const served = cluster();
  served.answer = (asked, query, response) => {
    if (asked === "/apis/metrics.k8s.io/v1beta1")
      return refuse(response, 503, "ServiceUnavailable", "the server is down");
    if (asked.endsWith("/configmaps"))
      return refuse(response, 403, "Forbidden", 'configmaps is forbidden: User "eve" cannot list');
    if (asked.endsWith("/one/log") && query.get("container") === "app") response.destroy();
    return asked.endsWith("/one/log") && query.get("container") === "app";
  };
  await using server = await apiServer(served);
  const taken = await dump(server);
  expect(
    faults(taken)
      .map(({ what, status }) => [what, status])
      .toSorted(),
  ).toEqual([
    ["configmaps", 403],
    ["the kinds of metrics.k8s.io/v1beta1", 503],
    ["the log of a/one/app", undefined],
    ["the previous log of a/one/app", undefined],
  ]);
  expect(Object.keys(taken.files)).toContain("podlogs/a/one/logs/init.txt");
  expect(Object.keys(taken.files).filter((name) => name.includes(".partial"))).toEqual([]);
  expect(taken.faults).toBe(4);
});

test("a user of some namespaces gets those, though lists of all are refused", async () => {
  const served = cluster();
  served.answer = (asked, _query, response) =>
    /^\/api[^/]*(?:\/[^/]+)+\/(?:pods|deployments|configmaps|nodes|namespaces)$/.test(asked) &&
    !asked.includes("/namespaces/a/")
      ? refuse(response, 403, "Forbidden", "no")
      : false;
  await using server = await apiServer(served);
  await expect(dump(server)).rejects.toThrow("you may not list namespaces");
  const taken = await dump(server, { namespaces: { kind: "named", names: ["a"] } });
  expect(
    Object.keys(taken.files)
      .filter((name) => name.startsWith("resources/"))
      .toSorted(),
  ).toEqual([
    "resources/ns/a/core_v1_configmaps.json",
    "resources/ns/a/core_v1_pods.json",
    "resources/ns/a/metrics.k8s.io_v1beta1_pods.json",
  ]);
  expect(
    faults(taken)
      .map(({ what }) => what)
      .toSorted(),
  ).toEqual(["namespaces", "nodes"]);
});

test("a namespace that a list of all may not be read for is read by itself", async () => {
  const served = cluster();
  served.answer = (asked, _query, response) =>
    asked === "/api/v1/pods" || asked === "/api/v1/namespaces/b/pods"
      ? refuse(response, 403, "Forbidden", "no")
      : false;
  await using server = await apiServer(served);
  const taken = await dump(server, { logs: undefined });
  expect(Object.keys(taken.files)).toContain("resources/ns/a/core_v1_pods.json");
  expect(faults(taken).map(({ what }) => what)).toEqual(["pods in namespace b"]);
});

test("long lists come page by page, each namespace into its own file", async () => {
  const served = cluster();
  const names = Array.from({ length: 700 }, (_, index) => `p${index}`);
  podsOf(served).objects = [
    ...names.map((name) => inNamespace("a", name)),
    ...names.map((name) => inNamespace("b", name)),
  ];
  await using server = await apiServer(served);
  const { files } = await dump(server, { logs: undefined });
  for (const namespace of ["a", "b"]) {
    const { items } = JSON.parse(files[`resources/ns/${namespace}/core_v1_pods.json`] ?? "");
    expect(items.map(({ metadata }: { metadata: { name: string } }) => metadata.name)).toEqual(names);
  }
});

test("a list that expires while it is read is read again, and has nothing twice", async () => {
  const served = cluster();
  const names = Array.from({ length: 700 }, (_, index) => `p${index}`);
  podsOf(served).objects = names.map((name) => inNamespace("a", name));
  let expired = 0;
  served.answer = (asked, query, response) =>
    asked === "/api/v1/pods" && query.get("continue") === "500" && ++expired === 1
      ? refuse(response, 410, "Expired", "too old")
      : false;
  await using server = await apiServer(served);
  const taken = await dump(server, { logs: undefined });
  expect(JSON.parse(taken.files["resources/ns/a/core_v1_pods.json"] ?? "").items).toHaveLength(700);
  expect([expired, taken.faults]).toEqual([2, 0]);
});

test("logs are limited, each and in all, and what is missing is said", async () => {
  await using server = await apiServer(cluster());
  const taken = await dump(server, { logs: { ...everyLog, most: 8, total: 20 } });
  expect(taken.logBytes).toBe(20);
  expect(faults(taken).map(({ message }) => message)).toContain(
    "left out, because there were 20 B of logs already",
  );
  const one = await dump(server, { logs: { ...everyLog, most: 8 } });
  expect(one.files["podlogs/b/two/logs/app.txt"]).toBe("01234567");
  expect(one.faults).toBe(3);
});

test("a dump that was interrupted is marked, and continues without asking again for what is there", async () => {
  const served = cluster();
  const interrupt = new AbortController();
  // these never end
  served.answer = (asked) => asked.endsWith("/two/log");
  await using server = await apiServer(served);
  const dir = newDir();
  let logs = 0;
  const begun = dump(server, { dir }, interrupt.signal, ({ kind }) => {
    if (kind === "log" && ++logs === 3) interrupt.abort(new Error("interrupted"));
  });
  await expect(begun).rejects.toThrow("interrupted");
  expect(Object.keys(filesIn(dir))).toContain(unfinishedDump);
  served.answer = () => false;
  await expect(dump(server, { dir, asked: "something else" })).rejects.toThrow(
    "has an unfinished dump of something else",
  );
  server.requests.length = 0;
  const taken = await dump(server, { dir });
  expect(Object.keys(taken.files)).not.toContain(unfinishedDump);
  expect(taken.logs).toBe(6);
  const again = server.requests.filter((asked) => !asked.includes("limit=1&") && !asked.endsWith("limit=1"));
  expect(again.filter((asked) => asked.includes("/configmaps") || asked.includes("/one/log"))).toEqual([]);
  await expect(dump(server, { dir })).rejects.toThrow("is not empty");
});

test("a kind that does not exist, and secrets without a word about them, are refused before anything is written", async () => {
  await using server = await apiServer(cluster());
  await expect(dump(server, { resources: ["widgets"] })).rejects.toThrow(
    "--resources widgets: the server lists no such objects",
  );
  await expect(dump(server, { resources: ["secrets"] })).rejects.toThrow("secrets are not dumped");
  const taken = await dump(server, { resources: ["pods.core", "deployments.apps"], logs: undefined });
  expect(
    Object.keys(taken.files)
      .filter((name) => name.startsWith("resources/"))
      .toSorted(),
  ).toEqual([
    "resources/ns/a/core_v1_pods.json",
    "resources/ns/b/apps_v1_deployments.json",
    "resources/ns/b/core_v1_pods.json",
  ]);
});

test("names from the cluster cannot lead out of the folder", async () => {
  const served = cluster();
  const names = [pod("a", "../../../../evil"), inNamespace("../x", "two")];
  podsOf(served).objects = names;
  await using server = await apiServer(served);
  const taken = await dump(server);
  expect(Object.keys(taken.files).every((name) => !name.includes(".."))).toBe(true);
  expect(readdirSync(path.dirname(taken.dir))).toEqual(["dump"]);
});
