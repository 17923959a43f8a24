import { InputError } from "../../errors.ts";
import type { NodeRecord } from "../run-record.ts";
import { tooLarge } from "./limits.ts";

// where a Sonobuoy snapshot has them (its documentation, «Snapshot layout»); old versions leave out `global/`
const serverVersion = "serverversion.json";
const nodeList = "resources/cluster/core_v1_nodes.json";
const info = "meta/info.json";
const config = "meta/config.json";
const result = /^plugins\/e2e\/results\/(?:global\/)?(?:e2e\.log|junit_[\w-]+\.xml)$/;

/** The folders that contain them. */
export const snapshotFolders: readonly string[] = [
  "",
  "meta",
  "resources/cluster",
  "plugins/e2e/results",
  "plugins/e2e/results/global",
];

// a cluster of 5,000 nodes needs a hundred megabytes
const mostJson = 128 * 2 ** 20;

/** Whether this path in a snapshot, without a leading folder, is one that is read. */
export function isOfSnapshot(path: string): boolean {
  return [serverVersion, nodeList, info, config].includes(path) || result.test(path);
}

/** The content of a Sonobuoy snapshot. */
export interface Snapshot {
  readonly log: string | undefined;
  readonly junits: readonly string[];
  readonly server: string | undefined;
  readonly sonobuoy: string | undefined;
  readonly nodes: readonly NodeRecord[];
}

/**
 * Reads the files of a snapshot that were found.
 * @throws InputError naming `origin` if one of them is not JSON, or too large
 */
export function readSnapshot(files: ReadonlyMap<string, Uint8Array>, origin: string): Snapshot {
  const json = (path: string): unknown => {
    const bytes = files.get(path);
    if (bytes === undefined) return undefined;
    if (bytes.length > mostJson) throw tooLarge(`${origin}: ${path}`, mostJson);
    try {
      return JSON.parse(new TextDecoder().decode(bytes));
    } catch (cause) {
      throw new InputError(`${origin}: ${path} is not JSON`, { cause });
    }
  };
  const results = [...files.keys()].filter((path) => result.test(path));
  return {
    log: results.find((path) => path.endsWith("/e2e.log")),
    junits: results.filter((path) => path.endsWith(".xml")),
    server: version(textAt(json(serverVersion), "gitVersion")),
    sonobuoy: version(textAt(json(config), "Version")) ?? version(textAt(json(info), "version")),
    nodes: nodesOf(json(nodeList)).map(nodeOf),
  };
}

/** A list object, or the bare list up to Sonobuoy 0.53. */
function nodesOf(json: unknown): readonly unknown[] {
  return list(Array.isArray(json) ? json : at(json, "items"));
}

function nodeOf(node: unknown): NodeRecord {
  const nodeInfo = at(at(node, "status"), "nodeInfo");
  const text = (key: string) => textAt(nodeInfo, key) ?? "";
  return {
    name: textAt(at(node, "metadata"), "name") ?? "",
    kubelet: text("kubeletVersion"),
    os: text("operatingSystem"),
    architecture: text("architecture"),
    osImage: text("osImage"),
    kernel: text("kernelVersion"),
    containerRuntime: text("containerRuntimeVersion"),
  };
}

function at(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

function textAt(value: unknown, key: string): string | undefined {
  const text = at(value, key);
  return typeof text === "string" ? text : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function version(text: string | undefined): string | undefined {
  return text !== undefined && /^v\d+\.\d+[\w.+-]*$/.test(text) ? text : undefined;
}
