import { describe, expect, test } from "bun:test";
import { healthText, healthYaml, readHealth } from "../../../src/plugins/show/health.ts";

const json = JSON.stringify({
  node_health: {
    total_nodes: 3,
    healthy_nodes: 2,
    details: [
      { name: "b", healthy: false, ready: "False", reason: "KubeletNotReady", message: "down" },
      { name: "a", healthy: true, ready: "True" },
    ],
  },
  pod_health: {
    total_nodes: 2,
    healthy_nodes: 1,
    details: [
      { name: "web", healthy: false, ready: "False", namespace: "z" },
      { name: "db", healthy: true, ready: "True", namespace: "z" },
    ],
  },
  api_version: "v1.37.2",
  error_summary: { Errors: { "podlogs/a.txt": 2, "podlogs/b.txt": 12 } },
});

describe("the state of the cluster", () => {
  test("is shown as sonobuoy v0.57.5 results does", () => {
    expect(healthText(readHealth(json))).toBe(`Run Details:
API Server version: v1.37.2
Node health: 2/3 (66%)
Details for failed nodes:
b Ready:False: KubeletNotReady: down

Pods health: 1/2 (50%)
Details for failed pods:
z/web Ready:False: : 
Errors detected in files:
Errors:
12 podlogs/b.txt
 2 podlogs/a.txt
`);
  });

  test("is empty if nobody wrote it down, or only half of it", () => {
    const nothing = "Run Details:\nAPI Server version: \nNode health: 0/0\n";
    expect(healthText(readHealth(undefined))).toBe(nothing);
    expect(healthText(readHealth('{"api_ver'))).toBe(nothing);
    expect(healthYaml(readHealth(undefined))).toBe(
      'node_health:\n  total_nodes: 0\n  healthy_nodes: 0\npod_health:\n  total_nodes: 0\n  healthy_nodes: 0\napi_version: ""\nerror_summary: {}\n',
    );
  });
});
