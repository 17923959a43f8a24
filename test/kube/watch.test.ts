import { describe, expect, test } from "bun:test";
import type { ServerResponse } from "node:http";
import { withRetries } from "../../src/kube/retry.ts";
import { type Row, tableCodec } from "../../src/kube/table.ts";
import { createTransport } from "../../src/kube/transport.ts";
import { type Change, type WatchOptions, watchList } from "../../src/kube/watch.ts";
import { realMonotonic, realSleep } from "../../src/process/io.ts";
import { sleepingClock } from "./clock.ts";
import { type Answer, json, type ScriptedServer, scriptedServer, status, stream } from "./scripted-server.ts";

const columnDefinitions = [
  { name: "Name", priority: 0 },
  { name: "Status", priority: 0 },
  { name: "Node", priority: 1 },
];

const row = (name: string, version: number, state = "Running") => ({
  cells: [name, state, "node1"],
  object: { metadata: { namespace: "a", name, uid: `uid-${name}`, resourceVersion: String(version) } },
});

const list = (version: number, ...rows: unknown[]) =>
  json({ kind: "Table", metadata: { resourceVersion: String(version) }, columnDefinitions, rows });

/** As a real watch sends them: only the first event of a stream holds the definitions. */
const event = (type: string, of: ReturnType<typeof row>, first = false) => ({
  type,
  object: { kind: "Table", columnDefinitions: first ? columnDefinitions : null, rows: [of] },
});

async function take(
  server: ScriptedServer,
  count: number,
  silence?: number,
  waits: number[] = [],
  more: Partial<WatchOptions> = {},
): Promise<Change<Row>[]> {
  const io = {
    monotonic: realMonotonic,
    sleep: (ms: number, signal?: AbortSignal) => {
      waits.push(ms);
      return realSleep(Math.min(ms, 5), signal);
    },
  };
  const sendOnce = createTransport(server.connection, "test");
  const leave = new AbortController();
  const seen: Change<Row>[] = [];
  const options = { ...more, signal: leave.signal, io, ...(silence === undefined ? {} : { silence }) };
  for await (const change of watchList(
    { sendOnce, send: withRetries(sendOnce, { total: 0 }, io) },
    "/api/v1/pods",
    tableCodec(),
    options,
  )) {
    seen.push(change);
    if (seen.length === count) break;
  }
  leave.abort();
  return seen;
}

const inShort = (change: Change<Row>) => {
  if (change.kind === "listed") return `listed ${change.items.map((item) => item.name).join(",")}`;
  return "item" in change ? `${change.kind} ${change.item.cells.join(" ")}` : change.kind;
};

test("follows the pages of a list, shows columns of priority 0 only, then watches from its version", async () => {
  const page = {
    kind: "Table",
    metadata: { resourceVersion: "7", continue: "next" },
    columnDefinitions,
    rows: [row("x", 1)],
  };
  await using server = await scriptedServer(
    json(page),
    list(7, row("y", 2)),
    stream([event("ADDED", row("z", 8), true)], "stay"),
  );
  const seen = await take(server, 2);
  expect(seen.map(inShort)).toEqual(["listed x,y", "ADDED z Running"]);
  expect(server.requests[1]).toContain("continue=next");
  expect(server.requests[2]).toContain("resourceVersion=7");
});

test("goes on at the last version seen when the server ends the stream, and keeps the columns", async () => {
  await using server = await scriptedServer(
    list(7),
    stream([
      event("ADDED", row("x", 8), true),
      { type: "BOOKMARK", object: { kind: "Table", metadata: { resourceVersion: "12" }, rows: [] } },
    ]),
    stream([event("MODIFIED", row("x", 13, "Done"))], "stay"),
  );
  const seen = await take(server, 3);
  expect(seen.map(inShort)).toEqual(["listed ", "ADDED x Running", "MODIFIED x Done"]);
  expect(server.requests[2]).toContain("resourceVersion=12");
});

test("from now on, it lists nothing, asks for one item to learn the version, and makes up for nothing after 410", async () => {
  const expired = { type: "ERROR", object: status(410, "Expired", "too old resource version") };
  await using server = await scriptedServer(
    list(7, row("x", 1)),
    stream([event("ADDED", row("y", 8), true), expired]),
    list(30, row("x", 1), row("y", 8), row("z", 29)),
    stream([event("MODIFIED", row("y", 31, "Done"))], "stay"),
  );
  const from = { fromNow: true, query: { fieldSelector: "type=Warning" } };
  const seen = await take(server, 3, undefined, [], from);
  expect(seen.map(inShort)).toEqual(["ADDED y Running", "relisted", "MODIFIED y Done"]);
  expect(server.requests.map((line) => /\?(\S+)/.exec(line)?.[1])).toMatchObject([
    "limit=1",
    expect.stringMatching(/fieldSelector=type%3DWarning.*resourceVersion=7/),
    "limit=1",
    expect.stringContaining("resourceVersion=30"),
  ]);
});

test("a cut in mid-stream loses nothing and repeats nothing", async () => {
  await using server = await scriptedServer(
    list(7),
    stream([event("ADDED", row("x", 8), true)], "cut"),
    stream([event("ADDED", row("y", 9))], "stay"),
  );
  expect((await take(server, 3)).map(inShort)).toEqual(["listed ", "ADDED x Running", "ADDED y Running"]);
  expect(server.requests[2]).toContain("resourceVersion=8");
});

test("after 410 it lists again and reports only what changed", async () => {
  const expired = { type: "ERROR", object: status(410, "Expired", "too old resource version: 7 (20)") };
  await using server = await scriptedServer(
    list(7, row("same", 1), row("changed", 2), row("gone", 3)),
    stream([expired]),
    list(20, row("same", 1), row("changed", 15, "Done"), row("new", 16)),
    stream([], "stay"),
  );
  expect((await take(server, 5)).map(inShort)).toEqual([
    "listed same,changed,gone",
    "relisted",
    "DELETED gone Running",
    "MODIFIED changed Done",
    "ADDED new Running",
  ]);
  expect(server.requests).toHaveLength(3);
});

test("410 as the answer to the watch itself is the same", async () => {
  await using server = await scriptedServer(
    list(7),
    json(status(410, "Expired", "too old"), 410),
    list(9, row("x", 8)),
    stream([], "stay"),
  );
  expect((await take(server, 3)).map(inShort)).toEqual(["listed ", "relisted", "ADDED x Running"]);
});

test("reports once that it is cut off, and when it is back", async () => {
  const broken = json(status(500, "InternalError", "etcd is away"), 500);
  await using server = await scriptedServer(
    list(7),
    broken,
    broken,
    stream([event("ADDED", row("x", 8), true)], "stay"),
  );
  expect((await take(server, 4)).map(inShort)).toEqual(["listed ", "cut", "reconnected", "ADDED x Running"]);
});

test("a stream that has gone silent is opened anew at the same version", async () => {
  await using server = await scriptedServer(
    list(7),
    stream([], "stay"),
    stream([event("ADDED", row("x", 8), true)], "stay"),
  );
  expect((await take(server, 2, 50)).map(inShort)).toEqual(["listed ", "ADDED x Running"]);
  expect(server.requests[2]).toContain("resourceVersion=7");
});

test("a refusal ends it", async () => {
  await using server = await scriptedServer(json(status(403, "Forbidden", "no"), 403));
  await expect(take(server, 1)).rejects.toThrow("Error from server (Forbidden): no");
});

for (const code of [403, 404]) {
  test(`a ${code} after it was listed is passing: authorizers and proxies that start anew answer so`, async () => {
    const refused = json(status(code, "Refused", "informers are not synced"), code);
    await using server = await scriptedServer(
      list(7),
      refused,
      refused,
      stream([{ type: "ERROR", object: status(410, "Expired", "too old") }]),
      refused,
      list(9, row("x", 8)),
      stream([], "stay"),
    );
    expect((await take(server, 7)).map(inShort)).toEqual([
      "listed ",
      "cut",
      "reconnected",
      "cut",
      "relisted",
      "ADDED x Running",
      "reconnected",
    ]);
  });
}

test("a refusal that does not pass ends it, after some minutes of trying", async () => {
  const waits: number[] = [];
  await using server = await scriptedServer(list(7), json(status(403, "Forbidden", "no"), 403));
  await expect(take(server, 3, undefined, waits)).rejects.toThrow("Error from server (Forbidden): no");
  const minutes = waits.reduce((sum, ms) => sum + ms, 0) / 60_000;
  expect(minutes).toBeGreaterThan(4);
  expect(minutes).toBeLessThan(7);
});

describe("whatever the server does, it is asked no more than 20 times a second, and the reason is reported", () => {
  const expired = { type: "ERROR", object: status(410, "Expired", "too old resource version: 7 (20)") };
  const page = (_request: unknown, response: ServerResponse) => void response.end("<html>log in</html>");

  /** What is seen and asked within `seconds` of a clock that moves by sleeping. */
  async function watchFor(seconds: number, ...answers: readonly Answer[]) {
    const clock = sleepingClock();
    const leave = new AbortController();
    const io = {
      ...clock,
      sleep: (ms: number, signal?: AbortSignal) => {
        if (clock.monotonic() + ms > seconds * 1000) leave.abort();
        return clock.sleep(ms, signal);
      },
    };
    await using server = await scriptedServer(...answers);
    const sendOnce = createTransport(server.connection, "test");
    const cluster = { sendOnce, send: withRetries(sendOnce, { total: 0 }, io) };
    const seen: Change<Row>[] = [];
    for await (const change of watchList(cluster, "/api/v1/pods", tableCodec(), {
      signal: leave.signal,
      io,
    })) {
      seen.push(change);
    }
    return { seen, requests: server.requests.length };
  }

  /** These in turn, again and again. */
  const turns = (...answers: readonly Answer[]): Answer => {
    let turn = 0;
    return (request, response) => answers[turn++ % answers.length]?.(request, response);
  };

  test.each<[string, Answer, string]>([
    ["a watch that has expired each time", turns(list(7), stream([expired])), "too old resource version"],
    [
      "410 as the answer to each watch",
      turns(list(7), json(status(410, "Expired", "too old"), 410)),
      "too old",
    ],
    ["410 as the answer to each list", json(status(410, "Expired", "too old"), 410), "too old"],
    ["streams that end at once", turns(list(7), ...Array(1000).fill(stream([]))), "ends each stream as soon"],
    ["a page for each list", page, "is a web page, not one of the Kubernetes API's"],
    [
      "a page for each watch",
      turns(list(7), ...Array(1000).fill(stream(["<html>"]))),
      "is not a JSON object",
    ],
    [
      "events without a type",
      turns(list(7), ...Array(1000).fill(stream([{ kind: "Pod" }]))),
      "without a type",
    ],
    ["a redirect", (_, response) => response.writeHead(307, { Location: "/login" }).end(), "is a redirect"],
  ])("%s", async (_what, answer, words) => {
    const { seen, requests } = await watchFor(600, answer);
    const cuts = seen.flatMap((change) => (change.kind === "cut" ? [change.reason] : []));
    expect(cuts[0]).toContain(words);
    // it grows ever slower: a few requests for each of ten minutes' tries
    expect(requests).toBeLessThan(600);
    expect(requests).toBeGreaterThan(50);
    expect(seen.length).toBeLessThan(300);
  });

  test("an event each time before it has expired makes it no quicker", async () => {
    const frames = stream([event("ADDED", row("x", 8), true), expired]);
    expect((await watchFor(60, turns(list(7), frames))).requests).toBeLessThan(100);
  });
});

test("a watch that comes back is reported at once, even if nothing happens in it", async () => {
  const broken = json(status(500, "InternalError", "etcd is away"), 500);
  await using server = await scriptedServer(list(7), ...Array(6).fill(broken), stream([], "stay"));
  expect((await take(server, 3)).map(inShort)).toEqual(["listed ", "cut", "reconnected"]);
});

test("an event without an end is an error that names the bound", async () => {
  await using server = await scriptedServer(list(7), (_request, response) => {
    const part = "x".repeat(1024 * 1024);
    const more = () => {
      while (!response.destroyed && response.write(part));
    };
    response.on("drain", more);
    more();
  });
  await expect(take(server, 2)).rejects.toThrow(
    "an event of the watch of /api/v1/pods is longer than 16777216 characters",
  );
});

test("a reader that takes its time is not taken for a silent server", async () => {
  await using server = await scriptedServer(
    list(7),
    stream([event("ADDED", row("x", 8), true), event("ADDED", row("y", 9))], "stay"),
  );
  const sendOnce = createTransport(server.connection, "test");
  const io = { monotonic: realMonotonic, sleep: realSleep };
  const leave = new AbortController();
  const cluster = { sendOnce, send: sendOnce };
  const seen: string[] = [];
  const options = { signal: leave.signal, io, silence: 300 };
  for await (const change of watchList(cluster, "/api/v1/pods", tableCodec(), options)) {
    seen.push(inShort(change));
    if (seen.length === 2) await realSleep(400);
    if (seen.length === 3) break;
  }
  expect(seen).toEqual(["listed ", "ADDED x Running", "ADDED y Running"]);
  expect(server.requests).toHaveLength(2);
});
