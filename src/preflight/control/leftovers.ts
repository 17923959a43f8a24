import type { V1ClusterRole, V1ClusterRoleBinding, V1Namespace, V1Node } from "@kubernetes/client-node";
import { runLabel } from "../../run/identity.ts";
import { podAnnotation } from "../../run/state.ts";
import { isBeingMade } from "../../run/status.ts";
import { isSuiteKey, isSuiteLabel, isSuiteResource, uuidLabel } from "../../suite/leavings.ts";
import { type Check, count, fail, few, type Judgement, pass, type Subject, unknown, warn } from "../check.ts";
import { probeLabel } from "../image/probe.ts";
import { keepingTaints, nameOf } from "../nodes/suite-view.ts";
import type { PodFacts } from "../pods.ts";
import { activeSuites } from "./other-runs.ts";

/** What earlier runs of the suite left behind, by this program or others. */
export const leftovers: Check = { name: "leftovers", judge };

/** Where something of an earlier run may be. */
export interface Places {
  readonly nodes: readonly V1Node[];
  readonly namespaces: readonly V1Namespace[];
  readonly pods: readonly PodFacts[];
  /** What a suite's program created cluster-wide: `customresourcedefinition foos.example.com`. */
  readonly outside: readonly string[];
  /** Bindings with this program's label. */
  readonly ownBindings: readonly V1ClusterRoleBinding[];
  /** Cluster roles with the labels of other runners. */
  readonly foreignRoles: readonly V1ClusterRole[];
}

async function judge({ snapshot, now }: Subject): Promise<readonly Judgement[]> {
  const [nodes, namespaces, pods, outside, ownBindings, foreignRoles] = await Promise.all([
    snapshot.nodes(),
    snapshot.namespaces(),
    snapshot.pods(),
    snapshot.suiteLeftovers(),
    snapshot.clusterRoleBindings(runLabel),
    // the labels of Sonobuoy's and Hydrophone's roles
    snapshot.clusterRoles("component in (sonobuoy, conformance)"),
  ]);
  return judgeLeftovers({ nodes, namespaces, pods, outside, ownBindings, foreignRoles }, now);
}

/** Judges what is still there. While a suite runs, what it uses cannot be distinguished from what an earlier one left. Pure. */
export function judgeLeftovers(places: Places, now: number): readonly Judgement[] {
  const active = activeSuites(places.pods);
  const found = [
    ...ofNodes(places.nodes),
    ...suiteNamespaces(places.namespaces),
    ...suiteObjects(places.outside),
    ...ownRuns(places, now),
    ...ownProbes(places.namespaces, now),
    ...otherRunners(places),
  ];
  if (found.length === 0) return [pass("none from earlier suites")];
  if (active.length > 0) {
    return [
      unknown(
        `cannot be distinguished from what the suite in ${few(active.map((pod) => `${pod.namespace}/${pod.name}`))} uses`,
      ),
    ];
  }
  return found;
}

// longer than a probe takes
const probeLife = 5 * 60_000;

function ofNodes(nodes: readonly V1Node[]): Judgement[] {
  return nodes.flatMap((node) => {
    const name = nameOf(node);
    const taints = keepingTaints(node).filter(({ key }) => isSuiteKey(key));
    const labels = Object.entries(node.metadata?.labels ?? {}).flatMap(([key, value]) =>
      isSuiteLabel(key, value, name) ? [key] : [],
    );
    const resources = Object.keys(node.status?.capacity ?? {}).filter(isSuiteResource);
    return [
      ...taints.map(({ key }) =>
        fail(
          `node ${name} has the taint ${key} from an earlier suite`,
          "the suite would wait 30 minutes for it to go, and pods that do not tolerate it are kept away or evicted",
          `kubectl taint nodes ${name} ${key}-`,
        ),
      ),
      ...labels.map((key) =>
        warn(
          `node ${name} has the label ${key} from an earlier suite`,
          "scheduling specs choose nodes by such labels",
          `kubectl label node ${name} ${key}-`,
        ),
      ),
      ...resources.map((resource) =>
        warn(
          `node ${name} has the extended resource ${resource} from an earlier suite`,
          "preemption specs expect to add it themselves",
          `kubectl patch node ${name} --subresource=status --type=json -p '[{"op":"remove","path":"/status/capacity/${resource.replace("/", "~1")}"}]'`,
        ),
      ),
    ];
  });
}

function suiteNamespaces(namespaces: readonly V1Namespace[]): Judgement[] {
  const left = namespaces.filter(({ metadata }) => metadata?.labels?.[uuidLabel] !== undefined);
  if (left.length === 0) return [];
  const names = left.map(({ metadata }) => metadata?.name ?? "");
  const stuck = left.filter(({ metadata }) => metadata?.deletionTimestamp !== undefined).length;
  const going = stuck === 0 ? "" : `, ${stuck} of them being deleted`;
  return [
    warn(
      `${count(left.length, "namespace")} from an earlier suite${going}: ${few(names)}`,
      "their pods take up room, and their services occupy ports on the nodes",
      stuck === left.length
        ? `kubectl get namespace ${names[0]} -o jsonpath='{.status.conditions}'`
        : `kubectl delete namespace -l ${uuidLabel}`,
    ),
  ];
}

function suiteObjects(outside: readonly string[]): Judgement[] {
  // what is on nodes is reported by its own name above, whoever put it there
  const objects = outside.filter((what) => !what.includes(" of node ")).map((what) => what.replace(" ", "/"));
  if (objects.length === 0) return [];
  return [
    warn(
      `${count(objects.length, "object")} from an earlier suite: ${few(objects)}`,
      "specs that create objects with these names, or count them, fail",
      `kubectl delete ${objects.join(" ")}`,
    ),
  ];
}

function ownRuns({ ownBindings, namespaces, pods }: Places, now: number): Judgement[] {
  const runs = ownBindings.map(({ metadata }) => metadata?.labels?.[runLabel] ?? "");
  // a run that has just started creates its pod next
  const young = ownBindings
    .filter(({ metadata }) =>
      isBeingMade(
        metadata?.creationTimestamp ?? new Date(0),
        metadata?.annotations?.[podAnnotation] !== undefined,
        now,
      ),
    )
    .map(({ metadata }) => metadata?.labels?.[runLabel] ?? "");
  const leaving = new Set(
    namespaces.flatMap(({ metadata }) =>
      metadata?.deletionTimestamp === undefined ? [] : [metadata.labels?.[runLabel]],
    ),
  );
  const strays = namespaces.filter(({ metadata }) => {
    const id = metadata?.labels?.[runLabel];
    return id !== undefined && !runs.includes(id);
  });
  return [
    ...[...new Set(runs)].map((id) => {
      const ended = pods.some((pod) => pod.run?.id === id);
      if (!ended && young.includes(id)) {
        return warn(
          `the run ${id} is being created`,
          "two suites in one cluster disturb each other",
          `kubectl conformance attach ${id}`,
        );
      }
      if (!ended && leaving.has(id)) {
        return warn(
          `the run ${id} is being removed`,
          "its namespace is still there: something blocks its deletion",
          `kubectl get namespaces -l ${runLabel}=${id} -o jsonpath='{.items[*].status.conditions}'`,
        );
      }
      return warn(
        ended
          ? `the run ${id} has ended and is still there`
          : `the run ${id} lost its pod and was not cleaned up`,
        ended
          ? `its results can be fetched until it is removed: kubectl conformance retrieve ${id}`
          : "it left objects that allow its service account everything",
        `kubectl conformance cleanup ${id}`,
      );
    }),
    ...strays.map(({ metadata }) =>
      warn(
        `namespace ${metadata?.name} is marked, but not a run`,
        "its runner ended before it created the run, or somebody else labeled it; no run uses it",
        `kubectl delete namespace ${metadata?.name}`,
      ),
    ),
  ];
}

function ownProbes(namespaces: readonly V1Namespace[], now: number): Judgement[] {
  return namespaces
    .filter(
      ({ metadata }) =>
        metadata?.labels?.[probeLabel] !== undefined &&
        now - (metadata.creationTimestamp?.getTime() ?? 0) > probeLife,
    )
    .map(({ metadata }) =>
      warn(
        `namespace ${metadata?.name} from an earlier preflight --probe`,
        "nobody waited for it to end",
        `kubectl delete namespace ${metadata?.name}`,
      ),
    );
}

function otherRunners({ foreignRoles, namespaces }: Places): Judgement[] {
  const roles = foreignRoles.map(({ metadata }) => metadata?.name ?? "");
  const present = namespaces.map(({ metadata }) => metadata?.name ?? "");
  const sonobuoy = [
    ...roles.filter((name) => name.startsWith("sonobuoy")).map((name) => `clusterrole ${name}`),
    ...present.filter((name) => name === "sonobuoy").map((name) => `namespace ${name}`),
  ];
  const hydrophone = roles
    .filter((name) => name.startsWith("conformance-serviceaccount"))
    .map((name) => `clusterrole ${name}`);
  const why = "that program's next run stumbles over them; they also allow their service account everything";
  return [
    ...(sonobuoy.length === 0 ? [] : [warn(`of Sonobuoy: ${few(sonobuoy)}`, why, "sonobuoy delete --wait")]),
    ...(hydrophone.length === 0
      ? []
      : [warn(`of Hydrophone: ${few(hydrophone)}`, why, "hydrophone --cleanup")]),
  ];
}
