import type { IncomingHttpHeaders } from "node:http";
import { type Resource, resources, verbs } from "../cluster/resources.ts";

/** A discovery document and its media type. */
export interface Document {
  readonly type: string;
  readonly body: unknown;
}

const json = "application/json";
const aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** The document at `/api`, `/api/v1`, `/apis`, `/apis/GROUP` or `/apis/GROUP/v1`; undefined for other paths. */
export function discovery(path: string, headers: IncomingHttpHeaders): Document | undefined {
  const [root, group = "", version, ...more] = path
    .split("/")
    .slice(1)
    .filter((part) => part !== "");
  if (root === "api" && group === "") return versions(headers);
  if (root === "api" && version === undefined && group === "v1") return plain(resourceList(""));
  if (root !== "apis" || more.length > 0) return undefined;
  if (group === "") return groups(headers);
  if (!groupNames().includes(group)) return undefined;
  if (version === undefined) return plain({ kind: "APIGroup", apiVersion: "v1", ...describe(group) });
  return version === "v1" ? plain(resourceList(group)) : undefined;
}

function versions(headers: IncomingHttpHeaders): Document {
  if (wantsAggregated(headers)) return discoveryList([""]);
  const serverAddressByClientCIDRs = [{ clientCIDR: "0.0.0.0/0", serverAddress: "10.199.0.1:6443" }];
  return plain({ kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs });
}

function groups(headers: IncomingHttpHeaders): Document {
  if (wantsAggregated(headers)) return discoveryList(groupNames());
  return plain({ kind: "APIGroupList", apiVersion: "v1", groups: groupNames().map(describe) });
}

function plain(body: unknown): Document {
  return { type: json, body };
}

function wantsAggregated({ accept = "" }: IncomingHttpHeaders): boolean {
  return accept
    .split(",")
    .some((range) => range.includes("as=APIGroupDiscoveryList") && range.includes("v=v2;"));
}

function groupNames(): string[] {
  return [...new Set(resources.map(({ group }) => group))].filter((group) => group !== "");
}

function describe(group: string): Record<string, unknown> {
  const version = { groupVersion: `${group}/v1`, version: "v1" };
  return { name: group, versions: [version], preferredVersion: version };
}

function resourceList(group: string): unknown {
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: group === "" ? "v1" : `${group}/v1`,
    resources: ofGroup(group).flatMap((resource) => [
      {
        name: resource.plural,
        singularName: resource.singular,
        namespaced: resource.namespaced,
        kind: resource.kind,
        verbs: verbsOf(resource),
        ...(resource.shortNames.length > 0 && { shortNames: resource.shortNames }),
      },
      ...(resource.subresources ?? []).map((sub) => ({
        name: `${resource.plural}/${sub.name}`,
        singularName: "",
        namespaced: resource.namespaced,
        kind: sub.kind,
        verbs: sub.verbs,
      })),
    ]),
  };
}

/** Aggregated discovery: all groups and resources in one document. */
function discoveryList(names: readonly string[]): Document {
  const items = names.map((group) => ({
    metadata: { ...(group !== "" && { name: group }), creationTimestamp: null },
    versions: [{ version: "v1", freshness: "Current", resources: ofGroup(group).map(aggregatedResource) }],
  }));
  const body = { kind: "APIGroupDiscoveryList", apiVersion: "apidiscovery.k8s.io/v2", metadata: {}, items };
  return { type: aggregated, body };
}

function aggregatedResource(resource: Resource): unknown {
  const responseKind = (kind: string) => ({ group: resource.group, version: resource.version, kind });
  return {
    resource: resource.plural,
    responseKind: responseKind(resource.kind),
    scope: resource.namespaced ? "Namespaced" : "Cluster",
    singularResource: resource.singular,
    verbs: verbsOf(resource),
    ...(resource.shortNames.length > 0 && { shortNames: resource.shortNames }),
    subresources: (resource.subresources ?? []).map((sub) => ({
      subresource: sub.name,
      responseKind: responseKind(sub.kind),
      verbs: sub.verbs,
    })),
  };
}

function verbsOf(resource: Resource): readonly string[] {
  return resource.question ? ["create"] : verbs;
}

function ofGroup(group: string): Resource[] {
  return resources.filter((resource) => resource.group === group);
}
