import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { list } from "tar";
import { Interrupted } from "../../src/errors.ts";
import { apiServer, type Served } from "../dump/api-server.ts";
import { onSandbox } from "./on-sandbox.ts";
import { newFolder, program } from "./program.ts";

const sandbox = onSandbox();

test("a dump of the sandbox is in its folder and its tarball, and the last line is where it is", async () => {
  const { code, stdout, stderr, cwd } = await sandbox.call(["dump", "-o", "out", "--tarball"]);
  expect([code, stdout]).toEqual([0, `${path.join(cwd, "out.tar.gz")}\n`]);
  expect(stderr).toMatch(
    /^about \d+ objects of \d+ kinds, and the logs of \d+ pods?\n\d+ objects, \d+ logs? \(/,
  );
  const names: string[] = [];
  const file = path.join(cwd, "out.tar.gz");
  list({ file, sync: true, onReadEntry: (entry) => names.push(entry.path) });
  expect(names).toContain("resources/cluster/core_v1_nodes.json");
  expect(names).toContain("meta/config.json");
  const { items } = JSON.parse(
    readFileSync(path.join(cwd, "out/resources/cluster/core_v1_nodes.json"), "utf8"),
  );
  expect(items[0]).toMatchObject({ kind: "Node", apiVersion: "v1" });
});

test("an interrupted dump of the last hours continues with the same flags, and with no others", async () => {
  const served: Served = {
    kinds: [
      {
        group: "",
        version: "v1",
        plural: "namespaces",
        kind: "Namespace",
        namespaced: false,
        objects: [{ metadata: { name: "shop" } }],
      },
    ],
  };
  await using server = await apiServer(served);
  const cwd = newFolder();
  const call = (...more: string[]) =>
    program(["dump", "-o", "out", "--server", server.url, ...more], { cwd });
  const interrupt = new AbortController();
  const flags = ["--since", "2h", "--logs-namespaces", "."];
  served.answer = (asked, query) => {
    if (asked === "/api/v1/pods" && query.get("limit") === "100") interrupt.abort(new Interrupted("SIGINT"));
    return asked === "/api/v1/pods" && query.get("limit") === "100";
  };
  const first = await program(["dump", "-o", "out", "--server", server.url, ...flags], { cwd, interrupt });
  expect([first.code, first.stderr]).toEqual([
    130,
    expect.stringContaining("it continues with the same flags and -o "),
  ]);
  served.answer = () => false;
  const other = await call("--since", "3h", "--logs-namespaces", ".");
  expect([other.code, other.stderr]).toEqual([
    2,
    expect.stringContaining("has an unfinished dump of something else"),
  ]);
  const again = await call(...flags);
  expect([again.code, again.stderr]).toEqual([0, expect.stringMatching(/^continuing: /)]);
});

test("--dry-run says how much it would be, and writes nothing", async () => {
  const { code, stdout, cwd } = await sandbox.call(["dump", "--dry-run", "-n", "kube-system"]);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^about \d+ objects? of \d+ kinds/)]);
  expect(readdirSync(cwd)).toEqual([]);
});

test("a configuration of Sonobuoy chooses what its query would take", async () => {
  const served: Served = {
    kinds: [
      {
        group: "",
        version: "v1",
        plural: "namespaces",
        kind: "Namespace",
        namespaced: false,
        objects: [{ metadata: { name: "shop" } }, { metadata: { name: "x" } }],
      },
      {
        group: "",
        version: "v1",
        plural: "services",
        kind: "Service",
        namespaced: true,
        objects: [
          { metadata: { name: "a", namespace: "shop" } },
          { metadata: { name: "a", namespace: "x" } },
        ],
      },
      { group: "", version: "v1", plural: "pods", kind: "Pod", namespaced: true, objects: [] },
    ],
  };
  await using server = await apiServer(served);
  const cwd = newFolder();
  const config = {
    Resources: ["services", "podlogs"],
    Filters: { Namespaces: "^sh" },
    Limits: { PodLogs: { Namespaces: "x", TailLines: 7, FieldSelectors: ["spec.nodeName=n"] } },
    QPS: 30,
  };
  writeFileSync(path.join(cwd, "config.json"), JSON.stringify(config));
  const args = ["dump", "-o", "out", "--sonobuoy-config", "config.json", "--server", server.url];
  const { code, stderr } = await program(args, { cwd });
  expect([code, stderr]).toEqual([0, expect.stringContaining("note: config.json: not used here: qps\n")]);
  expect(existsSync(path.join(cwd, "out/resources/ns/shop/core_v1_services.json"))).toBe(true);
  expect(existsSync(path.join(cwd, "out/resources/ns/x"))).toBe(false);
  expect(existsSync(path.join(cwd, "out/serverversion.json"))).toBe(false);
  expect(
    server.requests.filter((asked) => asked.includes("fieldSelector") && asked.endsWith("=100")),
  ).toEqual(["/api/v1/namespaces/x/pods?fieldSelector=spec.nodeName%3Dn&limit=100"]);
});

test.each([
  [["--namespace", "a", "--namespaces", "b"], "--namespace and --namespaces exclude each other"],
  [["--namespace", "^a"], "--namespace ^a: not a name that Kubernetes accepts"],
  [["--namespaces", "("], "--namespaces ( is not a regexp"],
  [["--limit-bytes", "0"], "--limit-bytes 0: not a number of bytes"],
  [["--tail", "many"], "--tail many: not a whole number"],
  [["--since", "soon"], "--since soon is neither a duration nor a time"],
  [["--sonobuoy-config", "none.json"], "none.json"],
  [["-o", "out", "--tarball=out/x.tar.gz"], "it is in the folder that it packs"],
])("%p is refused before anything is asked", async (args, message) => {
  const { code, stderr } = await program(["dump", ...args, "--server", "http://127.0.0.1:1"]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});
