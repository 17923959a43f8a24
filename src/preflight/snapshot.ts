import type {
  V1APIService,
  V1ClusterRole,
  V1ClusterRoleBinding,
  V1ConfigMap,
  V1DaemonSet,
  V1EndpointSlice,
  V1Lease,
  V1Namespace,
  V1Node,
  V1NonResourceAttributes,
  V1Pod,
  V1ResourceAttributes,
  V1Service,
} from "@kubernetes/client-node";
import type { Clock } from "../async/paced.ts";
import type { Cluster } from "../kube/cluster.ts";
import { ApiError, isMissing } from "../kube/errors.ts";
import { execObstacle } from "../kube/exec-reach.ts";
import { listAll } from "../kube/list.ts";
import { objectCodec } from "../kube/objects.ts";
import { type Query, readJson } from "../kube/transport.ts";
import type { Io } from "../process/io.ts";
import { runLabel } from "../run/identity.ts";
import { suiteLeftovers } from "../run/leftovers.ts";
import { pluginsAnnotation, readMarks } from "../run/state.ts";
import { gate } from "./gate.ts";
import { type PodFacts, podFacts } from "./pods.ts";
import { readWebhooks, type Webhook } from "./policy/webhook-list.ts";

/** What the server says about itself, and when. */
export interface ServerAnswer {
  readonly gitVersion: string;
  readonly platform: string;
  /** Its `Date` header, in milliseconds of whole seconds; undefined if a proxy dropped it. */
  readonly date: number | undefined;
  /** This machine's clock, in milliseconds, before and after. */
  readonly asked: number;
  readonly answered: number;
}

/** The cluster as the checks see it: each thing is read once, when it is first needed. */
export interface Snapshot {
  server(): Promise<ServerAnswer>;
  nodes(): Promise<readonly V1Node[]>;
  leases(): Promise<readonly V1Lease[]>;
  namespaces(): Promise<readonly V1Namespace[]>;
  pods(): Promise<readonly PodFacts[]>;
  daemonSets(): Promise<readonly V1DaemonSet[]>;
  webhooks(): Promise<readonly Webhook[]>;
  apiServices(): Promise<readonly V1APIService[]>;
  /** Those whose labels name a runner of the suite. */
  clusterRoles(labelSelector: string): Promise<readonly V1ClusterRole[]>;
  clusterRoleBindings(labelSelector: string): Promise<readonly V1ClusterRoleBinding[]>;
  services(labelSelector: string): Promise<readonly V1Service[]>;
  service(namespace: string, name: string): Promise<V1Service | undefined>;
  endpoints(namespace: string, service: string): Promise<readonly V1EndpointSlice[]>;
  configMap(namespace: string, name: string): Promise<V1ConfigMap | undefined>;
  /** The API's groups, including those of extensions, each with the version that the server prefers. */
  groups(): Promise<ReadonlyMap<string, string>>;
  /** Objects of any kind, as the library's type of that name; none if the server does not serve them. */
  list<T extends Meta>(type: string, path: string, query?: Query): Promise<readonly T[]>;
  /** Cluster-scoped objects that a suite created and did not remove, in words. */
  suiteLeftovers(): Promise<readonly string[]>;
  /** Whether the user may do this. */
  may(what: V1ResourceAttributes): Promise<boolean>;
  mayVisit(what: V1NonResourceAttributes): Promise<boolean>;
  /** What blocks a WebSocket from exec in that namespace; undefined if nothing does. */
  execObstacle(namespace: string): Promise<string | undefined>;
}

interface ApiGroup {
  readonly name: string;
  readonly preferredVersion?: { readonly version?: string };
}

interface Meta {
  readonly metadata?: { readonly uid?: string; readonly resourceVersion?: string };
}

// every call is a connection of its own: more at once overrun the backlog of small servers, and wait a second for it
const atOnce = 12;

/** Reads through this cluster; every call ends with the signal. */
export function takeSnapshot(
  cluster: Pick<Cluster, "send" | "core" | "connection">,
  clock: Pick<Io, "now"> & Clock,
  signal: AbortSignal,
): Snapshot {
  const turn = gate(atOnce);
  const send: Cluster["send"] = (call) => turn(() => cluster.send({ ...call, signal }));

  const get = async (path: string, query: Query = {}): Promise<unknown> => {
    const reply = await send({ method: "GET", path, query });
    return readJson(reply.body, path);
  };

  const listed = <T>(path: string, query: Query, read: (page: object) => readonly T[]) =>
    listAll({ send }, path, { query, accept: "application/json", signal, clock }, read);

  async function list<T extends Meta>(type: string, path: string, query: Query = {}): Promise<readonly T[]> {
    const codec = objectCodec<T>(type);
    try {
      return (await listed(path, query, codec.items)).items;
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  async function one<T extends Meta>(type: string, path: string): Promise<T | undefined> {
    try {
      return objectCodec<T>(type).item(await get(path));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async function pods(): Promise<readonly PodFacts[]> {
    const codec = objectCodec<V1Pod>("V1Pod");
    // page by page, so that a large cluster's pods are never in memory all at once
    const facts = (await listed("/api/v1/pods", {}, (page) => codec.items(page).map(podFacts))).items;
    const bound = await boundRuns();
    // anyone who can create a pod can give it any label
    return facts.map(({ run, ...pod }) =>
      run !== undefined && bound.has(`${run.id} ${pod.namespace}`) ? { ...pod, run } : pod,
    );
  }

  /** The runs that have a binding, each with its namespace; none if bindings cannot be read. */
  async function boundRuns(): Promise<ReadonlySet<string>> {
    const { path, query } = bindings(runLabel);
    const items = await list<V1ClusterRoleBinding>("V1ClusterRoleBinding", path, query).catch(
      (error: unknown) => {
        if (error instanceof ApiError) return [];
        throw error;
      },
    );
    return new Set(items.flatMap(placeOf));
  }

  async function server(): Promise<ServerAnswer> {
    const asked = clock.now();
    const reply = await send({ method: "GET", path: "/version" });
    const answered = clock.now();
    const version: { gitVersion?: string; platform?: string } = record(
      await readJson(reply.body, "/version"),
    );
    const date = Date.parse(reply.headers.date ?? "");
    return {
      gitVersion: version.gitVersion ?? "",
      platform: version.platform ?? "",
      date: Number.isNaN(date) ? undefined : date,
      asked,
      answered,
    };
  }

  async function groups(): Promise<ReadonlyMap<string, string>> {
    const answer: { groups?: readonly ApiGroup[] } = record(await get("/apis"));
    return new Map(
      (answer.groups ?? []).map(({ name, preferredVersion }) => [name, preferredVersion?.version ?? ""]),
    );
  }

  async function leftBySuites(): Promise<readonly string[]> {
    const found = await suiteLeftovers({ send, core: cluster.core }, { since: new Date(0) });
    return found.map(({ what }) => what);
  }

  const review = async (spec: object): Promise<boolean> => {
    const reply = await send({
      method: "POST",
      path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        apiVersion: "authorization.k8s.io/v1",
        kind: "SelfSubjectAccessReview",
        spec,
      }),
    });
    const answer: { status?: { allowed?: boolean } } = record(
      await readJson(reply.body, "a review of access"),
    );
    return answer.status?.allowed === true;
  };

  const labelled = (path: string) => (labelSelector: string) => ({ path, query: { labelSelector } });
  const roles = labelled("/apis/rbac.authorization.k8s.io/v1/clusterroles");
  const bindings = labelled("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings");

  return {
    server: once(server),
    nodes: once(() => list("V1Node", "/api/v1/nodes")),
    leases: once(() => list("V1Lease", "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases")),
    namespaces: once(() => list("V1Namespace", "/api/v1/namespaces")),
    pods: once(pods),
    daemonSets: once(() => list("V1DaemonSet", "/apis/apps/v1/daemonsets")),
    webhooks: once(() => readWebhooks(list)),
    apiServices: once(() => list("V1APIService", "/apis/apiregistration.k8s.io/v1/apiservices")),
    clusterRoles: (selector) => list("V1ClusterRole", roles(selector).path, roles(selector).query),
    clusterRoleBindings: (selector) =>
      list("V1ClusterRoleBinding", bindings(selector).path, bindings(selector).query),
    services: (labelSelector) => list("V1Service", "/api/v1/services", { labelSelector }),
    service: (namespace, name) => one("V1Service", `/api/v1/namespaces/${namespace}/services/${name}`),
    endpoints: (namespace, service) =>
      list("V1EndpointSlice", `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, {
        labelSelector: `kubernetes.io/service-name=${service}`,
      }),
    configMap: (namespace, name) => one("V1ConfigMap", `/api/v1/namespaces/${namespace}/configmaps/${name}`),
    groups: once(groups),
    list,
    suiteLeftovers: once(leftBySuites),
    may: (resourceAttributes) => review({ resourceAttributes }),
    mayVisit: (nonResourceAttributes) => review({ nonResourceAttributes }),
    execObstacle: (namespace) => turn(() => execObstacle(cluster, namespace, signal)),
  };
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= read();
    return answer;
  };
}

function record(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}

/** The run that a binding belongs to, with its namespace; none if it cannot belong to one. */
function placeOf(binding: V1ClusterRoleBinding): string[] {
  const { labels = {}, annotations = {}, ownerReferences = [] } = binding.metadata ?? {};
  if (annotations[pluginsAnnotation] !== undefined)
    return ownerReferences.map(({ name }) => `${labels[runLabel]} ${name}`);
  try {
    const { id, namespace } = readMarks(binding);
    return [`${id} ${namespace.name}`];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
