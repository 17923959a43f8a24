import type { Row } from "../../kube/table.ts";

/** What a row of the pod table says about a pod. */
export type PodSays = "waits" | "runs" | "not ready" | "ends";

// the kubelet's and the API server's words for a pod whose containers have not started (printers/internalversion/printers.go, pkg/kubelet/images/types.go)
const waiting =
  /^(?:Pending|ContainerCreating|PodInitializing|Unknown|ContainerStatusUnknown|(?:Init:)?(?:\d+\/\d+|ErrImage\w+|ImagePullBackOff|InvalidImageName|ImageInspectError|RegistryUnavailable|SignatureValidationFailed|CreateContainer\w*Error|CreateContainerError|RunContainerError))$/;

// of these the containers did not run to their end
const ended =
  /^(?:Terminating|Evicted|NodeLost|NodeAffinity|NodeShutdown|Preempting|UnexpectedAdmissionError|OutOf\w+)$/;

/** Reads a row: whether the pod still waits, and whether all its containers are ready. */
export function podSays({ columns, cells }: Pick<Row, "columns" | "cells">): PodSays {
  const cell = (name: string) => String(cells[columns.indexOf(name)] ?? "");
  const status = cell("Status");
  if (waiting.test(status)) return "waits";
  if (status !== "Running") return ended.test(status) ? "ends" : "runs";
  const [ready, all] = cell("Ready").split("/");
  return ready === all ? "runs" : "not ready";
}
