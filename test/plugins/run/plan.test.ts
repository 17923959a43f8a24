import { describe, expect, test } from "bun:test";
import type { V1Node } from "@kubernetes/client-node";
import { levelFor, plannedPlugins, type Wanted } from "../../../src/plugins/run/plan.ts";
import { definition } from "../definitions.ts";

const node = (name: string, status = "True"): V1Node => ({
  metadata: { name, labels: { "kubernetes.io/os": "linux" } },
  status: { conditions: [{ type: "Ready", status, message: "down" }] },
});
const wanted = (parts: Parameters<typeof definition>[0]): Wanted => ({
  definition: definition(parts),
  text: "",
  env: new Map(),
  image: undefined,
});

describe("a plan", () => {
  test("has one place for a Job, and one for each node that a DaemonSet wants, ready or not", () => {
    const [job, set] = plannedPlugins(
      [wanted({}), wanted({ driver: "DaemonSet" })],
      [node("a"), node("b", "Unknown")],
    );
    expect(job?.units).toEqual([{ plugin: "inventory", node: undefined, refused: undefined }]);
    expect(set?.units).toEqual([
      { plugin: "inventory", node: "a", refused: undefined },
      { plugin: "inventory", node: "b", refused: "the node is not ready: down" },
    ]);
  });

  test("is an error for a DaemonSet that wants no node", () => {
    const rest = "podSpec:\n  nodeSelector: {role: db}\n  containers: []\n";
    const [set] = plannedPlugins([wanted({ driver: "DaemonSet", rest })], [node("a")]);
    expect(set?.units.map(({ refused }) => refused)).toEqual([
      expect.stringContaining("none of the cluster's nodes"),
    ]);
  });

  test("gives plugins on the host's network ports of their own", () => {
    const plugins = plannedPlugins(
      [wanted({ driver: "DaemonSet" }), wanted({}), wanted({ driver: "DaemonSet" })],
      [],
    );
    expect(plugins.map(({ progressPort }) => progressPort)).toEqual([8099, 8099, 8100]);
  });

  test("needs the level of the most demanding plugin", () => {
    expect(levelFor([wanted({})])).toBe("baseline");
    expect(levelFor([wanted({}), wanted({ driver: "DaemonSet" })])).toBe("privileged");
  });
});
