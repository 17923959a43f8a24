import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { openCluster } from "../../../src/kube/cluster.ts";
import { realMonotonic, realSleep } from "../../../src/process/io.ts";
import { evidencePath } from "../../../src/results/evidence.ts";
import { EvidenceKeeper, evidenceIn } from "../../../src/run/evidence/keeper.ts";
import { json, type ScriptedServer, scriptedServer, status } from "../../kube/scripted-server.ts";

const io = { now: Date.now, monotonic: realMonotonic, sleep: realSleep };
let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "evidence-"));
});
afterEach(() => rm(dir, { recursive: true }));

const pod = {
  metadata: { name: "web", namespace: "pods-1" },
  spec: { containers: [{ name: "app" }] },
  status: {
    containerStatuses: [
      {
        name: "app",
        ready: false,
        restartCount: 1,
        state: { waiting: { reason: "CrashLoopBackOff" } },
        lastState: { terminated: { exitCode: 1 } },
      },
      { name: "side", ready: true, state: { running: {} } },
    ],
  },
};

type Answering = (url: URL, request: IncomingMessage, response: ServerResponse) => boolean;

/** A cluster with one failing pod in the namespace pods-1; `change` answers first. */
function server(change: Answering = () => false): Promise<ScriptedServer> {
  return scriptedServer((request, response) => {
    const url = new URL(request.url ?? "", "http://server");
    if (change(url, request, response)) return;
    const list = (kind: string, items: readonly unknown[]) =>
      json({ kind, metadata: { resourceVersion: "1" }, items })(request, response);
    if (url.pathname.endsWith("/log")) {
      response.end(`log of ${url.searchParams.get("container")}\n`);
    } else if (url.pathname.endsWith("/pods-1/pods")) list("PodList", [pod]);
    else if (url.pathname.endsWith("/pods-1/events")) {
      list("EventList", [
        { reason: "BackOff", message: "restarting", involvedObject: { kind: "Pod", name: "web" } },
      ]);
    } else if (url.pathname.endsWith("/nodes")) list("NodeList", [{ metadata: { name: "node1" } }]);
    else if (/\/(?:pods|events)$/.test(url.pathname)) list("PodList", []);
    else json({ kind: "Table", columnDefinitions: [], rows: [] })(request, response);
  });
}

function keeper(on: ScriptedServer, signal = new AbortController().signal, bounds = {}): EvidenceKeeper {
  const cluster = openCluster(on.connection, "test", io);
  const usual = { specs: 50, size: 2 ** 20, tooLate: 45_000 };
  return new EvidenceKeeper(cluster, { dir, io, signal, bounds: { ...usual, ...bounds } });
}

const failed = { name: "[sig-node] Pods should run", namespaces: ["pods-1"] };
const kept = (file: string, name = failed.name) => readFile(path.join(dir, evidencePath(name), file), "utf8");

describe("the evidence of a failed spec", () => {
  test("has its events, pods, logs and nodes, in a folder of its own", async () => {
    await using on = await server();
    const all = keeper(on);
    expect(await all.add(failed)).toBeUndefined();
    await all.finish(0);
    expect(await kept("events.txt")).toContain("BackOff  pod/web  restarting");
    expect(await kept("pods.yaml")).toContain("reason: CrashLoopBackOff");
    // the one with a problem first; a container that waits has only the log of its last attempt
    expect(await kept("logs.txt")).toBe(
      "==> web/app, its last attempt <==\nlog of app\n\n==> web/side <==\nlog of side\n",
    );
    expect(await kept("nodes.txt")).toStartWith("node1\n");
    expect(await kept("about.txt")).toContain(failed.name);
    expect((await evidenceIn(dir)).map((file) => path.basename(file))).toEqual([
      "about.txt",
      "events.txt",
      "logs.txt",
      "nodes.txt",
      "pods.yaml",
    ]);
    expect(on.requests.filter((request) => /\/(?:secrets|configmaps)/.test(request))).toEqual([]);
  });

  test("leaves nothing of a namespace that is gone", async () => {
    await using on = await server();
    const all = keeper(on);
    await all.add({ name: "other", namespaces: ["gone-1"] });
    expect(await evidenceIn(dir)).toEqual([]);
  });

  test("is not read again, by a second follower", async () => {
    await using on = await server();
    await keeper(on).add(failed);
    const asked = on.requests.length;
    await keeper(on).add(failed);
    expect(on.requests.length).toBe(asked);
  });

  test("is what may be read: a refusal is a warning, once, and is noted in the folder", async () => {
    await using on = await server((url, request, response) => {
      if (!url.pathname.endsWith("/events")) return false;
      json(status(403, "Forbidden", "events is forbidden"), 403)(request, response);
      return true;
    });
    const all = keeper(on);
    expect(await all.add(failed)).toContain("events cannot be read");
    expect(await all.add({ ...failed, name: "another" })).toBeUndefined();
    expect(await kept("about.txt")).toContain("Not here: events:");
    expect(await kept("logs.txt")).toContain("log of app");
  });

  test("is kept of so many specs only, and the folder names the others", async () => {
    await using on = await server();
    const all = keeper(on, undefined, { specs: 1 });
    await all.add(failed);
    expect(await all.add({ ...failed, name: "second" })).toContain("the first 1 failed tests only");
    expect(await all.add({ ...failed, name: "third" })).toBeUndefined();
    await all.finish(0);
    expect(await readFile(path.join(dir, "evidence/left-out.txt"), "utf8")).toEndWith("second\nthird\n");
    expect(await readdir(path.join(dir, "evidence"))).toHaveLength(2);
  });

  test("does not read what must be gone by now", async () => {
    await using on = await server();
    const all = keeper(on, undefined, { tooLate: -1 });
    expect(await all.add(failed)).toContain("too many tests failed at once");
    expect(on.requests).toEqual([]);
  });

  test("never asks for more than four things at the same time", async () => {
    let open = 0;
    let most = 0;
    await using on = await server((_, __, response) => {
      most = Math.max(most, ++open);
      response.on("close", () => open--);
      return false;
    });
    const all = keeper(on);
    await Promise.all(["a", "b", "c", "d", "e"].map((name) => all.add({ ...failed, name })));
    expect(most).toBeLessThanOrEqual(4);
    expect(await evidenceIn(dir)).toHaveLength(25);
  });

  test("does not keep a run that has ended waiting for a server that is silent", async () => {
    await using on = await server(() => true);
    const all = keeper(on);
    const added = all.add(failed);
    await all.finish(1);
    expect(await added).toBeUndefined();
    expect(await evidenceIn(dir)).toEqual([]);
  });

  test("cannot end a run, though the folder cannot be written", async () => {
    await using on = await server();
    await writeFile(path.join(dir, "file"), "");
    const all = new EvidenceKeeper(openCluster(on.connection, "test", io), {
      dir: path.join(dir, "file"),
      io,
      signal: new AbortController().signal,
    });
    expect(await all.add(failed)).toContain("cannot be kept");
  });
});
