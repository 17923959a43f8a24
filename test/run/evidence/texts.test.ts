import { describe, expect, test } from "bun:test";
import type { Gathered } from "../../../src/run/evidence/gather.ts";
import { evidenceFiles } from "../../../src/run/evidence/texts.ts";

const nothing: Gathered = { namespace: "pods-1", events: [], pods: [], logs: [], tables: [], leftOut: [] };

function textsOf(more: Partial<Gathered>, nodes: readonly unknown[] = []): Record<string, string> {
  const files = evidenceFiles({
    spec: "[sig-node] Pods should run",
    failed: Date.UTC(2026, 10, 20, 22, 16),
    took: 1234,
    namespaces: [{ ...nothing, ...more }],
    nodes,
    leftOut: [],
  });
  return Object.fromEntries(files.map(({ name, text }) => [name, text]));
}

const event = (reason: string, lastTimestamp: string, message: string) => ({
  type: "Warning",
  reason,
  message,
  lastTimestamp,
  count: 3,
  involvedObject: { kind: "Pod", name: "web" },
  source: { component: "kubelet", host: "node2" },
});

describe("the files of a spec's evidence", () => {
  test("there are none if the namespace was gone", () => {
    expect(textsOf({}, [{ metadata: { name: "node1" } }])).toEqual({});
  });

  test("events are in their order, each in a line, whatever is in their messages", () => {
    const { "events.txt": text } = textsOf({
      events: [
        event("BackOff", "2026-11-20T22:15:02Z", "later\n::error::owned\u001b[31m"),
        event("Failed", "2026-11-20T22:15:01Z", "pull of https://u:pw@h/x failed"),
      ],
    });
    expect(text).toBe(
      [
        "2026-11-20T22:15:01Z  Warning  Failed   pod/web  pull of https://…@h/x failed (3 times) [kubelet, node2]",
        "2026-11-20T22:15:02Z  Warning  BackOff  pod/web  later ::error::owned^[[31m (3 times) [kubelet, node2]",
        "",
      ].join("\n"),
    );
  });

  test("logs say whose they are, and objects are as kubectl prints them", () => {
    const row = (name: string) => ({
      namespace: "",
      name,
      uid: "",
      version: "",
      columns: ["Name", "Ready"],
      cells: [name, "0/1"],
    });
    const files = textsOf({
      logs: [
        { pod: "web", container: "app", previous: true, text: "boom\tat once\u001b[2J\n" },
        { pod: "web", container: "app", previous: false, text: "starting\n" },
      ],
      tables: [{ kind: "replicasets", rows: [row("web-1"), row("web-22")] }],
    });
    expect(files["logs.txt"]).toBe(
      "==> web/app, its last attempt <==\nboom\tat once^[[2J\n\n==> web/app <==\nstarting\n",
    );
    expect(files["objects.txt"]).toBe("replicasets\nNAME    READY\nweb-1   0/1\nweb-22  0/1\n");
  });

  test("a node's conditions and taints", () => {
    const node = {
      metadata: { name: "node2" },
      spec: { unschedulable: true, taints: [{ key: "node.kubernetes.io/not-ready", effect: "NoExecute" }] },
      status: {
        conditions: [{ type: "Ready", status: "False", reason: "KubeletNotReady", message: "down" }],
      },
    };
    const { "nodes.txt": text } = textsOf({ pods: [{ metadata: { name: "web" } }] }, [node]);
    expect(text).toStartWith("node2 (unschedulable, node.kubernetes.io/not-ready:NoExecute)\n");
    expect(text).toContain("Ready=False  KubeletNotReady");
  });

  test("what was left out is said, and a pod that is too large is", () => {
    const huge = { metadata: { name: "huge" }, status: { message: "x".repeat(600_000) } };
    const { "about.txt": about, "pods.yaml": pods } = textsOf({
      pods: [{ metadata: { name: "web" } }, huge],
      leftOut: [{ what: "events", why: "forbidden\nfor you", forbidden: true }],
    });
    expect(pods).toBe("apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n");
    expect(about).toContain("Not here: events: forbidden for you\n");
    expect(about).toContain("Not here: 1 more pods: too large to keep\n");
    expect(about).toContain("Test:      [sig-node] Pods should run\n");
  });
});
