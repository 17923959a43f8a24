import type { Cluster } from "../kube/cluster.ts";
import { AnswerError } from "../kube/errors.ts";
import { record, text } from "../kube/json.ts";
import { readJson } from "../kube/transport.ts";
import { type Fault, faultOf } from "./fault.ts";

/** A kind of object that can be listed. */
export interface Resource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** What a server serves, as far as its groups could be read. */
export interface Served {
  readonly resources: readonly Resource[];
  /** `/apis` with the core group, as client-go gives them. */
  readonly groups: unknown;
  readonly faults: readonly Fault[];
}

/** `core_v1_pods`, as Sonobuoy names its files. */
export function resourceName({
  group,
  version,
  plural,
}: Pick<Resource, "group" | "version" | "plural">): string {
  return `${group === "" ? "core" : group}_${version}_${plural}`;
}

/** The path of a list, of all namespaces or of one. */
export function listPath({ group, version, plural }: Resource, namespace?: string): string {
  const api = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  return namespace === undefined ? `${api}/${plural}` : `${api}/namespaces/${namespace}/${plural}`;
}

/**
 * Reads which kinds of objects the server lists: each once, in its group's preferred version, otherwise in the first that has it. A group that
 * cannot be read, such as that of an aggregated API whose server is down, costs only itself.
 * @throws as `cluster.send` if not even the groups can be read
 */
export async function servedResources(cluster: Pick<Cluster, "send">): Promise<Served> {
  const groups = await read(cluster, "/apis", "APIGroupList");
  const faults: Fault[] = [];
  const wanted = [
    { group: "", versions: ["v1"], api: "/api" },
    ...lists(groups.groups).map((one) => {
      const { version: preferred } = record(one.preferredVersion);
      const versions = lists(one.versions).flatMap(({ version }) => text(version) ?? []);
      const first = versions.filter((version) => version === preferred);
      const group = text(one.name) ?? "";
      return {
        group,
        versions: [...first, ...versions.filter((version) => !first.includes(version))],
        api: `/apis/${group}`,
      };
    }),
  ].filter(({ group }) => /^[a-z0-9.-]*$/.test(group));
  const found = await Promise.all(
    wanted.map(async ({ group, versions, api }) => {
      const seen = new Map<string, Resource>();
      for (const version of versions) {
        const path = `${api}/${version}`;
        try {
          const { resources } = await read(cluster, path, "APIResourceList");
          for (const resource of lists(resources).flatMap((one) => listable(one, group, version)))
            if (!seen.has(resource.plural)) seen.set(resource.plural, resource);
        } catch (error) {
          faults.push(faultOf(`the kinds of ${group === "" ? "core" : group}/${version}`, path, error));
        }
      }
      return [...seen.values()];
    }),
  );
  return { resources: found.flat(), groups: { ...groups, groups: [core, ...lists(groups.groups)] }, faults };
}

const core = {
  name: "",
  versions: [{ groupVersion: "v1", version: "v1" }],
  preferredVersion: { groupVersion: "v1", version: "v1" },
};

const plain = /^[a-z0-9.-]{1,253}$/;

function listable(resource: Readonly<Record<string, unknown>>, group: string, version: string): Resource[] {
  const { name, kind, namespaced, verbs } = resource;
  // subresources have a slash
  if (typeof name !== "string" || !plain.test(name) || !plain.test(version)) return [];
  if (typeof kind !== "string" || !Array.isArray(verbs) || !verbs.includes("list")) return [];
  return [{ group, version, plural: name, kind, namespaced: namespaced === true }];
}

async function read(cluster: Pick<Cluster, "send">, path: string, kind: string) {
  const { body } = await cluster.send({ method: "GET", path });
  const answer = record(await readJson(body, path));
  if (answer.kind !== kind) throw new AnswerError(path, `is not an ${kind}`);
  return answer;
}

function lists(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(record) : [];
}
