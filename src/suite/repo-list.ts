import { isMap, isScalar, type Pair } from "yaml";
import { nearest } from "../config/nearest.ts";
import { decodeText } from "../text/decode.ts";
import { readKubectlYaml } from "../text/kubectl-yaml.ts";

// of all releases from 1.29 to 1.38 (kubernetes `test/utils/image/manifest.go`, `RegistryList`); the suite silently ignores other keys
const registries = [
  "buildImageRegistry",
  "cloudProviderGcpRegistry",
  "dockerLibraryRegistry",
  "gcAuthenticatedRegistry",
  "gcEtcdRegistry",
  "gcRegistry",
  "invalidRegistry",
  "microsoftRegistry",
  "privateRegistry",
  "promoterE2eRegistry",
  "sigStorageRegistry",
];

/**
 * The text of a list of registries for the suite (`KUBE_TEST_REPO_LIST`), as UTF-8, the only encoding that the suite reads.
 * @throws Error with a message that follows the file's name if the suite would die of the list or ignore a key
 */
export function readRepoList(bytes: Uint8Array): string {
  const text = decodeText(bytes).replace(/\r\n?/g, "\n");
  const yaml = readKubectlYaml(text, text.length);
  if (yaml.kind === "unreadable") throw new Error(`line ${yaml.line}: ${yaml.why}`);
  const top = yaml.document.contents;
  if (!isMap(top) || top.items.length === 0) throw new Error("it names no registry");
  for (const pair of top.items) checkPair(pair, (offset) => yaml.lineAt(offset));
  return text;
}

function checkPair({ key, value }: Pair, lineAt: (offset: number) => number): void {
  const name = isScalar(key) ? String(key.value) : "";
  const line = isScalar(key) && key.range ? lineAt(key.range[0]) : 1;
  if (!registries.includes(name)) {
    const near = nearest(name, registries);
    const hint = near === undefined ? `they are ${registries.join(", ")}` : `did you mean ${near}?`;
    throw new Error(`line ${line}: the suite has no registry ${name}: ${hint}`);
  }
  const registry: unknown = isScalar(value) ? value.value : undefined;
  if (typeof registry !== "string" || registry === "")
    throw new Error(`line ${line}: ${name} names no registry`);
  if (/^[a-z]+:\/\//i.test(registry)) {
    throw new Error(
      `line ${line}: ${name} has a scheme, which image names do not have: write ${bare(registry)}`,
    );
  }
}

/** A registry without the scheme that belongs only to URLs: `registry.example.com/k8s`. */
export function bare(registry: string): string {
  return registry.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "").replace(/\/+$/, "");
}
