import { expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DumpFolder } from "../../src/dump/folder.ts";
import { dumpHosts } from "../../src/dump/hosts.ts";
import { kubeletServer } from "../nodes/kubelet-server.ts";

test("each kubelet's settings, health, metrics and log are there; one that is away costs one line", async () => {
  const configz = '{"kubeletconfig":{"staticPodURLHeader":{"x":["y"]},"token":"t0ps3cret"}}';
  const files = { configz, healthz: "ok", metrics: "kubelet_running_pods 1\n" };
  const journal = { kubelet: [{ at: Date.now() - 1000, text: "hello" }] };
  await using server = await kubeletServer({
    node1: { journal, files },
    node2: { journal, files, refuses: { status: 503, body: "connection refused" } },
    node3: { journal, files: { healthz: "ok", metrics: "x 1\n" } },
  });
  const dir = mkdtempSync(path.join(tmpdir(), "conformance-test-"));
  const folder = await DumpFolder.open(path.join(dir, "dump"), "x");
  const nodes = ["node1", "node2", "node3"].map(server.node);
  await dumpHosts(folder, nodes, { redact: true, wanted: {}, most: 1000 }, () => undefined);
  const read = (name: string) => readFileSync(path.join(folder.dir, name), "utf8");
  expect(JSON.parse(read("hosts/node1/configz.json"))).toEqual({
    kubeletconfig: { staticPodURLHeader: { x: ["y"] }, token: "…" },
  });
  expect(read("hosts/node1/healthz.json")).toBe('{"status":200}\n');
  expect(read("hosts/node1/metrics.txt")).toBe("kubelet_running_pods 1\n");
  expect(read("hosts/node1/kubelet.log")).toContain("hello");
  expect(existsSync(path.join(folder.dir, "hosts/node2"))).toBe(false);
  expect(read("hosts/node3/metrics.txt")).toBe("x 1\n");
  const faults = read("meta/errors.jsonl")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(faults.map(({ what, status }) => [what, status]).toSorted()).toEqual([
    ["configz of the kubelet of node3", 404],
    ["the kubelet of node2", 503],
  ]);
});
