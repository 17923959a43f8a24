import type { V1Node } from "@kubernetes/client-node";
import type { Cluster } from "../kube/cluster.ts";
import { discovery } from "../kube/discovery.ts";
import { ApiError, isMissing, isNotFound } from "../kube/errors.ts";
import { record, text } from "../kube/json.ts";
import { itemsOf } from "../kube/objects.ts";
import { readJson } from "../kube/transport.ts";
import {
  isSuiteKey,
  isSuiteLabel,
  isSuiteResource,
  type SuiteKind,
  suiteKinds,
  suiteManager,
} from "../suite/leavings.ts";
import type { Doomed, Look } from "./cleanup/absent.ts";
import { removeObject } from "./cleanup/remove-object.ts";

/** Something cluster-scoped that a suite left behind: `customresourcedefinition foos.example.com`. */
export type Leftover = Doomed;

/** When a suite ran, by the server's clock; without an end if it may still run. */
export interface Span {
  readonly since: Date;
  readonly until?: Date | undefined;
}

/**
 * What the suite's program created cluster-wide while it ran and did not remove: the server records who created it, and when. That
 * distinguishes a suite from most other writers, but not one suite from another that runs at the same time, nor from an operator's tests, for whose
 * program go uses the same name; so the caller has to know that this suite was alone.
 */
export async function suiteLeftovers(
  cluster: Pick<Cluster, "send" | "core">,
  span: Span,
): Promise<Leftover[]> {
  const isServed = discovery(cluster);
  const [objects, nodes] = await Promise.all([
    Promise.all(suiteKinds.map((kind) => leftObjects(cluster, kind, span, isServed))),
    cluster.core.listNode(),
  ]);
  return [...objects.flat(), ...nodes.items.flatMap((node) => leftOnNode(cluster, node, span))];
}

async function leftObjects(
  cluster: Pick<Cluster, "send">,
  { path, kind, prefix = "" }: SuiteKind,
  span: Span,
  isServed: (path: string) => Promise<boolean>,
): Promise<Leftover[]> {
  const headers = {
    Accept: "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json",
  };
  try {
    const reply = await cluster.send({ method: "GET", path, headers });
    return itemsOf(await readJson(reply.body, path), path).flatMap((item) => {
      const { name, uid, creationTimestamp, managedFields, deletionTimestamp } = record(
        record(item).metadata,
      );
      const made = Date.parse(text(creationTimestamp) ?? "");
      const called = text(name) ?? "";
      const suites =
        Array.isArray(managedFields) && managedFields.some((entry) => record(entry).manager === suiteManager);
      if (!suites || !isWithin(made, span) || deletionTimestamp !== undefined || !called.startsWith(prefix))
        return [];
      const remove = () => removeObject(cluster, path, { name: called, uid: text(uid) });
      return [{ what: `${kind} ${called}`, remove }];
    });
  } catch (error) {
    if (error instanceof ApiError && error.isOwn && error.status === 403) return [];
    // an older server may not have the kind
    if (isMissing(error) && !(await isServed(path))) return [];
    throw error;
  }
}

type NodePatch = (node: V1Node) => { readonly of: "node" | "status"; readonly body: readonly object[] };

function leftOnNode(cluster: Pick<Cluster, "core">, node: V1Node, span: Span): Leftover[] {
  const name = node.metadata?.name ?? "";
  const touched = node.metadata?.managedFields?.some(
    (entry) => entry.manager === suiteManager && isWithin(entry.time?.getTime() ?? 0, span),
  );
  if (touched !== true) return [];
  const labels = Object.entries(node.metadata?.labels ?? {}).filter(([key, value]) =>
    isSuiteLabel(key, value, name),
  );
  const taints = new Set((node.spec?.taints ?? []).map(({ key }) => key).filter(isSuiteKey));
  const resources = Object.keys(node.status?.capacity ?? {}).filter(isSuiteResource);
  const left = (what: string, patch: NodePatch): Leftover => ({
    what: `${what} of node ${name}`,
    remove: () => patchNode(cluster, name, patch),
  });
  return [
    ...labels.map(([label]) =>
      left(`label ${label}`, ({ metadata }) => ({
        of: "node",
        body:
          metadata?.labels?.[label] === undefined
            ? []
            : [{ op: "remove", path: `/metadata/labels/${pointer(label)}` }],
      })),
    ),
    ...[...taints].map((key) =>
      left(`taint ${key}`, ({ spec: { taints = [] } = {} }) => ({
        of: "node",
        body: taints.every((taint) => taint.key !== key)
          ? []
          : [
              { op: "test", path: "/spec/taints", value: taints },
              { op: "replace", path: "/spec/taints", value: taints.filter((taint) => taint.key !== key) },
            ],
      })),
    ),
    ...resources.map((resource) =>
      left(`extended resource ${resource}`, ({ status }) => ({
        of: "status",
        body:
          status?.capacity?.[resource] === undefined
            ? []
            : [{ op: "remove", path: `/status/capacity/${pointer(resource)}` }],
      })),
    ),
  ];
}

/** Patches the node as it is now: others write to it all the time. */
async function patchNode({ core }: Pick<Cluster, "core">, name: string, patch: NodePatch): Promise<Look> {
  const [node] = (await core.listNode({ fieldSelector: `metadata.name=${name}` })).items;
  if (node === undefined) return "absent";
  const { of, body } = patch(node);
  if (body.length === 0) return "absent";
  try {
    await (of === "status" ? core.patchNodeStatus({ name, body }) : core.patchNode({ name, body }));
    return "removed";
  } catch (error) {
    if (isNotFound(error, name)) return "absent";
    // somebody wrote to it in between
    if (error instanceof ApiError && (error.status === 422 || error.status === 409))
      return { why: "other clients keep changing the node" };
    throw error;
  }
}

/** The clocks of nodes and of the API server differ. */
const slack = 60_000;

/** Timestamps of objects have whole seconds. */
function isWithin(at: number, { since, until }: Span): boolean {
  return (
    at >= Math.floor(since.getTime() / 1000) * 1000 && (until === undefined || at <= until.getTime() + slack)
  );
}

/** A key as a part of a JSON pointer (RFC 6901). */
function pointer(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
