import { readdir } from "node:fs/promises";
import path from "node:path";
import type { V1Node } from "@kubernetes/client-node";
import { readFileWithin } from "../../process/read-file.ts";
import { writeWhole } from "../../results/files.ts";
import { defaultLimits } from "../../results/read/limits.ts";
import {
  configFile,
  healthFile,
  infoFile,
  nodesFile,
  pluginFolder,
  treeFile,
  versionFile,
} from "../snapshot/layout.ts";
import type { Item } from "../tree/item.ts";
import { type PluginFile, processPlugin } from "../tree/of-files.ts";
import { treeText } from "../tree/yaml.ts";
import type { PluginState } from "./state.ts";

/** What the folder of a run says about the cluster. */
export interface ClusterState {
  readonly server: string;
  readonly nodes: readonly V1Node[];
}

/**
 * Completes the folder of a run of plugins: the tree of each, and the files by which Sonobuoy's readers find their way.
 * @returns the trees, in the order of the plugins
 * @throws RunError if a file cannot be written
 */
export async function finishFolder(
  dir: string,
  state: PluginState,
  cluster: ClusterState,
  tool: string,
): Promise<readonly Item[]> {
  const json = (file: string, value: object) =>
    writeWhole(path.join(dir, file), `${JSON.stringify(value)}\n`, { overwrite: true });
  await json(infoFile, { plugins: state.plugins.map(({ name }) => name) });
  await json(configFile, { Description: `made by ${tool}`, UUID: state.id, Namespace: state.namespace });
  await json(healthFile, healthOf(cluster));
  await json(versionFile, { gitVersion: cluster.server });
  await json(nodesFile, { kind: "NodeList", apiVersion: "v1", items: cluster.nodes.map(withoutManager) });
  const trees: Item[] = [];
  for (const plugin of state.plugins) {
    const tree = await processPlugin(plugin, await filesOf(path.join(dir, pluginFolder(plugin.name))));
    await writeWhole(path.join(dir, treeFile(plugin.name)), treeText(tree), { overwrite: true });
    trees.push(tree);
  }
  return trees;
}

/** As Sonobuoy counts (v0.57, pkg/discovery/summary.go). */
function healthOf({ server, nodes }: ClusterState): object {
  const details = nodes.map(({ metadata, status }) => {
    const ready = status?.conditions?.find(({ type }) => type === "Ready");
    const { reason, message } = ready ?? {};
    return {
      name: metadata?.name ?? "",
      healthy: ready?.status === "True",
      ready: ready?.status ?? "Unknown",
      ...(reason === undefined ? {} : { reason }),
      ...(message === undefined ? {} : { message }),
    };
  });
  const healthy = details.filter((node) => node.healthy).length;
  return {
    node_health: { total_nodes: details.length, healthy_nodes: healthy, details },
    api_version: server,
  };
}

function withoutManager({ metadata, ...rest }: V1Node): object {
  const { managedFields: _, ...meta } = metadata ?? {};
  return { metadata: meta, ...rest };
}

/** The regular files of a plugin, by their paths below its folder. */
async function filesOf(folder: string): Promise<PluginFile[]> {
  const found: PluginFile[] = [];
  const walk = async (relative: string): Promise<void> => {
    const entries = await readdir(path.join(folder, relative), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const name = path.posix.join(relative, entry.name);
      if (entry.isDirectory()) await walk(name);
      else if (entry.isFile()) found.push({ path: name, read: () => readOne(path.join(folder, name)) });
    }
  };
  for (const part of ["results", "errors"]) await walk(part);
  return found;
}

async function readOne(file: string): Promise<Uint8Array> {
  const reading = await readFileWithin(file, { most: defaultLimits.file, refuseLinks: true });
  if (reading.kind === "read") return reading.bytes;
  throw new Error(reading.kind === "absent" ? "is gone" : reading.why);
}
