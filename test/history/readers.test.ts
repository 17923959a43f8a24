import { beforeAll, describe, expect, test } from "bun:test";
import { publish } from "../../src/history/publish/publish.ts";
import type { Store } from "../../src/stores/store.ts";
import { idOf, localStore, publication, services } from "./nights.ts";

// What the readers of such folders look for, each rule from its own source: GoogleCloudPlatform/testgrid (metadata/job.go, util/gcs/read.go),
// kubernetes/test-infra (config/prow/config.yaml, gubernator/README.md), kubernetes-sigs/prow (deck, `strconv.ParseUint`)

let store: Store;
let names: string[];
const id = idOf(3);
const json = async (name: string) =>
  JSON.parse(new TextDecoder().decode((await store.read(`${id}/${name}`, 2 ** 20))?.bytes));

beforeAll(async () => {
  store = await localStore();
  for (const day of [2, 3])
    await publish(store, await publication({ day, failed: { [services]: "no endpoints" } }), () => undefined);
  const { objects } = await store.list(id);
  const { objects: artifacts } = await store.list(`${id}/artifacts`);
  names = [...objects, ...artifacts.map((name) => `artifacts/${name}`)];
});

describe("TestGrid", () => {
  test("finds builds whose numbers grow with time", async () => {
    const { folders } = await store.list();
    expect(folders.toSorted()).toEqual([idOf(2), idOf(3)]);
    expect(folders.every((name) => /^\d+$/.test(name))).toBe(true);
  });

  test("finds a start in whole seconds, which is the build's number", async () => {
    expect((await json("started.json")).timestamp).toBe(Number(id));
  });

  test("finds an end with passed, and the result in capitals", async () => {
    const finished = await json("finished.json");
    expect(finished).toMatchObject({ timestamp: Number(id) + 1600, passed: false, result: "FAILURE" });
  });

  test("finds metadata whose values are all text, with the version under job-version", async () => {
    const { metadata } = await json("finished.json");
    expect(metadata["job-version"]).toBe("v1.35.4");
    expect(metadata).toMatchObject({ nodes: "2", kernel: "6.1.0-30", "tests-failed": "1" });
    expect(Object.values(metadata).every((value) => typeof value === "string")).toBe(true);
  });

  test("finds the junit by its pattern, and nothing else that it would take for one", () => {
    const junit = /.+\/(?:junit((_[^_]+)?(_\d+-\d+)?(_\d+)?|.+)?\.xml|test.xml)$/;
    expect(names.filter((name) => junit.test(`${id}/${name}`))).toEqual(["artifacts/junit_01.xml"]);
  });

  test("finds a failed test in a failed build, so that it needs no row of its own", async () => {
    const junit = await store.read(`${id}/artifacts/junit_01.xml`, 2 ** 20);
    expect(new TextDecoder().decode(junit?.bytes)).toContain("<failure");
  });
});

describe("Spyglass", () => {
  const config = [
    ["the metadata lens", /^(?:started|finished)\.json$/, ["finished.json", "started.json"]],
    ["the junit lens", /^artifacts(?:\/.*\/|\/)junit.*\.xml$/, ["artifacts/junit_01.xml"]],
    ["the markdown lens", /^artifacts\/.*\.md$/, ["artifacts/summary.md"]],
    ["the html lens", /^artifacts\/.*\.html$/, ["artifacts/report.html"]],
  ] as const;
  test.each(config)("shows with %p what it looks for", (_, pattern, found) => {
    expect(names.filter((name) => pattern.test(name)).toSorted()).toEqual([...found]);
  });
});

describe("Deck and APISnoop", () => {
  test("find digits and nothing else in latest-build.txt", async () => {
    const latest = new TextDecoder().decode((await store.read("latest-build.txt", 100))?.bytes);
    expect(latest).toBe(id);
    expect(BigInt.asUintN(64, BigInt(latest))).toBe(BigInt(latest));
  });
});
