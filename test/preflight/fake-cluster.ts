import type { IncomingMessage, ServerResponse } from "node:http";
import type { V1Node } from "@kubernetes/client-node";
import { realMonotonic, realSleep } from "../../src/process/io.ts";
import { json, scriptedServer, status } from "../kube/scripted-server.ts";
import { node } from "./samples.ts";

/** What is served at a path, instead of nothing: a body, or whatever the function does. */
export type Served = Readonly<
  Record<string, object | ((request: IncomingMessage, response: ServerResponse) => void)>
>;

/** Where preflight tries whether a WebSocket gets through. */
export const execProbe = "/api/v1/namespaces/default/pods/kubectl-conformance-preflight/exec";

const list = (items: readonly object[]) => ({ kind: "ThingList", items });

/** A server that answers as a small healthy cluster does; other paths are not found, which is an empty list to a reader. */
export function healthyCluster(over: Served = {}, nodes: readonly V1Node[] = [node("node1"), node("node2")]) {
  const grown = (one: V1Node) => ({
    ...one,
    status: {
      ...one.status,
      allocatable: { cpu: "8", memory: "32Gi", pods: "110" },
      nodeInfo: { ...one.status?.nodeInfo, kubeletVersion: "v1.37.0" },
    },
  });
  const served: Served = {
    "/version": { gitVersion: "v1.37.0", platform: "linux/amd64" },
    "/api/v1": { kind: "APIResourceList", resources: [{ name: "nodes" }] },
    "/apis": { kind: "APIGroupList", groups: [{ name: "apps" }] },
    "/api/v1/nodes": list(nodes.map(grown)),
    "/api/v1/pods": list([]),
    "/api/v1/services": list([
      {
        metadata: { namespace: "kube-system", name: "kube-dns" },
        spec: { clusterIP: "10.96.0.10", ports: [{ port: 53 }] },
      },
    ]),
    "/apis/discovery.k8s.io/v1/namespaces/kube-system/endpointslices": list([
      { addressType: "IPv4", endpoints: [{ addresses: ["10.244.0.2"], conditions: { ready: true } }] },
    ]),
    "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews": { status: { allowed: true } },
    [execProbe]: json(status(404, "NotFound", 'pods "kubectl-conformance-preflight" not found'), 404),
    ...over,
  };
  return scriptedServer((request, response) => {
    const path = new URL(request.url ?? "", "http://server").pathname;
    const answer = served[path];
    if (typeof answer === "function") answer(request, response);
    else if (answer === undefined) json(status(404, "NotFound", "not here"), 404)(request, response);
    else json(answer)(request, response);
  });
}

/** The parts of `Io` that checks use. */
export function checksIo(signal: AbortSignal = new AbortController().signal) {
  return { now: Date.now, monotonic: realMonotonic, sleep: realSleep, signal };
}
