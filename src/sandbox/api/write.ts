import { randomBytes } from "node:crypto";
import { admitPod } from "../cluster/admission.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { fieldAt, isRecord, type KubeObject } from "../cluster/object.ts";
import { accessReviews, apiVersion, namespaces, pods, type Resource } from "../cluster/resources.ts";
import {
  badRequest,
  conflict,
  deleted,
  expectedKind,
  invalid,
  namespaceTerminating,
  notFound,
  type Status,
} from "../cluster/status.ts";
import { applyPatch } from "./patch.ts";
import type { Target } from "./request.ts";

/** A DNS subdomain, as most names must be. */
const nameForm = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const nameRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";

/** Creates an object from a body, or answers a review. @throws ApiError 400, 403, 404, 409, 422 */
export function create(
  cluster: Cluster,
  { resource, namespace }: Target,
  body: unknown,
  dryRun: boolean,
): KubeObject {
  const object = accept(resource, namespace, body);
  if (resource === accessReviews) return { ...object, status: { allowed: true } };
  const { name } = object.metadata;
  if (namespace !== undefined) needActive(cluster, resource, name, namespace);
  const admitted = resource === pods ? admitPod(object, cluster.store) : object;
  if (dryRun) return admitted;
  if (resource === namespaces) return cluster.namespaces.create(object);
  const created = cluster.store.create(resource, admitted);
  if (resource === pods) cluster.kubelet.start(created as ReturnType<typeof admitPod>);
  return created;
}

/** Replaces an object with a body. @throws ApiError 400, 404, 409 */
export function replace(
  cluster: Cluster,
  { resource, namespace, name = "" }: Target,
  body: unknown,
): KubeObject {
  const { object: present } = cluster.store.need(resource, namespace, name);
  const object = accept(resource, namespace, body);
  const version = object.metadata.resourceVersion;
  if (version !== undefined && version !== present.metadata.resourceVersion) throw conflict(resource, name);
  const kept = { uid: present.metadata.uid, creationTimestamp: present.metadata.creationTimestamp };
  const metadata = { ...object.metadata, ...kept } as KubeObject["metadata"];
  return cluster.store.update(resource, { ...object, metadata });
}

/** Changes an object with a patch; an apply patch creates an object that does not exist. @throws ApiError 400, 404, 409, 415 */
export function patch(cluster: Cluster, target: Target, type: string, body: unknown): KubeObject {
  const { resource, namespace, name = "" } = target;
  const present = cluster.store.get(resource, namespace, name);
  if (present === undefined) {
    if (type !== "application/apply-patch+yaml") throw notFound(resource, name);
    return create(cluster, target, body, false);
  }
  return replace(cluster, target, applyPatch(type, present, body));
}

/** Deletes an object: returns one that takes time as it is going, and a Status for one that is gone at once. @throws ApiError 404 */
export function remove(
  cluster: Cluster,
  { resource, namespace, name = "" }: Target,
  gracePeriodSeconds: number | undefined,
): KubeObject | Status {
  const { object } = cluster.store.need(resource, namespace, name);
  if (resource === namespaces) return cluster.namespaces.delete(name);
  if (resource === pods) return cluster.kubelet.delete(object, gracePeriodSeconds);
  cluster.store.remove(resource, namespace, name);
  return deleted(resource, name, object.metadata.uid);
}

/** The grace period that a deletion requests, in its body or in its query. */
export function gracePeriod(
  query: URLSearchParams,
  body: Record<string, unknown> | undefined,
): number | undefined {
  const text = body?.gracePeriodSeconds ?? query.get("gracePeriodSeconds") ?? undefined;
  return text === undefined || text === "" ? undefined : Number(text);
}

/** A body as an object of the resource, in its namespace and with a name. */
function accept(resource: Resource, namespace: string | undefined, body: unknown): KubeObject {
  const given = isRecord(body) ? body : {};
  const kind = given.kind ?? resource.kind;
  const version = given.apiVersion ?? apiVersion(resource);
  if (kind !== resource.kind || version !== apiVersion(resource)) {
    throw badRequest(
      `the API version in the data (${version}, Kind=${kind}) does not match the expected API version (${expectedKind(resource)})`,
    );
  }
  const metadata = isRecord(given.metadata) ? given.metadata : {};
  const prefix = metadata.generateName;
  const suffix = randomBytes(4).toString("hex").slice(0, 5);
  const name = String(metadata.name ?? (typeof prefix === "string" ? prefix + suffix : ""));
  if (namespace !== undefined && (metadata.namespace ?? namespace) !== namespace) {
    throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`);
  }
  if (!resource.question) checkName(resource, name);
  return {
    ...given,
    kind: resource.kind,
    apiVersion: apiVersion(resource),
    metadata: { ...metadata, name, ...(namespace !== undefined && { namespace }) },
  };
}

function checkName(resource: Resource, name: string): void {
  if (name === "") {
    throw invalid(resource, name, "metadata.name", "Required value: name or generateName is required");
  }
  const free = resource.group === "rbac.authorization.k8s.io";
  if (free || (nameForm.test(name) && name.length <= 253)) return;
  throw invalid(resource, name, "metadata.name", `Invalid value: ${JSON.stringify(name)}: ${nameRule}`);
}

function needActive(cluster: Cluster, resource: Resource, name: string, namespace: string): void {
  const { object } = cluster.store.need(namespaces, undefined, namespace);
  if (fieldAt(object, "status.phase") === "Terminating")
    throw namespaceTerminating(resource, name, namespace);
}
