import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import path from "node:path";
import { listBuilds, readBuild, readHead } from "../../src/history/read.ts";
import type { Store } from "../../src/stores/store.ts";
import { dns, idOf, localStore, nightFolder, publishNights, services } from "./nights.ts";

const { signal } = new AbortController();
const put = (store: Store, files: Record<string, string>) =>
  Promise.all(
    Object.entries(files).map(([name, text]) =>
      store.put(name, { bytes: new TextEncoder().encode(text), type: "text/plain" }, "anything"),
    ),
  );
const junit = readFileSync(
  path.join(
    nightFolder({ day: 0, failed: { [services]: "expected 3 endpoints, got 2" } }),
    "v1.35/acme/junit_01.xml",
  ),
  "utf8",
);

describe("a build", () => {
  test("of this program is read from its own object, with everything that was known", async () => {
    const store = await localStore();
    await publishNights(store, [{ day: 0, failed: { [services]: "no endpoints" } }]);
    const reading = await readBuild(store, idOf(0), "nightly", signal);
    if (reading.kind !== "complete") throw new Error(reading.kind);
    expect(reading.value.head).toMatchObject({
      verdict: "failed",
      server: "v1.35.4",
      counts: { passed: 3, failed: 1 },
    });
    expect(reading.value.build.nodes).toMatchObject([{ count: 2, kernel: "6.1.0-30" }]);
    expect(reading.value.build.tests.find(({ name }) => name === services)).toMatchObject({
      state: "failed",
      cause: "no endpoints",
    });
    const head = await readHead(store, idOf(0));
    expect(head).toMatchObject({
      kind: "complete",
      value: { verdict: "failed", server: "v1.35.4", seconds: 1600 },
    });
  });

  test("of another publisher is read from its junit: four objects, as Gardener leaves them", async () => {
    const store = await localStore();
    await put(store, {
      "1795212964/started.json": '{"timestamp":1795212964}',
      "1795212964/finished.json":
        '{"timestamp":1795214586,"result":"SUCCESS","metadata":{"shoot-k8s-release":"1.35.4","nested":{"a":1}}}',
      "1795212964/artifacts/junit_01.xml": junit,
      "1795212964/e2e.log": "",
    });
    const reading = await readBuild(store, "1795212964", "nightly", signal);
    if (reading.kind !== "complete") throw new Error(reading.kind);
    expect(reading.value.head).toMatchObject({
      verdict: "passed",
      started: 1795212964000,
      finished: 1795214586000,
    });
    expect(reading.value.build.tests).toHaveLength(4);
    expect(reading.value.build.tests.find(({ name }) => name === services)?.cause).toBe(
      "expected 3 endpoints, got 2",
    );
  });

  test("in which a test failed and passed has a flaky test", async () => {
    const store = await localStore();
    const again = junit.replaceAll(/<failure.*?<\/failure>/gs, "").replaceAll('"failed"', '"passed"');
    await put(store, {
      "7/started.json": '{"timestamp":7}',
      "7/finished.json": '{"timestamp":9,"passed":true}',
      "7/artifacts/junit_01.xml": junit,
      "7/artifacts/junit_02.xml": again,
    });
    const reading = await readBuild(store, "7", "nightly", signal);
    if (reading.kind !== "complete") throw new Error(reading.kind);
    expect(reading.value.build.tests.find(({ name }) => name === services)).toMatchObject({
      state: "passed",
      flaked: true,
    });
    expect(reading.value.build.tests.find(({ name }) => name === dns)).not.toHaveProperty("flaked");
  });

  test.each([
    ["without finished.json", { "7/started.json": '{"timestamp":7}' }, { kind: "unfinished", started: 7000 }],
    ["with half a finished.json", { "7/finished.json": '{"timest' }, { kind: "unreadable" }],
    [
      "with a junit that is cut",
      { "7/finished.json": "{}", "7/artifacts/junit_01.xml": junit.slice(0, 900) },
      { kind: "unreadable" },
    ],
    [
      "of another job",
      {
        "7/finished.json": "{}",
        "7/artifacts/conformance.json":
          '{"schema":1,"job":"weekly","build":"7","runner":"x","verdict":"passed","certifiable":true,"deviations":[],"counts":{"total":0,"passed":0,"failed":0,"skipped":0},"versions":{},"nodes":[],"suite":{},"tests":[]}',
      },
      { kind: "unreadable", why: "was published as build 7 of weekly" },
    ],
    [
      "with an object that is not what it should be",
      { "7/finished.json": "{}", "7/artifacts/conformance.json": "[]" },
      { kind: "unreadable" },
    ],
  ] as const)("%s is no complete build", async (_, files, expected) => {
    const store = await localStore();
    await put(store, files);
    expect(await readBuild(store, "7", "nightly", signal)).toMatchObject(expected);
  });
});

test("only numbers of 64 bits are builds, the newest first", async () => {
  const store = await localStore();
  await put(store, {
    "9/a": "",
    "10/a": "",
    "1992063456789012480/a": "",
    "18446744073709551616/a": "",
    "007/a": "",
    "logs/a": "",
    "latest-build.txt": "10",
  });
  expect(await listBuilds(store)).toEqual(["1992063456789012480", "10", "9"]);
});
