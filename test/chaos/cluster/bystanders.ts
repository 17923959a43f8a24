import type { Bystander } from "../scenario.ts";

export const runLabel = "kubectl-conformance/run";
const stateAnnotation = "kubectl-conformance/state";

/** What is read of an object's metadata. */
export interface Meta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly deletionTimestamp?: string;
}

/** An object to be made, and where. */
export interface Made {
  readonly path: string;
  readonly body: { readonly metadata: { readonly name: string }; readonly spec?: object };
}

/** The objects of somebody else, in the order they are made. `run` is the pod of the run that a tenant may want to pass for. */
export function objectsOf(bystander: Bystander, suffix: string, run: Meta | undefined): Made[] {
  const uuid = crypto.randomUUID();
  const namespace = (base: string, labels: Readonly<Record<string, string>> = {}): Made => ({
    path: "/api/v1/namespaces",
    body: { metadata: { name: `${base}-${suffix}`, ...(Object.keys(labels).length > 0 && { labels }) } },
  });
  const suite = (base: string) => namespace(base, { "e2e-framework": base, "e2e-run": uuid });
  switch (bystander) {
    case "suite":
      return [suite("pods"), suite("services")];
    case "older":
      return [suite("emptydir")];
    case "forged-namespace":
      return [namespace("tenant-b", { [runLabel]: "20260101-0000-abcd" })];
    case "forged-pod":
      return [
        namespace("tenant-a"),
        pod(`tenant-a-${suffix}`, { [runLabel]: "20260101-0000-evil" }, forgedState),
      ];
    case "forged-run": {
      if (run === undefined) return [];
      const state = (run.annotations?.[stateAnnotation] ?? forgedState).replace(
        '"started":"20',
        '"started":"19',
      );
      return [namespace("tenant-c"), pod(`tenant-c-${suffix}`, run.labels ?? {}, state)];
    }
  }
}

/** A pod with the marks of a run. It need not run, and must not. */
function pod(namespace: string, labels: Readonly<Record<string, string>>, state: string): Made {
  const metadata = { name: "suite", labels, annotations: { [stateAnnotation]: state } };
  const spec = {
    containers: [{ name: "suite", image: "registry.k8s.io/pause:3.10" }],
    nodeSelector: { "no/where": "" },
    automountServiceAccountToken: false,
  };
  return { path: `/api/v1/namespaces/${namespace}/pods`, body: { metadata, spec } };
}

const forgedState = JSON.stringify({
  plan: { id: "20260101-0000-evil", namespace: "kube-system", suiteArgs: [], ginkgoArgs: [], processes: 1 },
  command: [],
  started: "1970-01-01T00:00:00.000Z\u001b[2J",
  server: "v1.35.4",
  platform: "linux/amd64",
});
