import { describe, expect, test } from "bun:test";
import path from "node:path";
import { gridSchema } from "../../../src/history/grid/schema.ts";
import { faultsOf } from "../../../src/schema/faults.ts";
import {
  dns,
  idOf,
  localStore,
  type Night,
  proxy,
  publishNights,
  services,
  tests,
} from "../../history/nights.ts";
import { newFolder, program } from "../program.ts";

/** Jobs in a folder called store, and the program above it. */
async function jobs(all: Readonly<Record<string, readonly Night[]>>) {
  const cwd = newFolder();
  for (const [name, nights] of Object.entries(all))
    await publishNights(await localStore(path.join(cwd, "store", name)), nights);
  return (...words: string[]) => program(["history", ...words], { cwd });
}

const good = (...days: number[]): Night[] => days.map((day) => ({ day }));
const broken: readonly Night[] = [
  ...good(0, 1),
  { day: 2, failed: { [dns]: 'timed out waiting for "dns-1"' } },
  ...good(3),
  {
    day: 4,
    kernel: "6.1.0-31",
    failed: { [services]: "expected 3 endpoints, got 2", [proxy]: "expected 5 endpoints, got 1" },
  },
];

describe("history grid", () => {
  test("shows what fails since when, what changed then, and the causes", async () => {
    const history = await jobs({ nightly: broken });
    const { code, stdout } = await history("grid", "store/nightly");
    expect(code).toBe(0);
    expect(stdout).toContain(`F....             ${proxy}\n`);
    expect(stdout).toContain(`..F..     20%     ${dns}\n`);
    expect(stdout).not.toContain("volumes");
    expect(stdout).toContain(
      `2 tests fail since build ${idOf(4)} (2026-11-05 02:00)\n  changed since build ${idOf(3)}:\n    kernel 6.1.0-30 → 6.1.0-31\n`,
    );
    expect(stdout).toContain("3 failures, 2 causes:\n     2 × 2 tests: expected");
    expect((await history("grid", "store/nightly", "--all")).stdout).toContain("volumes");
    expect((await history("grid", "store/nightly", "--focus", "dns")).stdout).not.toContain("proxy");
  });

  test("a breakage's last pass is the build in which those tests passed, not one without a verdict", async () => {
    const history = await jobs({
      nightly: [
        ...good(0),
        { day: 1, incomplete: "the pod was lost", tests: [] },
        { day: 2, failed: { [dns]: "x" } },
      ],
    });
    const document = JSON.parse((await history("grid", "store/nightly", "-o", "json")).stdout);
    expect(document.breakages).toMatchObject([
      { since: idOf(2), lastPassed: idOf(0), tests: [dns], changes: [] },
    ]);
  });

  test("names the tests that came and went with a release; another order of tags is the same test", async () => {
    const history = await jobs({
      nightly: [
        { day: 0, tests: ["[sig-node] [Conformance] a", "[sig-node] old [Conformance]"] },
        { day: 1, server: "v1.36.0", tests: ["[sig-node] a [Conformance]", "[sig-node] new [Conformance]"] },
      ],
    });
    const document = JSON.parse((await history("grid", "store/nightly", "-o", "json", "--all")).stdout);
    expect(document.releases).toMatchObject([
      {
        before: "v1.35",
        after: "v1.36",
        came: ["[sig-node] new [Conformance]"],
        went: ["[sig-node] old [Conformance]"],
      },
    ]);
    expect(document.tests).toHaveLength(3);
  });

  test("shows several jobs side by side, and a folder of jobs by nights", async () => {
    const history = await jobs({ aws: good(0, 1), azure: [...good(0), { day: 1, failed: { [dns]: "x" } }] });
    expect((await history("grid", "store/aws", "store/azure")).stdout).toMatch(
      /aws +azure +FLAKY +TEST\n\.\. +F\. /,
    );
    const { stdout } = await history("grid", "store");
    expect(stdout).toStartWith("2 jobs, 2026-11-01 to 2026-11-02, the newest on the left\n");
    expect(stdout).toMatch(/azure +F\. +1 night +3\/4 +v1\.35\.4/);
    expect(stdout.indexOf("azure")).toBeLessThan(stdout.indexOf("aws"));
    expect((await history("grid", "store", "--by", "tests")).stdout).toContain(dns);
  });

  test("prints JSON that follows its schema, of tests and of jobs", async () => {
    const upgraded = [
      ...broken,
      { day: 5, server: "v1.36.0", tests: [...tests, "[sig-node] new [Conformance]"] },
    ];
    const history = await jobs({ aws: upgraded, azure: broken });
    for (const words of [
      ["--by", "tests"],
      ["--by", "tests", "--all"],
      ["--by", "jobs"],
    ]) {
      const { stdout } = await history("grid", "store", "-o", "json", ...words);
      expect(faultsOf(gridSchema, JSON.parse(stdout))).toEqual([]);
    }
  });

  test("prints a page of tests, and one of jobs", async () => {
    const history = await jobs({ aws: broken, azure: good(0) });
    expect((await history("grid", "store/aws", "-o", "html")).stdout).toContain("<h1>aws</h1>");
    expect((await history("grid", "store", "-o", "html")).stdout).toContain("<h1>2 jobs</h1>");
  });

  test("prints Markdown in which names are text", async () => {
    const history = await jobs({ nightly: [{ day: 0, tests: ["<b>|x"], failed: { "<b>|x": "<script>" } }] });
    const { stdout } = await history("grid", "store/nightly", "-o", "markdown");
    expect(stdout).not.toContain("<b>");
    expect(stdout).not.toContain("<script>");
  });
});

describe("history gate", () => {
  const age = "10000d";
  test.each([
    ["a green night", good(0, 1), ["--passed", "--no-new-failures", "--max-flaky", "0"], 0, "ok"],
    [
      "a failure that is not new",
      [0, 1].map((day) => ({ day, failed: { [dns]: "x" } })),
      ["--no-new-failures"],
      0,
      "ok",
    ],
    [
      "the same, if it has to pass",
      [0, 1].map((day) => ({ day, failed: { [dns]: "x" } })),
      ["--passed"],
      1,
      "failed: 1 of 4 tests",
    ],
    [
      "a new failure",
      [...good(0), { day: 1, failed: { [dns]: "x" } }],
      ["--no-new-failures"],
      1,
      `fails newly: ${dns}: x`,
    ],
    [
      "a first night with a failure",
      [{ day: 0, failed: { [dns]: "x" } }],
      ["--no-new-failures"],
      1,
      "fails newly",
    ],
    [
      "a flaky test",
      [...good(0), { day: 1, failed: { [dns]: "x" } }, ...good(2)],
      ["--max-flaky", "0"],
      1,
      `flaky: ${dns}`,
    ],
    [
      "a flaky test that is allowed",
      [...good(0), { day: 1, failed: { [dns]: "x" } }, ...good(2)],
      ["--max-flaky", "25%"],
      0,
      "ok",
    ],
    [
      "a night without a verdict",
      [...good(0), { day: 1, incomplete: "the pod was lost", tests: [] }],
      ["--max-age", age],
      1,
      "has no verdict: the pod was lost",
    ],
    ["a job whose nights have stopped", good(0), ["--max-age", "1m"], 1, "is older than it may be"],
  ] as const)("of %s", async (_, nights, flags, expected, says) => {
    const history = await jobs({ nightly: nights });
    const { code, stdout } = await history("gate", "store/nightly", ...flags);
    expect(stdout).toContain(says);
    expect(code).toBe(expected);
  });

  test("without a condition, or with one that is not one, is bad usage", async () => {
    const history = await jobs({ nightly: good(0) });
    expect(await history("gate", "store/nightly")).toMatchObject({ code: 2, stdout: "" });
    expect(await history("gate", "store/nightly", "--max-flaky", "1.5")).toMatchObject({ code: 2 });
    expect(await history("gate", "store/none", "--passed")).toMatchObject({ code: 3 });
  });
});

test("history flakes lists them, the worst first", async () => {
  const [first = "", second = ""] = tests;
  const history = await jobs({
    nightly: [
      { day: 0, failed: { [first]: "x", [second]: "y" } },
      ...good(1),
      { day: 2, failed: { [second]: "z" } },
      ...good(3),
    ],
  });
  expect((await history("flakes", "store/nightly", "-o", "name")).stdout).toBe(`${second}\n${first}\n`);
  const { items } = JSON.parse((await history("flakes", "store/nightly", "-o", "json")).stdout);
  expect(items[0]).toMatchObject({ rate: 0.5, flaky: 2, ran: 4, last: idOf(2), cause: "z" });
});
