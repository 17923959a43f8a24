import { afterEach, expect, test } from "bun:test";
import type { IncomingMessage, ServerResponse } from "node:http";
import { openCluster } from "../../../src/kube/cluster.ts";
import { realMonotonic, realSleep } from "../../../src/process/io.ts";
import { Endings } from "../../../src/run/endings.ts";
import {
  type Arrived,
  openSources,
  type SourceOptions,
  type Sources,
} from "../../../src/run/follow/follow.ts";
import type { Question } from "../../../src/run/follow/step.ts";
import { json, scriptedServer, status } from "../../kube/scripted-server.ts";

type Answering = (url: URL, request: IncomingMessage, response: ServerResponse) => boolean;

const open: Sources[] = [];

afterEach(() => {
  for (const sources of open.splice(0)) sources.close();
});

/** The sources of a run on a server where nothing happens but what `answer` answers. */
async function bed(answer: Answering = () => false, evidence?: SourceOptions["evidence"]) {
  const server = await scriptedServer((request, response) => {
    const url = new URL(request.url ?? "", "http://server");
    if (answer(url, request, response)) return;
    // a watch that stays open, or an empty list
    if (url.searchParams.get("watch") === "true") {
      response.writeHead(200, { "Content-Type": "application/json" });
      response.flushHeaders();
    } else if (url.pathname.endsWith("/log")) json(status(404, "NotFound", "none"), 404)(request, response);
    else json({ kind: "PodList", metadata: { resourceVersion: "1" }, items: [] })(request, response);
  });
  const endings = new Endings();
  const io = {
    now: Date.now,
    monotonic: realMonotonic,
    // waits are short here, but for the clock's
    sleep: (ms: number, signal?: AbortSignal) => realSleep(ms === 1000 ? 20 : Math.min(ms, 5), signal),
  };
  const sources = openSources(openCluster(server.connection, "test", io), {
    runId: "20261120-2215-k3x9",
    namespace: "conformance",
    offset: 0,
    io,
    endings,
    evidence,
  });
  open.push(sources);
  const stream = sources[Symbol.asyncIterator]();
  return {
    sources,
    endings,
    server,
    /** What is seen, up to the first that fits. */
    async until(fits: (seen: Arrived) => boolean): Promise<readonly Arrived[]> {
      const all: Arrived[] = [];
      for (;;) {
        const { value, done } = await stream.next();
        if (done === true) throw new Error("the sources have ended");
        all.push(value);
        if (fits(value)) return all;
      }
    },
    [Symbol.asyncDispose]: async () => {
      sources.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const refuse =
  (path: RegExp, code: number): Answering =>
  (url, request, response) => {
    if (!path.test(`${url.pathname}?${url.searchParams.get("fieldSelector") ?? ""}`)) return false;
    json(status(code, "Forbidden", "not you"), code)(request, response);
    return true;
  };

test("the loss of the run's own pod is seen as that", async () => {
  await using given = await bed(refuse(/conformance\/pods\?metadata/, 403));
  const seen = await given.until(({ from }) => from === "loss");
  expect(seen.at(-1)).toMatchObject({ from: "loss", of: "own-pod" });
});

test.each([
  ["rows", /^\/api\/v1\/pods/],
  ["events", /\/events/],
  ["namespaces", /^\/api\/v1\/namespaces\?/],
])("the loss of %s is never one of the run: it degrades, and is tried again", async (from, path) => {
  let requests = 0;
  const refused = refuse(path, 403);
  await using given = await bed((url, request, response) => {
    if (!refused(url, request, response)) return false;
    requests += 1;
    return true;
  });
  let ticks = 0;
  const seen = await given.until((one) => one.from === "clock" && ++ticks > 2 && requests > 1);
  expect(seen.filter((one) => one.from === "loss")).toEqual([]);
  expect(seen.some((one) => one.from === from)).toBe(true);
});

test("warnings of any object are seen as they come", async () => {
  await using given = await bed((url, _, response) => {
    const isWatch =
      url.searchParams.get("watch") === "true" && url.searchParams.get("fieldSelector") === "type=Warning";
    if (!isWatch) return false;
    const metadata = { uid: "u", resourceVersion: "2" };
    const involvedObject = { kind: "Pod", namespace: "pods-1", name: "web" };
    const object = {
      kind: "Event",
      metadata,
      involvedObject,
      reason: "Failed",
      message: "no",
      source: { host: "node2" },
    };
    response.writeHead(200, { "Content-Type": "application/json" });
    response.write(`${JSON.stringify({ type: "ADDED", object })}\n`);
    return true;
  });
  const seen = await given.until(({ from }) => from === "warning");
  expect(seen.at(-1)).toMatchObject({
    warning: {
      namespace: "pods-1",
      kind: "Pod",
      name: "web",
      reason: "Failed",
      message: "no",
      node: "node2",
    },
  });
});

test("who may not watch them learns that once", async () => {
  let requests = 0;
  const refused = refuse(/^\/api\/v1\/events/, 403);
  await using given = await bed((...args) => {
    if (!refused(...args)) return false;
    requests += 1;
    return true;
  });
  let ticks = 0;
  const seen = await given.until((one) => one.from === "clock" && ++ticks > 5);
  const lost = seen.filter(({ from }) => from === "warnings-lost");
  expect(lost).toEqual([{ from: "warnings-lost", reason: expect.stringContaining("not you") }]);
  expect(requests).toBe(1);
});

test("a word that ends the run is seen, said before as well as after", async () => {
  await using given = await bed();
  given.endings.say("stop");
  const seen = await given.until(({ from }) => from === "ending");
  expect(seen.at(-1)).toEqual({ from: "ending", said: { word: "stop", by: "person" } });
  given.endings.say("detach");
  await given.until((one) => one.from === "ending" && one.said.word === "detach");
});

test("the log is not read before the suite runs", async () => {
  await using given = await bed();
  await given.until(({ from }) => from === "clock");
  const isLog = (line: string) => line.includes("/exec") || line.includes("/log");
  expect(given.server.requests.filter(isLog)).toEqual([]);
  given.sources.enter("running");
  let ticks = 0;
  await given.until((one) => (one.from === "clock" && ++ticks > 200) || given.server.requests.some(isLog));
  expect(given.server.requests.some(isLog)).toBe(true);
});

const answerTo = (ask: Question["ask"]) => (seen: Arrived) => seen.from === "answer" && seen.to === ask;

test("the same question is asked once at a time", async () => {
  await using given = await bed();
  for (let times = 0; times < 5; times++) given.sources.ask({ ask: "nodes" });
  await given.until(answerTo("nodes"));
  expect(given.server.requests.filter((line) => line.includes("/nodes"))).toHaveLength(1);
  given.sources.ask({ ask: "nodes" });
  await given.until(answerTo("nodes"));
  expect(given.server.requests.filter((line) => line.includes("/nodes"))).toHaveLength(2);
});

test("the evidence of each failed spec is kept, of several at the same time, with a warning where it cannot be", async () => {
  const kept: string[] = [];
  const first = Promise.withResolvers<void>();
  await using given = await bed(undefined, {
    async add({ name }) {
      kept.push(name);
      if (name === "a") await first.promise;
      else first.resolve();
      return name === "b" ? "events cannot be read" : undefined;
    },
  });
  const ask = (name: string) =>
    given.sources.ask({ ask: "evidence", spec: { name, namespaces: ["pods-1"] } });
  ask("a");
  ask("b");
  const seen = await given.until(
    (each) => each.from === "answer" && each.to === "evidence" && each.warning !== undefined,
  );
  expect(seen.at(-1)).toMatchObject({ warning: "events cannot be read" });
  expect(kept).toEqual(["a", "b"]);
});
