import { expect, test } from "bun:test";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type KubeletServer, kubeletServer } from "../nodes/kubelet-server.ts";
import { newFolder, program } from "./program.ts";

const line = { at: Date.now() - 5000, text: "hello \u001b[31mred\u202e\ttab" };

const call = (server: KubeletServer, ...args: string[]) =>
  program(["node-logs", "--server", server.url, ...args]);

test("one log is printed as it is, with control characters made visible; several with their names", async () => {
  await using server = await kubeletServer({
    node1: { journal: { kubelet: [line] }, files: { "containerd.log": "one\n" } },
    node2: { journal: { kubelet: [] }, files: {} },
  });
  const one = await call(server, "node1");
  expect(one.stdout).toEndWith("node kubelet[77]: hello ^[[31mred<U+202E>\ttab\n");
  expect(one.code).toBe(0);
  const two = await call(server, "node1", "--unit", "kubelet,containerd");
  expect(two.stdout).toContain("[node1/kubelet] ");
  expect(two.stdout).toEndWith("[node1/containerd] one\n");
  expect(two.stderr).toBe(
    "note: node node1: containerd does not log to the journal: reading /var/log/containerd.log\n",
  );
});

test("a node that does not answer costs only itself, and the exit code", async () => {
  await using server = await kubeletServer({
    node1: { journal: { kubelet: [line] }, files: {} },
    node2: { journal: {}, files: {}, refuses: { status: 405, body: "logs endpoint is disabled." } },
  });
  const printed = await call(server, "node1", "node2");
  expect(printed.code).toBe(3);
  expect(printed.stdout).toStartWith("[node1/kubelet] ");
  expect(printed.stderr).toEqual(
    expect.stringContaining(
      "error: node node2: its kubelet serves no logs: logs endpoint is disabled.\nfix: ",
    ),
  );
  const written = await call(server, "node1", "node2", "-o", "out");
  expect(written.code).toBe(3);
  expect(written.stdout).toContain(path.join("out", "node1", "kubelet.log"));
  expect(readFileSync(path.join(written.cwd, "out/node1/kubelet.log"), "utf8")).toContain(
    "hello \u001b[31mred",
  );
});

test("a folder with something in it is left alone", async () => {
  await using server = await kubeletServer({ node1: { journal: { kubelet: [line] }, files: {} } });
  const cwd = newFolder();
  mkdirSync(path.join(cwd, "out/node1"), { recursive: true });
  const { code, stderr } = await program(["node-logs", "--server", server.url, "node1", "-o", "out"], {
    cwd,
  });
  expect([code, stderr]).toEqual([2, expect.stringContaining("is not empty")]);
});

test.each([
  [["node-logs"], "no node is named"],
  [["node-logs", "n", "--all"], "name nodes, or choose them with --all or --selector, not both"],
  [["node-logs", "n", "--unit", "a b"], "--unit a b: not a name of a service"],
  [["node-logs", "n", "--path", "../etc/shadow"], "--path ../etc/shadow: not a file below /var/log"],
  [["node-logs", "n", "--grep", "("], "--grep ( is not a regexp"],
  [["node-logs", "n", "--since", "yesterday"], "--since yesterday is neither a duration nor a time"],
  [["node-logs", "n", "--since", "1m", "--until", "1h"], "--since is after --until"],
  [["node-logs", "n", "--tail", "100001"], "--tail 100001: not a whole number up to 100000"],
  [["node-logs", "n", "-f", "-o", "x"], "--follow and --output exclude each other"],
  [["node-logs", "n", "--limit-bytes", "1MB"], "--limit-bytes is only for --output"],
])("%p is refused before anything is asked", async (args, message) => {
  const { code, stderr } = await program([...args, "--server", "http://127.0.0.1:1"]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});
