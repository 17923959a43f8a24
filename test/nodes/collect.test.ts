import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Slots } from "../../src/async/slots.ts";
import { collectNodeLogs } from "../../src/nodes/collect.ts";
import { kubeletServer } from "./kubelet-server.ts";

const lines = Array.from({ length: 10 }, (_, index) => ({
  at: Date.now() - 1000 + index,
  text: `line ${index}`,
}));

test("each log gets its file; one that fails or is too long costs only itself, and its name says so", async () => {
  await using server = await kubeletServer({
    node1: { journal: { kubelet: lines }, files: { "pods/a.log": "hello\n" } },
    node2: { journal: {}, files: {}, refuses: { status: 503, body: "no route to host" } },
    "..": { journal: { kubelet: lines }, files: { "pods/a.log": "0123456789" } },
  });
  const dir = mkdtempSync(path.join(tmpdir(), "conformance-test-"));
  const collected = await collectNodeLogs({
    nodes: ["node1", "node2"].map(server.node),
    logs: [
      { kind: "unit", name: "kubelet" },
      { kind: "file", path: "pods/a.log" },
    ],
    wanted: {},
    dir,
    most: 100,
    slots: new Slots(2),
  });
  expect(collected.map(({ node, file, fault }) => [node, file, fault?.words])).toEqual([
    ["node1", "node1/kubelet.incomplete.log", "only its first 100 bytes are kept"],
    ["node1", "node1/pods/a.log", undefined],
    ["node2", undefined, "node node2: no route to host"],
    ["node2", undefined, "node node2: no route to host"],
  ]);
  expect(readFileSync(path.join(dir, "node1/kubelet.incomplete.log")).length).toBe(100);
  expect(readFileSync(path.join(dir, "node1/pods/a.log"), "utf8")).toBe("hello\n");
  const files = await readdir(dir, { recursive: true, withFileTypes: true });
  expect(
    files
      .filter((file) => file.isFile())
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(["a.log", "kubelet.incomplete.log"]);
});
