import { describe, expect, test } from "bun:test";
import { type LogOf, readNodeLog } from "../../src/nodes/log.ts";
import type { Wanted } from "../../src/nodes/query.ts";
import { status } from "../kube/scripted-server.ts";
import { type JournalLine, type KubeletServer, kubeletServer, shortPrecise } from "./kubelet-server.ts";

const kubelet: LogOf = { kind: "unit", name: "kubelet" };
const hour = 3_600_000;
const now = Math.floor(Date.now() / 1000) * 1000;
/** A line a second until now. */
const journal = (count: number): JournalLine[] =>
  Array.from({ length: count }, (_, index) => ({
    at: now - (count - 1 - index) * 1000 + (index % 7),
    text: `line ${index}${index % 10 === 0 ? " Error" : ""}`,
  }));

interface Read {
  readonly lines: string[];
  readonly notes: string[];
}

async function read(server: KubeletServer, of: LogOf = kubelet, wanted: Wanted = {}): Promise<Read> {
  let text = "";
  const notes: string[] = [];
  for await (const piece of readNodeLog(server.node("node1"), of, { wanted, follow: false })) {
    if (piece.kind === "note") notes.push(piece.text);
    else text += Buffer.from(piece.bytes).toString();
  }
  return { lines: text.split("\n").slice(0, -1), notes };
}

const numbers = ({ lines }: Read) => lines.map((line) => Number(/line (\d+)/.exec(line)?.[1]));
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe("a journal", () => {
  test("comes as journalctl prints it, without its remarks", async () => {
    await using server = await kubeletServer({ node1: { journal: { kubelet: journal(5) }, files: {} } });
    expect((await read(server)).lines).toEqual(journal(5).map((line) => shortPrecise("kubelet", line)));
    server.nodes.node1 = { journal: { kubelet: [] }, files: {} };
    expect(await read(server)).toEqual({ lines: [], notes: [] });
  });

  test("of a span is exactly that span, whatever zone the node's clock is in", async () => {
    const wanted = { since: now - 10_000, until: now - 4_000 };
    const between = journal(3 * 3600).flatMap(({ at }, index) =>
      at >= wanted.since && at <= wanted.until ? [index] : [],
    );
    for (const zone of [0, -5 * hour, 9 * hour, 5.75 * hour, -12 * hour, 14 * hour]) {
      await using server = await kubeletServer({
        node1: { journal: { kubelet: journal(3 * 3600) }, files: {}, zone },
      });
      expect([zone, numbers(await read(server, kubelet, wanted))]).toEqual([zone, between]);
    }
  });

  test("that the kubelet ends after its 30 s is continued, without a line twice or half a line", async () => {
    const same = journal(50).map((line, index) =>
      index < 20 ? line : { ...line, at: now + Math.floor(index / 3) * 1000 },
    );
    await using server = await kubeletServer({
      node1: {
        journal: { kubelet: same },
        files: {},
        ends: [
          { lines: 30, how: "cap" },
          { lines: 12, how: "cap" },
          { lines: 9, how: "cut" },
        ],
      },
    });
    expect(numbers(await read(server))).toEqual(range(0, 50));
  });

  test("that never goes on is said to be incomplete", async () => {
    const ends = Array.from({ length: 9 }, () => ({ lines: 0, how: "cap" }) as const);
    await using server = await kubeletServer({
      node1: { journal: { kubelet: journal(5) }, files: {}, ends },
    });
    await expect(read(server)).rejects.toThrow(
      "the log of kubelet is incomplete: its kubelet gives up after 30s",
    );
  });

  test("with a pattern and the last lines is in the order of time", async () => {
    await using server = await kubeletServer({ node1: { journal: { kubelet: journal(100) }, files: {} } });
    expect(numbers(await read(server, kubelet, { grep: "error", tail: 3 }))).toEqual([70, 80, 90]);
    expect(numbers(await read(server, kubelet, { tail: 2 }))).toEqual([98, 99]);
    expect(numbers(await read(server, kubelet, { tail: 2, since: now - 50_000 }))).toEqual([98, 99]);
    const { at: until = 0 } = journal(100)[40] ?? {};
    expect(numbers(await read(server, kubelet, { tail: 2, until }))).toEqual([39, 40]);
    expect(numbers(await read(server, kubelet, { tail: 0, since: now - 50_000 }))).toEqual([]);
  });

  test("is followed until the reader leaves, each line once", async () => {
    const grown = [...journal(5)];
    await using server = await kubeletServer({ node1: { journal: { kubelet: grown }, files: {} } });
    const seen: string[] = [];
    const node = server.node("node1");
    for await (const piece of readNodeLog(node, kubelet, { wanted: { tail: 2 }, follow: true })) {
      if (piece.kind !== "lines") continue;
      seen.push(...Buffer.from(piece.bytes).toString().split("\n").slice(0, -1));
      if (seen.length >= 6) break;
      grown.push({ at: now + 10, text: `new ${seen.length}` }, { at: now + 10, text: `new ${seen.length}` });
    }
    expect(seen.map((line) => line.slice(line.indexOf("]: ") + 3))).toEqual([
      "line 3",
      "line 4",
      "new 2",
      "new 2",
      "new 4",
      "new 4",
    ]);
  });
});

test.each(["journal", "file"] as const)("a %s is followed through a restart of the kubelet", async (kind) => {
  const lines = [...journal(2)];
  const files: Record<string, string> = { "kubelet.log": "one\n" };
  const node = { journal: kind === "journal" ? { kubelet: lines } : {}, files };
  await using server = await kubeletServer({ node1: node });
  const notes: string[] = [];
  let seen = "";
  for await (const piece of readNodeLog(server.node("node1"), kubelet, { wanted: {}, follow: true })) {
    if (piece.kind === "note") {
      notes.push(piece.text);
      if (!piece.text.startsWith("reading it again")) continue;
      lines.push({ at: now + 10, text: "new" });
      files["kubelet.log"] = "one\nnew\n";
      server.nodes.node1 = node;
    } else {
      seen += Buffer.from(piece.bytes).toString();
      if (seen.includes("new")) break;
      server.nodes.node1 = { ...node, refuses: { status: 502, body: "connection refused" } };
    }
  }
  expect(notes.at(-1)).toBe("reading it again: node node1: connection refused");
  expect(seen).toEndWith("new\n");
  expect(seen.split("\n")).toHaveLength(kind === "journal" ? 4 : 3);
});

describe("a unit that is not in the journal", () => {
  const text = Array.from({ length: 3000 }, (_, index) => {
    const at = new Date(now - (2999 - index) * 1000);
    const date = at.toISOString();
    return `I${date.slice(5, 7)}${date.slice(8, 10)} ${date.slice(11, 23)}000      77 kubelet.go:1] line ${index}${index % 10 === 0 ? " Error" : ""}\n`;
  }).join("");

  test.each([
    ["kubelet.log", true],
    ["kubelet", true],
    ["kubelet/kubelet.log", false],
  ])("is read from /var/log/%s, and the note says why", async (path, query) => {
    await using server = await kubeletServer({
      node1: { journal: {}, files: { [path]: text, syslog: "x\n" }, query },
    });
    const got = await read(server);
    expect(numbers(got)).toEqual(range(0, 3000));
    const why = query ? "kubelet does not log to the journal" : "its kubelet answers no log queries";
    expect(got.notes).toEqual([`${why}: reading /var/log/${path}`]);
  });

  test("has its last lines, a span and a pattern chosen here", async () => {
    await using server = await kubeletServer({
      node1: { journal: {}, files: { "kubelet.log": text }, query: false },
    });
    for (const tail of [0, 1, 7, 2999, 3000, 5000])
      expect(numbers(await read(server, kubelet, { tail }))).toEqual(range(Math.max(0, 3000 - tail), 3000));
    expect(numbers(await read(server, kubelet, { grep: "error", tail: 2 }))).toEqual([2980, 2990]);
    const wanted = { since: now - 10_000, until: now - 8_000 };
    expect(numbers(await read(server, kubelet, wanted))).toEqual([2989, 2990, 2991]);
  });

  test("has no file either: the error lists what there is", async () => {
    await using server = await kubeletServer({
      node1: { journal: {}, files: { syslog: "x\n", "pods/a.log": "" } },
    });
    await expect(read(server)).rejects.toMatchObject({
      message: "node node1: kubelet has no log, neither in the journal nor in a file of its name in /var/log",
      fix: "name another unit, or a file with --path; /var/log has syslog, pods/",
    });
    server.nodes.node1 = { journal: {}, files: { syslog: "x\n" }, query: false };
    await expect(read(server)).rejects.toMatchObject({
      message: "node node1: its kubelet answers no log queries, and /var/log has no file of kubelet",
      fix: expect.stringContaining("enableSystemLogQuery"),
    });
  });
});

describe("a file", () => {
  test("comes byte for byte; a folder gives its names", async () => {
    const files = { "a b/ä.log": "one\ntwo", empty: "" };
    await using server = await kubeletServer({ node1: { journal: {}, files } });
    expect((await read(server, { kind: "file", path: "a b/ä.log" })).lines).toEqual(["one"]);
    expect((await read(server, { kind: "file", path: "empty" })).lines).toEqual([]);
    expect((await read(server, { kind: "file", path: "empty" }, { tail: 3 })).lines).toEqual([]);
    expect((await read(server, { kind: "file", path: "" })).lines).toEqual(["a b/", "empty"]);
    await expect(read(server, { kind: "file", path: "gone" })).rejects.toThrow("has no file /var/log/gone");
  });

  test("is followed; one that was begun anew from its beginning", async () => {
    const files: Record<string, string> = { log: "a\nb\n" };
    await using server = await kubeletServer({ node1: { journal: {}, files } });
    let seen = "";
    const reading = { wanted: { tail: 1 }, follow: true };
    for await (const piece of readNodeLog(server.node("node1"), { kind: "file", path: "log" }, reading)) {
      if (piece.kind === "lines") seen += Buffer.from(piece.bytes).toString();
      if (seen === "b\n") files.log = "a\nb\nc\n";
      if (seen === "b\nc\n") files.log = "d\n";
      if (seen.endsWith("d\n")) break;
    }
    expect(seen).toBe("b\nc\nd\n");
  });
});

describe("a kubelet that refuses", () => {
  const refusal = (code: number, body: string) => ({
    journal: {},
    files: {},
    refuses: { status: code, body },
  });
  const forbidden =
    'nodes "node1" is forbidden: User "eve" cannot get resource "nodes/proxy" in API group "" at the cluster scope';

  test.each([
    [
      403,
      JSON.stringify(status(403, "Forbidden", forbidden)),
      forbidden,
      "it also allows to run commands in every pod",
    ],
    [405, "logs endpoint is disabled.", "its kubelet serves no logs", "enableSystemLogHandler"],
    [503, "no route to host", "no route to host", ""],
  ])("with %d is explained", async (code, body, message, fix) => {
    await using server = await kubeletServer({ node1: refusal(code, body) });
    await expect(read(server)).rejects.toMatchObject({
      name: "NodeError",
      message: expect.stringContaining(message),
      fix: fix === "" ? undefined : expect.stringContaining(fix),
    });
  });

  test("a node that does not exist is named", async () => {
    await using server = await kubeletServer({});
    await expect(read(server)).rejects.toThrow("there is no node node1");
  });
});

test("what journalctl says in place of a log is an error", async () => {
  const words = [
    "Failed to add match: Invalid argument",
    "\nerror: journal output not available",
    "\nerror getting log for kubelet: x",
  ];
  for (const body of words) {
    const refuses = { status: 200, body: `${body}\n` };
    await using server = await kubeletServer({ node1: { journal: {}, files: {}, refuses } });
    await expect(read(server)).rejects.toThrow(`the log of kubelet cannot be read: ${body.trim()}`);
  }
});
