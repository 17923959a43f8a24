import type { Clock } from "../clock.ts";
import type { Kubelet } from "../node/kubelet.ts";
import type { Namespaces } from "./namespaces.ts";
import type { Store } from "./store.ts";

/** The cluster behind the API. */
export interface Cluster {
  /** The Kubernetes version: `v1.35.4`. */
  readonly version: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly kubelet: Kubelet;
  readonly namespaces: Namespaces;
}
