import { describe, expect, test } from "bun:test";
import type { LogEvent } from "../../../src/suite/log/events.ts";
import { WaitingLines } from "../../../src/suite/log/waiting.ts";
import { eventsOf, golden, ofKind } from "../golden.ts";

function eventsFrom(...lines: string[]): LogEvent[] {
  const events: LogEvent[] = [];
  const waiting = new WaitingLines((event) => events.push(event));
  for (const line of lines) waiting.line(line);
  return events;
}

describe("nodes", () => {
  test("names the nodes it waits for, and the taints that would have to be named", () => {
    const waiting = ofKind(eventsOf(golden("nodes/unschedulable/e2e.log")), "waiting-for-nodes");
    expect(waiting).toEqual([
      {
        kind: "waiting-for-nodes",
        limit: "2s",
        nodes: ["node-2", "node-3"],
        taints: ["node-role.kubernetes.io/control-plane", "dedicated"],
        notReady: ["node-3"],
      },
    ]);
  });

  const node = (name: string, ready: boolean, taints: string, tolerated = "") =>
    `-> Node ${name} [[[ Ready=${ready}, Network(available)=false, Taints=[${taints}], NonblockingTaints=${tolerated} ]]]`;
  const begin = "INFO: Waiting up to 30m0s for all (but 0) nodes to be schedulable";
  const look = "==== node wait: 1 out of 3 nodes are ready";

  test("of each look only those that it lists", () => {
    const events = eventsFrom(
      begin,
      node("a", true, "{x  NoSchedule <nil>}"),
      look,
      node("b", false, ""),
      look,
      look,
    );
    expect(ofKind(events, "waiting-for-nodes").map(({ nodes, notReady }) => [nodes, notReady])).toEqual([
      [["a"], []],
      [["b"], ["b"]],
      [[], []],
    ]);
    expect(events).toMatchObject([{ limit: "30m0s" }, { limit: "30m0s" }, { limit: "30m0s" }]);
  });

  test("the taints that keep nothing away, and those of a node that is not ready, need no name", () => {
    const taints = "{a v NoSchedule <nil>} {b  PreferNoSchedule <nil>} {c  NoExecute <nil>}";
    const events = eventsFrom(
      begin,
      node("n", true, taints, "t,,u"),
      node("m", false, "{d  NoSchedule <nil>}", "t,u"),
      look,
    );
    expect(events).toMatchObject([{ taints: ["t", "u", "a", "c"], notReady: ["m"] }]);
  });
});

describe("what runs in kube-system", () => {
  test("names the pods of kube-system that old releases wait for, once", () => {
    expect(ofKind(eventsOf(golden("ginkgo1/verbose/e2e.log")), "waiting-for-pods")).toEqual([
      { kind: "waiting-for-pods", of: "pods", limit: "10m0s", names: ["kube-scheduler-k8s-1"] },
    ]);
  });

  const begin =
    "Waiting up to 10m0s for all pods (need at least 0) in namespace 'kube-system' to be running and ready";
  const status = (pod: string) => `The status of Pod ${pod} is Pending (Ready = false), waiting`;
  const closed = "15 / 17 pods in namespace 'kube-system' are running and ready (0 seconds elapsed)";

  test("is reported again only when it changes", () => {
    const events = eventsFrom(
      begin,
      status("a"),
      status("b"),
      closed,
      status("a"),
      status("b"),
      closed,
      status("b"),
      closed,
      closed,
    );
    expect(ofKind(events, "waiting-for-pods").map(({ names }) => names)).toEqual([["a", "b"], ["b"]]);
  });

  test("are daemon sets in later releases, with the limit of their own wait", () => {
    const events = eventsFrom(
      begin,
      "Waiting up to 5m0s for all daemonsets in namespace 'kube-system' to start",
      "there are not ready daemonsets: [kindnet kube-proxy]",
      closed,
    );
    expect(events).toEqual([
      { kind: "waiting-for-pods", of: "daemonsets", limit: "5m0s", names: ["kindnet", "kube-proxy"] },
    ]);
  });

  test("is not what a line says before the wait has begun", () => {
    expect(eventsFrom(status("a"), closed, "there are not ready daemonsets: [x]")).toEqual([]);
    expect(eventsFrom("Waiting up to 2m0s for all endpoints to answer", status("a"), closed)).toEqual([]);
  });
});

describe("lines that no suite writes", () => {
  // matched as they once were, one of these took minutes; the test's own bound is what fails then
  test.each([
    ["a node's beginnings", "-> Node x [[[ Ready=true, a, Taints=[".repeat(1700)],
    ["a node's ends", `-> Node x [[[ Ready=true, a${", Taints=[b], NonblockingTaints=".repeat(1800)}`],
    ["daemonsets", "there are not ready daemonsets: [".repeat(1900)],
  ])("give no event: %s", (_, line) => {
    const events = eventsOf(Buffer.from(`Waiting up to 5m0s for all daemonsets in namespace\n${line}\n`));
    expect(events.filter(({ kind }) => kind !== "dying-words")).toEqual([]);
  });

  test("are read no further than a bound, and no list of names grows without one", () => {
    const begin = "Waiting up to 10m0s for all pods to be running and ready";
    const pod = (name: string) => `The status of Pod ${name} is Pending`;
    expect(
      eventsFrom(
        begin,
        `${" ".repeat(16_384)}${pod("a")}`,
        " 1 / 2 pods in namespace x are running and ready",
      ),
    ).toEqual([]);
    const many = Array.from({ length: 30_000 }, (_, at) => `n-${at}`);
    const [pods] = ofKind(
      eventsFrom(begin, ...many.map(pod), " 1 / 2 pods in namespace x are running and ready"),
      "waiting-for-pods",
    );
    expect(pods?.names.length).toBeLessThan(20_100);
    const nodes = many.map((name) => `-> Node ${name} [[[ Ready=false, x, Taints=[], NonblockingTaints= ]]]`);
    const [look] = ofKind(eventsFrom(...nodes, "==== node wait:"), "waiting-for-nodes");
    expect(look?.nodes).toHaveLength(20_000);
  });
});
