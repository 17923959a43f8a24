import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { loadRecording, unpack } from "../../src/sandbox/replay/recording.ts";
import { type Background, type Client, startClient, suitePod } from "./client.ts";

const golden = gunzipSync(
  readFileSync(new URL("../fixtures/recording/kubectl-get-pod-A-w.txt.gz", import.meta.url)),
);
const exec = "exec -n run suite -c collector --";

let client: Client;
let watching: Background;
let log: string;

beforeAll(async () => {
  client = await startClient(1000);
  await client.kubectl("create namespace run");
  watching = client.kubectlInBackground("get pods -A -w");
  await watching.printed("coredns");
  await client.kubectl("create -f -", suitePod("run"));
  await client.kubectl("wait -n run pod/suite --for=condition=Ready");
  log = (await client.kubectl("logs -n run suite -c suite -f")).stdout;
  await client.kubectl(
    `wait -n run pod/suite --for=jsonpath={.status.containerStatuses[0].state.terminated}`,
  );
}, 30_000);

afterAll(async () => {
  watching.stop();
  await client.close();
});

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
  test("is watched by kubectl with the rows of the real run in their order", () => {
    const expected = rows(golden.toString());
    expect(rows(watching.stdout()).slice(0, expected.length)).toEqual(expected);
  });

  test("leaves the e2e log, byte for byte", async () => {
    const recording = await loadRecording();
    const text = unpack(recording.log.brotli);
    const e2eLog = text.subarray(recording.log.head, text.length - recording.log.tail);
    const sums = await client.kubectl(`${exec} sha256sum /tmp/results/e2e.log /tmp/results/junit_01.xml`);
    const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
    expect(sums.stdout).toBe(
      `${sha256(e2eLog)}  /tmp/results/e2e.log\n${sha256(unpack(recording.junit.brotli))}  /tmp/results/junit_01.xml\n`,
    );
    const copied = await client.kubectl(`${exec} cat /tmp/results/e2e.log`);
    expect(sha256(Buffer.from(copied.stdout))).toBe(sha256(e2eLog));
    expect(log).toBe(text.toString());
  });
});
