import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { loadRecording, unpack } from "../../../src/sandbox/replay/recording.ts";
import { type Background, type Client, startClient, suitePod } from "../client.ts";

const golden = gunzipSync(
  readFileSync(new URL("../../fixtures/recording/kubectl-get-pod-A-w.txt.gz", import.meta.url)),
);
const exec = "exec -n run suite -c collector --";

let client: Client;
let watching: Background;
let log: string;
let namespaces: Promise<Namespaces>;

interface Namespaces {
  readonly uuids: ReadonlyMap<string, string>;
  readonly gone: ReadonlySet<string>;
}

beforeAll(async () => {
  client = await startClient(1000);
  await client.kubectl("create namespace run");
  namespaces = followNamespaces();
  watching = client.kubectlInBackground("get pods -A -w");
  await watching.printed(/coredns/);
  await client.kubectl("create -f -", suitePod("run"));
  await client.kubectl("wait -n run pod/suite --for=jsonpath={.status.phase}=Running");
  log = (await client.kubectl("logs -n run suite -c suite -f")).stdout;
  await client.kubectl(
    "wait -n run pod/suite --for=jsonpath={.status.containerStatuses[0].state.terminated}",
  );
});

afterAll(async () => {
  await watching.stop();
  await client.close();
});

/** The namespaces that the log names: their uuids, and which are gone again, until all are. */
async function followNamespaces(): Promise<Namespaces> {
  const named = new Set(
    [...(await e2eLog()).toString().matchAll(/Destroying namespace "([^"]+)"/g)].map(([, n]) => n),
  );
  const uuids = new Map<string, string>();
  const gone = new Set<string>();
  for await (const { type, object } of client.watch("/api/v1/namespaces?watch=true")) {
    const { name, labels } = object.metadata;
    if (!named.has(name)) continue;
    uuids.set(name, labels["e2e-run"]);
    expect(name).toStartWith(labels["e2e-framework"]);
    if (type === "DELETED") gone.add(name);
    if (gone.size === named.size) break;
  }
  return { uuids, gone };
}

async function e2eLog(): Promise<Buffer> {
  const { log } = await loadRecording();
  const text = unpack(log.brotli);
  return text.subarray(log.head, text.length - log.tail);
}

/** The rows without their ages, those of the runs' own pods left out. */
function rows(text: string): string[] {
  return text
    .split("\n")
    .slice(1)
    .map((line) =>
      line
        .trim()
        .replace(/\s+\S+$/, "")
        .replaceAll(/\s+/g, " "),
    )
    .filter((line) => line !== "" && !/^(conformance|run) /.test(line));
}

describe("a replayed run", () => {
  test("is watched by kubectl with the rows of the real run in their order", async () => {
    await watching.printed(/^run +suite +1\/2 +NotReady/m);
    const expected = rows(golden.toString());
    expect(rows(watching.stdout()).slice(0, expected.length)).toEqual(expected);
  });

  test("has the suite's namespaces come and go, labelled by the process that made them", async () => {
    const { uuids, gone } = await namespaces;
    expect(gone.size).toBe(477);
    expect(new Set(uuids.values()).size).toBe(12);
    const left = await client.kubectl("get namespaces -l e2e-run -o name");
    expect(left.stdout).toBe("");
  });

  test("leaves its files, byte for byte, and a log with the same lines", async () => {
    const recording = await loadRecording();
    const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
    const sums = [sha256(await e2eLog()), sha256(unpack(recording.junit.brotli))];
    const there = await client.kubectl(`${exec} sha256sum /tmp/results/e2e.log /tmp/results/junit_01.xml`);
    expect(there.stdout).toBe(`${sums[0]}  /tmp/results/e2e.log\n${sums[1]}  /tmp/results/junit_01.xml\n`);
    const copied = await client.kubectl(`${exec} cat /tmp/results/e2e.log`);
    expect(sha256(Buffer.from(copied.stdout))).toBe(sums[0] ?? "");
    expect(log).toBe(unpack(recording.log.brotli).toString());
  });

  test("says that it is done, its container's end in the pod's status", async () => {
    expect((await client.kubectl(`${exec} cat /tmp/results/done`)).stdout).toBe("/tmp/results/e2e.tar.gz");
    expect((await client.kubectl(`${exec} ls -1 /tmp/results`)).stdout).toBe(
      "done\ne2e.log\ne2e.tar.gz\njunit_01.xml\n",
    );
    const { body } = await client.get("/api/v1/namespaces/run/pods/suite");
    expect(body.status.phase).toBe("Running");
    expect(body.status.containerStatuses).toMatchObject([
      { name: "suite", ready: false, state: { terminated: { exitCode: 0, reason: "Completed" } } },
      { name: "collector", ready: true, state: { running: {} } },
    ]);
  });
});
