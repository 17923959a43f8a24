import { firstLine } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import { isMissing } from "../../kube/errors.ts";
import { record, text } from "../../kube/json.ts";
import { listAll } from "../../kube/list.ts";
import { itemsOf } from "../../kube/objects.ts";
import { readJson } from "../../kube/transport.ts";
import type { Io } from "../../process/io.ts";
import type { Seen, SliceView, View, WorkloadView } from "./view.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads everything that the judges look at, all at once; what cannot be read in time, or by this user, is unseen.
 * @throws ConnectionError, ApiError or AnswerError if the server does not report its version or its groups
 */
export async function readView(
  cluster: Pick<Cluster, "send">,
  io: Pick<Io, "monotonic" | "sleep" | "signal">,
  within: number,
): Promise<View> {
  const late = AbortSignal.timeout(within);
  const signal = AbortSignal.any([late, io.signal]);
  const get = async (path: string) => {
    const reply = await cluster.send({ method: "GET", path, signal });
    return record(await readJson(reply.body, path));
  };
  const [version, groupList] = await Promise.all([get("/version"), get("/apis")]);
  const groups = groupsOf(groupList);
  const list = async <T>(
    path: string,
    read: (item: Fields) => T,
    accept = "application/json",
  ): Promise<Seen<readonly T[]>> => {
    try {
      const options = { accept, signal, clock: io };
      const page = (body: object) => itemsOf(body, path).map((item) => read(record(item)));
      return { kind: "seen", value: (await listAll(cluster, path, options, page)).items };
    } catch (error) {
      io.signal.throwIfAborted();
      if (isMissing(error)) return { kind: "seen", value: [] };
      return { kind: "unseen", why: late.aborted ? `no answer within ${within / 1000} s` : firstLine(error) };
    }
  };
  /** Of the group's preferred version; nothing if the group is not served. */
  const ofGroup = async <T>(group: string, resource: string, read: (item: Fields) => T) => {
    const [preferred] = groups.get(group) ?? [];
    if (preferred === undefined) return { kind: "seen", value: [] } as const;
    return list(`/apis/${group}/${preferred}/${resource}`, read);
  };
  const workloads = (kind: WorkloadView["kind"]) =>
    list(`/apis/apps/v1/${kind}s`, (item) => workloadOf(kind, item));
  const hooks = (kind: string) =>
    list(`/apis/admissionregistration.k8s.io/v1/${kind}s`, (item) => hooksOf(kind, item));
  const [
    nodes,
    deviceClasses,
    slices,
    runtimeClasses,
    deployments,
    daemonSets,
    statefulSets,
    gatewayClasses,
  ] = await Promise.all([
    list("/api/v1/nodes", nodeOf),
    ofGroup("resource.k8s.io", "deviceclasses", (item) => ({
      name: nameOf(item),
      extendedResource: text(record(item.spec).extendedResourceName),
    })),
    ofGroup("resource.k8s.io", "resourceslices", sliceOf),
    list("/apis/node.k8s.io/v1/runtimeclasses", (item) => ({
      name: nameOf(item),
      handler: text(item.handler) ?? "",
    })),
    workloads("deployment"),
    workloads("daemonset"),
    workloads("statefulset"),
    ofGroup("gateway.networking.k8s.io", "gatewayclasses", (item) => ({
      name: nameOf(item),
      controller: text(record(item.spec).controllerName) ?? "",
      isAccepted: hasCondition(item, "Accepted"),
    })),
  ]);
  const [crds, apiServices, validating, mutating, services] = await Promise.all([
    list(
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
      nameOf,
      // their schemas have megabytes
      "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json",
    ),
    list("/apis/apiregistration.k8s.io/v1/apiservices", (item) => ({
      name: nameOf(item),
      isAvailable: hasCondition(item, "Available"),
    })),
    hooks("validatingwebhookconfiguration"),
    hooks("mutatingwebhookconfiguration"),
    list("/apis/discovery.k8s.io/v1/endpointslices", readyService),
  ]);
  return {
    server: text(version.gitVersion) ?? "",
    groups,
    nodes,
    deviceClasses,
    slices,
    runtimeClasses,
    workloads: together([deployments, daemonSets, statefulSets]),
    gatewayClasses,
    crds,
    apiServices,
    webhooks: flat(together([validating, mutating])),
    services:
      services.kind === "seen"
        ? { kind: "seen", value: new Set(services.value.flatMap((one) => one ?? [])) }
        : services,
  };
}

function groupsOf(answer: Fields): Map<string, readonly string[]> {
  const groups = listOf(answer.groups).map((group): [string, string[]] => {
    const { name, preferredVersion, versions } = record(group);
    const preferred = text(record(preferredVersion).version);
    const all = listOf(versions).flatMap((one) => text(record(one).version) ?? []);
    return [text(name) ?? "", [...new Set([...(preferred === undefined ? [] : [preferred]), ...all])]];
  });
  return new Map(groups);
}

const ordinary = /^(?:cpu|memory|pods|storage|ephemeral-storage|hugepages-.*)$/;

function nodeOf(item: Fields) {
  const allocatable = textsOf(record(item.status).allocatable);
  const devices = Object.entries(allocatable).filter(
    ([name, amount]) => !ordinary.test(name) && amount !== "0",
  );
  return {
    name: nameOf(item),
    isReady: hasCondition(item, "Ready"),
    isSchedulable: record(item.spec).unschedulable !== true,
    devices: Object.fromEntries(devices),
    labels: textsOf(record(item.metadata).labels),
  };
}

function sliceOf(item: Fields): SliceView {
  const spec = record(item.spec);
  const devices = listOf(spec.devices).map((device) => {
    const fields = record(device);
    // before v1 they are beneath `basic`
    return { ...record(fields.basic), ...fields };
  });
  const versions = devices.flatMap((device: Fields) =>
    Object.entries(record(device.attributes)).flatMap(([name, value]) => {
      if (!/driver-?version$/i.test(name)) return [];
      const { version, string } = record(value);
      return text(version) ?? text(string) ?? [];
    }),
  );
  return {
    driver: text(spec.driver) ?? "",
    node: text(spec.nodeName) ?? "",
    devices: devices.length,
    partitions: devices.filter((device: Fields) => listOf(device.consumesCounters).length > 0).length,
    versions: [...new Set(versions)],
  };
}

function workloadOf(kind: WorkloadView["kind"], item: Fields): WorkloadView {
  const status = record(item.status);
  const spec = record(item.spec);
  const containers = listOf(record(record(spec.template).spec).containers);
  const number = (value: unknown) => (typeof value === "number" ? value : 0);
  return {
    kind,
    namespace: text(record(item.metadata).namespace) ?? "",
    name: nameOf(item),
    images: containers.flatMap((container) => text(record(container).image) ?? []),
    ready: number(kind === "daemonset" ? status.numberReady : status.readyReplicas),
    wanted: kind === "daemonset" ? number(status.desiredNumberScheduled) : number(spec.replicas ?? 1),
  };
}

function hooksOf(kind: string, item: Fields) {
  return listOf(item.webhooks).map((hook) => {
    const { namespace, name } = record(record(record(hook).clientConfig).service);
    const isService = typeof namespace === "string" && typeof name === "string";
    return { object: `${kind}/${nameOf(item)}`, service: isService ? `${namespace}/${name}` : undefined };
  });
}

function readyService(item: Fields): string | undefined {
  const { namespace, labels } = record(item.metadata);
  const service = textsOf(labels)["kubernetes.io/service-name"];
  const isReady = listOf(item.endpoints).some(
    (endpoint) => record(record(endpoint).conditions).ready !== false,
  );
  return service !== undefined && isReady ? `${text(namespace) ?? ""}/${service}` : undefined;
}

function hasCondition(item: Fields, type: string): boolean {
  return listOf(record(item.status).conditions)
    .map(record)
    .some((condition) => condition.type === type && condition.status === "True");
}

function nameOf(item: Fields): string {
  return text(record(item.metadata).name) ?? "";
}

function textsOf(value: unknown): Record<string, string> {
  const entries = Object.entries(record(value)).flatMap(([name, one]) =>
    typeof one === "string" ? [[name, one] as const] : [],
  );
  return Object.fromEntries(entries);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function together<T>(parts: readonly Seen<readonly T[]>[]): Seen<readonly T[]> {
  const values: T[] = [];
  for (const part of parts) {
    if (part.kind === "unseen") return part;
    values.push(...part.value);
  }
  return { kind: "seen", value: values };
}

function flat<T>(seen: Seen<readonly (readonly T[])[]>): Seen<readonly T[]> {
  return seen.kind === "seen" ? { kind: "seen", value: seen.value.flat() } : seen;
}
