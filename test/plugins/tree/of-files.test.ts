import { describe, expect, test } from "bun:test";
import { leavesOf } from "../../../src/plugins/tree/item.ts";
import { processPlugin } from "../../../src/plugins/tree/of-files.ts";

type Plugin = Parameters<typeof processPlugin>[0];

const plugin = (more: Partial<Plugin> = {}): Plugin => ({
  name: "p",
  driver: "Job",
  resultFormat: "raw",
  resultFiles: [],
  ...more,
});
const files = (all: Record<string, string>) =>
  Object.entries(all).map(([path, text]) => ({ path, read: async () => new TextEncoder().encode(text) }));

describe("the tree of a plugin", () => {
  test("has the files of a Job below its root", async () => {
    expect(
      await processPlugin(plugin(), files({ "results/global/b": "", "results/global/a/z": "" })),
    ).toEqual({
      name: "p",
      status: "passed",
      meta: { type: "summary" },
      items: [
        { name: "z", status: "passed", meta: { file: "results/global/a/z" } },
        { name: "b", status: "passed", meta: { file: "results/global/b" } },
      ],
    });
  });

  test("has an item for each node of a DaemonSet, and one more for a node with an error", async () => {
    const all = files({
      "results/b/x.xml": '<testsuite name="s"><testcase name="t"/></testsuite>',
      "results/a/readme.txt": "",
      "errors/b/error.json": '{"error":"it broke"}',
    });
    const tree = await processPlugin(plugin({ driver: "DaemonSet", resultFormat: "junit" }), all);
    expect(tree.items?.map(({ name, status }) => `${name} ${status}`)).toEqual([
      "a unknown",
      "b passed",
      "b failed",
    ]);
    expect([...leavesOf(tree)].map(({ name }) => name)).toEqual(["a", "t", "it broke"]);
    expect(tree.status).toBe("failed");
  });

  test.each([
    ["junit", ["a.xml"]],
    ["gojson", ["b.json"]],
    ["manual", ["c.yaml", "d.yml"]],
    ["raw", ["a.xml", "b.json", "c.yaml", "d.yml", "e"]],
  ] as const)("of the format %s has %j", async (resultFormat, names) => {
    const all = files({
      "results/global/a.xml": "<testsuite/>",
      "results/global/b.json": "",
      "results/global/c.yaml": "status: passed",
      "results/global/d.yml": "",
      "results/global/e": "",
      "definition.json": "{}",
    });
    const tree = await processPlugin(plugin({ resultFormat }), all);
    expect(tree.items?.map(({ name }) => name)).toEqual([...names]);
    const chosen = await processPlugin(plugin({ resultFormat, resultFiles: ["e"] }), all);
    expect(chosen.items?.map(({ name }) => name)).toEqual(["e"]);
  });

  test("is the plugin's own for the format manual, except for the name", async () => {
    const own = "name: mine\nstatus: passed\ndetails: {a: 1}\nitems:\n- {name: t, status: complete}\n";
    const tree = await processPlugin(
      plugin({ resultFormat: "manual" }),
      files({ "results/global/sonobuoy_results.yaml": own }),
    );
    expect(tree).toMatchObject({
      status: "complete: 1",
      items: [{ name: "sonobuoy_results.yaml", details: { a: 1 }, items: [{ name: "t" }] }],
    });
  });

  test("without anything is unknown, and so is a file that cannot be read", async () => {
    expect(await processPlugin(plugin(), [])).toMatchObject({ status: "unknown" });
    const broken = {
      path: "results/global/a.xml",
      read: async () => Promise.reject(new Error("is larger than 256 MiB")),
    };
    const tree = await processPlugin(plugin({ resultFormat: "junit" }), [broken]);
    expect(tree.items?.[0]).toMatchObject({ status: "unknown", meta: { error: "is larger than 256 MiB" } });
  });
});
