import type { V1Node } from "@kubernetes/client-node";
import { parseQuantity } from "../../run/plan/quantity.ts";
import { type Check, count, fail, type Judgement, pass, type Subject, warn } from "../check.ts";
import { hasEnded, type PodFacts } from "../pods.ts";
import { isUsable, nameOf } from "./suite-view.ts";

/** Whether the nodes have room for the suite in addition to what runs there. */
export const capacity: Check = { name: "capacity", judge };

const gibibyte = 2 ** 30;
// four cores and 16 GiB, minus what nodes of that size reserve for themselves
const advised = { cpu: 3.4, memory: 13.5 * gibibyte, pods: 100 };
// what the run's own pod requests: the suite's container and the collector
const least = { cpu: 0.11, memory: 272 * 2 ** 20, pods: 1 };

type Room = typeof advised;

async function judge({ snapshot }: Subject): Promise<readonly Judgement[]> {
  const [nodes, pods] = await Promise.all([snapshot.nodes(), snapshot.pods()]);
  return [judgeCapacity(nodes, pods)];
}

/** Judges what is left on the nodes that the suite can use. Pure. */
export function judgeCapacity(nodes: readonly V1Node[], pods: readonly PodFacts[]): Judgement {
  const running = Map.groupBy(
    pods.filter((pod) => !hasEnded(pod)),
    (pod) => pod.node,
  );
  const rooms = nodes.filter(isUsable).map((node) => roomOf(node, running.get(nameOf(node)) ?? []));
  const total = rooms.reduce((sum, room) => add(sum, room), { cpu: 0, memory: 0, pods: 0 });
  const summary = `${inWords(total)} free on ${count(rooms.length, "node")}`;
  if (!rooms.some((room) => lacking(room, least).length === 0)) {
    return fail(
      summary,
      "no single node has room for the run's own pod (110m CPU, 272Mi memory): remove something, or add a node",
      "kubectl describe nodes",
    );
  }
  const short = lacking(total, advised);
  if (short.length === 0) return pass(summary);
  return warn(
    `${summary}: little ${short.join(" and ")}`,
    "four cores, 16 GiB and a hundred pods are recommended; with less, specs wait for room and reach their time limits; free some resources, or run one spec at a time",
    "kubectl conformance run --parallel 1",
  );
}

function roomOf(node: V1Node, here: readonly PodFacts[]): Room {
  const allocatable = (resource: string) => parseQuantity(node.status?.allocatable?.[resource] ?? "0");
  const taken = (pick: (pod: PodFacts) => number) => here.reduce((sum, pod) => sum + pick(pod), 0);
  return {
    cpu: Math.max(0, allocatable("cpu") - taken((pod) => pod.requests.cpu)),
    memory: Math.max(0, allocatable("memory") - taken((pod) => pod.requests.memory)),
    pods: Math.max(0, allocatable("pods") - here.length),
  };
}

function add(a: Room, b: Room): Room {
  return { cpu: a.cpu + b.cpu, memory: a.memory + b.memory, pods: a.pods + b.pods };
}

function lacking(room: Room, wanted: Room): string[] {
  return [
    ...(room.cpu < wanted.cpu ? ["CPU"] : []),
    ...(room.memory < wanted.memory ? ["memory"] : []),
    ...(room.pods < wanted.pods ? ["room for pods"] : []),
  ];
}

function inWords({ cpu, memory, pods }: Room): string {
  return `${Number(cpu.toFixed(1))} cores, ${Number((memory / gibibyte).toFixed(1))} GiB and ${pods} pods`;
}
