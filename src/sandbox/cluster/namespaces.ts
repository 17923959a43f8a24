import type { Clock } from "../clock.ts";
import type { Kubelet } from "../node/kubelet.ts";
import type { KubeObject } from "./object.ts";
import { configMaps, namespaces, pods, type Resource, resources, serviceAccounts } from "./resources.ts";
import type { Store } from "./store.ts";

/** The namespace controller looks again this long after a namespace started to terminate. */
const grace = 5_000;

/** The life of namespaces: what the API server and the controllers put into a new one, and how one is deleted. */
export class Namespaces {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #kubelet: Kubelet;
  readonly #certificateAuthority: string;

  constructor(store: Store, clock: Clock, kubelet: Kubelet, certificateAuthority: string) {
    this.#store = store;
    this.#clock = clock;
    this.#kubelet = kubelet;
    this.#certificateAuthority = certificateAuthority;
  }

  /** @throws ApiError 409 */
  create(object: KubeObject): KubeObject {
    const name = object.metadata.name;
    const labels = { ...object.metadata.labels, "kubernetes.io/metadata.name": name };
    const created = this.#store.create(namespaces, {
      ...object,
      metadata: { ...object.metadata, labels },
      spec: { finalizers: ["kubernetes"] },
      status: { phase: "Active" },
    });
    this.#store.create(configMaps, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "kube-root-ca.crt", namespace: name },
      data: { "ca.crt": this.#certificateAuthority },
    });
    this.#store.create(serviceAccounts, {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "default", namespace: name },
    });
    return created;
  }

  /** Starts deleting a namespace: it is Terminating, its contents go, then the namespace itself. @throws ApiError 404 */
  delete(name: string): KubeObject {
    const terminating = this.terminate(name);
    this.#clock.background(this.#finalise(name, terminating.metadata.uid));
    return terminating;
  }

  /** Marks a namespace as terminating. @throws ApiError 404 */
  terminate(name: string): KubeObject {
    const { object } = this.#store.need(namespaces, undefined, name);
    if (object.metadata.deletionTimestamp !== undefined) return object;
    return this.#store.update(namespaces, {
      ...object,
      metadata: { ...object.metadata, deletionTimestamp: this.#clock.timestamp() },
      status: { phase: "Terminating" },
    });
  }

  /** Deletes a namespace now, with everything left in it. */
  remove(name: string): void {
    if (this.#store.get(namespaces, undefined, name) === undefined) return;
    for (const { resource, object } of this.#contents(name)) {
      if (resource === pods) this.#kubelet.delete(object, 0);
      else this.#store.remove(resource, name, object.metadata.name);
    }
    this.#store.remove(namespaces, undefined, name);
  }

  async #finalise(name: string, uid: string | undefined): Promise<void> {
    for (const { resource, object } of this.#contents(name)) {
      if (resource === pods) this.#kubelet.delete(object);
      else this.#store.remove(resource, name, object.metadata.name);
    }
    do await this.#clock.sleep(grace);
    while (this.#store.list(pods, name).length > 0);
    if (this.#store.get(namespaces, undefined, name)?.metadata.uid === uid) this.remove(name);
  }

  #contents(name: string): { resource: Resource; object: KubeObject }[] {
    return resources
      .filter((resource) => resource.namespaced)
      .flatMap((resource) => this.#store.list(resource, name).map(({ object }) => ({ resource, object })));
  }
}
