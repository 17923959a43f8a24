import type { Removal } from "../../../src/run/cleanup/cleanup.ts";
import { Ownership } from "../../../src/run/ownership.ts";
import type { Made } from "../../../src/run/start.ts";
import type { FakeObject, Shelf } from "./fake-cluster.ts";

export const id = "20261120-2215-k3x9";
export const since = new Date("2026-11-20T22:15:00Z");
export const namespaces = "/api/v1/namespaces";
export const pods = `${namespaces}/conformance/pods`;
export const bindings = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings";
export const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

export const made: Made = {
  runId: id,
  namespace: "conformance",
  namespaceUid: "n1",
  foreignNamespace: false,
  serviceAccount: "conformance-bcdfghjk",
  pod: "p1",
  since,
};

export const suiteNamespace = (
  name: string,
  uuid: string,
  creationTimestamp = "2026-11-20T22:20:00Z",
): FakeObject => ({
  metadata: { name, uid: name, labels: { "e2e-run": uuid }, creationTimestamp },
});

/** What exists at a run's end, and these namespaces. */
export function standing(...suites: FakeObject[]): Shelf {
  return {
    [namespaces]: [{ metadata: { name: "conformance", uid: "n1" } }, ...suites],
    [pods]: [{ metadata: { name: "suite", uid: "p1" } }],
    [bindings]: [{ metadata: { name: `conformance-${id}` } }],
  };
}

/** Of the uuids here `ours` is the run's and `theirs` another's; nothing is known of the others. */
export function known(): Ownership {
  const ownership = new Ownership("conformance");
  ownership.noted(["ours"]);
  ownership.notedByOthers(["theirs"]);
  return ownership;
}

export function removal(over: Partial<Removal> = {}): Removal {
  return {
    made,
    ownership: known(),
    span: { since },
    suite: "ended",
    ...over,
  };
}

export const names = (shelf: Shelf, path: string) => (shelf[path] ?? []).map(({ metadata }) => metadata.name);
