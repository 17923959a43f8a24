// where a snapshot has its parts (Sonobuoy v0.57, pkg/client/results/reader.go)

/** Lists the plugins. */
export const infoFile = "meta/info.json";

/** The state of nodes and pods after the run. */
export const healthFile = "meta/clusterhealth.json";

/** The settings of the run, with the version of its runner. */
export const configFile = "meta/config.json";

export const versionFile = "serverversion.json";

export const nodesFile = "resources/cluster/core_v1_nodes.json";

/** The folder of a plugin. */
export function pluginFolder(plugin: string): string {
  return `plugins/${plugin}`;
}

/** The tree of a plugin's results. */
export function treeFile(plugin: string): string {
  return `${pluginFolder(plugin)}/sonobuoy_results.yaml`;
}

export function isTreeFile(path: string): boolean {
  return /^plugins\/[^/]+\/sonobuoy_results\.yaml$/.test(path);
}

/** The plugin to which a file below `plugins/` belongs. */
export function pluginOf(path: string): string {
  return path.split("/")[1] ?? "";
}
