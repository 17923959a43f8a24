import type { V1Node } from "@kubernetes/client-node";
import type { Cluster } from "../kube/cluster.ts";
import { ApiError, isNotFound } from "../kube/errors.ts";
import { readText } from "../kube/transport.ts";

/** Something that a suite left behind outside of its namespaces. */
export interface Leftover {
  /** In words: `customresourcedefinition foos.example.com`, `label x of node node1`. */
  readonly what: string;
  remove(): Promise<void>;
}

interface Meta {
  readonly name?: string;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly managedFields?: ReadonlyArray<{
    readonly manager?: string;
    readonly time?: string;
    readonly fieldsV1?: object;
  }>;
}

// kinds without a namespace that conformance specs make
const kinds: readonly (readonly [path: string, kind: string])[] = [
  ["/apis/apiextensions.k8s.io/v1/customresourcedefinitions", "customresourcedefinition"],
  ["/apis/apiregistration.k8s.io/v1/apiservices", "apiservice"],
  ["/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", "validatingwebhookconfiguration"],
  ["/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", "mutatingwebhookconfiguration"],
  ["/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies", "validatingadmissionpolicy"],
  [
    "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings",
    "validatingadmissionpolicybinding",
  ],
  ["/apis/rbac.authorization.k8s.io/v1/clusterroles", "clusterrole"],
  ["/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", "clusterrolebinding"],
  ["/apis/scheduling.k8s.io/v1/priorityclasses", "priorityclass"],
  ["/apis/storage.k8s.io/v1/storageclasses", "storageclass"],
  ["/apis/storage.k8s.io/v1/csidrivers", "csidriver"],
  ["/apis/node.k8s.io/v1/runtimeclasses", "runtimeclass"],
  ["/apis/networking.k8s.io/v1/ingressclasses", "ingressclass"],
  ["/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas", "flowschema"],
  ["/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations", "prioritylevelconfiguration"],
  ["/api/v1/persistentvolumes", "persistentvolume"],
];

// the field manager of whatever the suite's own program writes: the name of that program (client-go `DefaultKubernetesUserAgent`)
const suiteManager = "e2e.test";
const evictTaint = "kubernetes.io/e2e-evict-taint-key";
const nodeLabel = /^kubernetes\.io\/e2e-/;
const fakeResources = ["scheduling.k8s.io/foo", "example.com/fakecpu"];

/** When a suite ran; without an end where it may still run. */
export interface Span {
  readonly since: Date;
  readonly until?: Date | undefined;
}

/**
 * What the suite's program made outside of namespaces while it ran and did not remove: the server notes who made it, and when. That
 * tells a suite from most else, but not one suite from another beside it, nor from an operator's tests, whose program go names the same;
 * so it is for the caller to know that this one was alone.
 */
export async function suiteLeftovers(
  cluster: Pick<Cluster, "send" | "core">,
  span: Span,
): Promise<Leftover[]> {
  const [objects, nodes] = await Promise.all([
    Promise.all(kinds.map(([path, kind]) => leftObjects(cluster, path, kind, span))),
    cluster.core.listNode(),
  ]);
  return [...objects.flat(), ...nodes.items.flatMap((node) => leftOnNode(cluster, node, span))];
}

async function leftObjects(
  cluster: Pick<Cluster, "send">,
  path: string,
  kind: string,
  span: Span,
): Promise<Leftover[]> {
  const headers = {
    Accept: "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json",
  };
  try {
    const reply = await cluster.send({ method: "GET", path, headers });
    const list: { items?: readonly { metadata?: Meta }[] } = JSON.parse(await readText(reply.body));
    return (list.items ?? []).flatMap(({ metadata = {} }) => {
      const made = Date.parse(metadata.creationTimestamp ?? "");
      const suites = metadata.managedFields?.some((entry) => entry.manager === suiteManager) === true;
      if (!suites || !isWithin(made, span) || metadata.deletionTimestamp !== undefined) return [];
      const name = metadata.name ?? "";
      const remove = async () => {
        const call = { method: "DELETE", path: `${path}/${encodeURIComponent(name)}` } as const;
        // an answer that nobody reads holds its connection, and the process with it
        await cluster.send(call).then((reply) => readText(reply.body), unlessGone);
      };
      return [{ what: `${kind} ${name}`, remove }];
    });
  } catch (error) {
    // an older server may not have the kind
    if (error instanceof ApiError && (error.status === 404 || error.status === 403)) return [];
    throw error;
  }
}

function leftOnNode(cluster: Pick<Cluster, "core">, node: V1Node, span: Span): Leftover[] {
  const name = node.metadata?.name ?? "";
  const touched = node.metadata?.managedFields?.some(
    (entry) => entry.manager === suiteManager && isWithin(entry.time?.getTime() ?? 0, span),
  );
  if (touched !== true) return [];
  const labels = Object.keys(node.metadata?.labels ?? {}).filter((label) => nodeLabel.test(label));
  const taints = node.spec?.taints ?? [];
  const resources = fakeResources.filter((resource) => node.status?.capacity?.[resource] !== undefined);
  return [
    ...labels.map((label) => ({
      what: `label ${label} of node ${name}`,
      remove: () =>
        patched(
          cluster.core.patchNode({
            name,
            body: [{ op: "remove", path: `/metadata/labels/${pointer(label)}` }],
          }),
        ),
    })),
    ...(taints.some((taint) => taint.key === evictTaint)
      ? [
          {
            what: `taint ${evictTaint} of node ${name}`,
            remove: () =>
              patched(
                cluster.core.patchNode({
                  name,
                  body: [
                    { op: "test", path: "/spec/taints", value: taints },
                    {
                      op: "replace",
                      path: "/spec/taints",
                      value: taints.filter((taint) => taint.key !== evictTaint),
                    },
                  ],
                }),
              ),
          },
        ]
      : []),
    ...resources.map((resource) => ({
      what: `extended resource ${resource} of node ${name}`,
      remove: () =>
        patched(
          cluster.core.patchNodeStatus({
            name,
            body: [{ op: "remove", path: `/status/capacity/${pointer(resource)}` }],
          }),
        ),
    })),
  ];
}

async function patched(call: Promise<unknown>): Promise<void> {
  await call.catch(unlessGone);
}

function unlessGone(error: unknown): void {
  if (!isNotFound(error)) throw error;
}

/** Timestamps of objects have whole seconds. */
/** Clocks of nodes and of the API server differ. */
const slack = 60_000;

function isWithin(at: number, { since, until }: Span): boolean {
  return at >= floor(since) && (until === undefined || at <= until.getTime() + slack);
}

function floor(date: Date): number {
  return Math.floor(date.getTime() / 1000) * 1000;
}

/** A key as a part of a JSON pointer (RFC 6901). */
function pointer(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
