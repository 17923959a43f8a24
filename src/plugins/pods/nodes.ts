import type {
  V1Node,
  V1NodeSelectorRequirement,
  V1NodeSelectorTerm,
  V1PodSpec,
  V1Taint,
  V1Toleration,
} from "@kubernetes/client-node";
import { onEveryNode } from "./pod.ts";

/** What becomes of a node: a pod of the plugin, an error at once, or nothing, because the definition does not want it. */
export type NodePlace =
  | { readonly kind: "runs"; readonly node: string }
  | { readonly kind: "refused"; readonly node: string; readonly why: string }
  | { readonly kind: "unwanted"; readonly node: string };

/**
 * Where the pods of a DaemonSet go: to each node that its node selector and required affinity choose. A chosen node that cannot run it
 * is refused now, in place of a pod that waits. Pure.
 */
export function nodePlaces(spec: V1PodSpec, nodes: readonly V1Node[]): NodePlace[] {
  return nodes.map((node) => {
    const name = node.metadata?.name ?? "";
    if (!isWanted(spec, node)) return { kind: "unwanted", node: name };
    const why = refusalOf(spec, node);
    return why === undefined ? { kind: "runs", node: name } : { kind: "refused", node: name, why };
  });
}

function isWanted({ nodeSelector = {}, affinity }: V1PodSpec, node: V1Node): boolean {
  const labels = node.metadata?.labels ?? {};
  if (Object.entries(nodeSelector).some(([key, value]) => labels[key] !== value)) return false;
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return terms === undefined || terms.some((term) => matches(term, node));
}

/** All requirements of a term; a term without any chooses nothing. */
function matches({ matchExpressions = [], matchFields = [] }: V1NodeSelectorTerm, node: V1Node): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false;
  const labels = node.metadata?.labels ?? {};
  return (
    matchExpressions.every((one) => meets(one, labels[one.key])) &&
    matchFields.every((one) => meets(one, one.key === "metadata.name" ? node.metadata?.name : undefined))
  );
}

function meets({ operator, values = [] }: V1NodeSelectorRequirement, value: string | undefined): boolean {
  const [bound = ""] = values;
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
      return value !== undefined && Number(value) > Number(bound);
    case "Lt":
      return value !== undefined && Number(value) < Number(bound);
    default:
      return false;
  }
}

function refusalOf(spec: V1PodSpec, { metadata, spec: own, status }: V1Node): string | undefined {
  const os = metadata?.labels?.["kubernetes.io/os"] ?? status?.nodeInfo?.operatingSystem ?? "linux";
  if (os !== "linux") return `the node runs ${os}, where results cannot be collected`;
  const trouble = readinessTrouble({ status });
  if (trouble !== undefined) return trouble;
  const tolerations = [...(spec.tolerations ?? []), ...onEveryNode(spec)];
  const taint = own?.taints?.find(
    (one) => one.effect !== "PreferNoSchedule" && !tolerations.some((other) => tolerates(other, one)),
  );
  if (taint === undefined) return undefined;
  const { key, value = "", effect } = taint;
  return `the node has the taint ${key}${value === "" ? "" : `=${value}`}:${effect}, which the plugin does not tolerate`;
}

/** Why a node is not ready, in its own words or its cluster's; undefined if it is. */
export function readinessTrouble({
  status,
}: {
  readonly status?: V1Node["status"] | undefined;
}): string | undefined {
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  if (ready?.status === "True") return undefined;
  return `the node is not ready: ${ready?.message ?? ready?.reason ?? "it has not reported"}`;
}

function tolerates(
  { key = "", operator = "Equal", value = "", effect = "" }: V1Toleration,
  taint: V1Taint,
): boolean {
  if (effect !== "" && effect !== taint.effect) return false;
  if (key !== "" && key !== taint.key) return false;
  if (operator === "Exists") return true;
  return key !== "" && value === (taint.value ?? "");
}
