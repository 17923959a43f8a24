import type { Found } from "../../results/read/find.ts";
import { processPlugin } from "../tree/of-files.ts";
import { treeText } from "../tree/yaml.ts";
import {
  configFile,
  healthFile,
  infoFile,
  nodesFile,
  pluginFolder,
  treeFile,
  versionFile,
} from "./layout.ts";

const plugin = { name: "e2e", driver: "Job", resultFormat: "junit", resultFiles: [] } as const;

/**
 * The results of a run of the suite, laid out as those of Sonobuoy's plugin e2e. What only Sonobuoy knows is left out; that it did not make
 * them is in meta/config.json.
 */
export async function suiteSnapshot(found: Found): Promise<ReadonlyMap<string, Uint8Array>> {
  const { log, junit, server, nodes, runner } = found;
  const results = `${pluginFolder(plugin.name)}/results/global`;
  const files = new Map<string, Uint8Array>();
  const json = (path: string, value: object) => files.set(path, encoded(`${JSON.stringify(value)}\n`));
  json(infoFile, { plugins: [plugin.name] });
  json(configFile, {
    Description: `made by kubectl conformance${runner.name === "kubectl conformance" ? ` from its run ${runner.record.id}` : ""}`,
  });
  json(healthFile, { ...(server === undefined ? {} : { api_version: server }) });
  if (server !== undefined) json(versionFile, { gitVersion: server });
  if (nodes.length > 0) json(nodesFile, { kind: "NodeList", apiVersion: "v1", items: nodes.map(nodeOf) });
  json(`${pluginFolder(plugin.name)}/definition.json`, {
    Definition: {
      "sonobuoy-config": {
        driver: plugin.driver,
        "plugin-name": plugin.name,
        "result-format": plugin.resultFormat,
      },
    },
  });
  if (log !== undefined) files.set(`${results}/e2e.log`, log.bytes);
  if (junit !== undefined) files.set(`${results}/junit_01.xml`, junit.bytes);
  const tree = await processPlugin(
    plugin,
    junit === undefined ? [] : [{ path: "results/global/junit_01.xml", read: async () => junit.bytes }],
  );
  files.set(treeFile(plugin.name), encoded(treeText(tree)));
  return files;
}

function nodeOf({
  name,
  kubelet,
  os,
  architecture,
  osImage,
  kernel,
  containerRuntime,
}: Found["nodes"][number]): object {
  return {
    metadata: { name },
    status: {
      nodeInfo: {
        kubeletVersion: kubelet,
        operatingSystem: os,
        architecture,
        osImage,
        kernelVersion: kernel,
        containerRuntimeVersion: containerRuntime,
      },
    },
  };
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
