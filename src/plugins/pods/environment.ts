import type { V1EnvVar } from "@kubernetes/client-node";
import { pluginResults } from "../definition/hints.ts";

/** What `--plugin-env` changes: a value, or undefined to remove the variable. */
export type EnvChanges = ReadonlyMap<string, string | undefined>;

/** Where the files of a definition's config map are in the pod. */
export const pluginConfig = "/tmp/sonobuoy/config";

/**
 * The environment of a plugin's container: the definition's variables with the changes, then what every plugin gets, which wins. Sorted by
 * lower-case name as in Sonobuoy, so that `$(NAME)` is replaced in the same places (v0.57, pkg/k8s/env.go).
 */
export function pluginEnv(
  own: readonly V1EnvVar[],
  changes: EnvChanges,
  { server, progressPort }: { readonly server: string; readonly progressPort: number },
): V1EnvVar[] {
  const all = new Map(own.map((variable) => [variable.name, variable]));
  for (const [name, value] of changes)
    if (value === undefined) all.delete(name);
    else all.set(name, { name, value });
  const injected = {
    SONOBUOY: "true",
    SONOBUOY_CONFIG_DIR: pluginConfig,
    SONOBUOY_K8S_VERSION: server,
    SONOBUOY_PROGRESS_PORT: String(progressPort),
    SONOBUOY_RESULTS_DIR: pluginResults,
    RESULTS_DIR: pluginResults,
  };
  for (const [name, value] of Object.entries(injected)) all.set(name, { name, value });
  const key = ({ name }: V1EnvVar) => name.toLowerCase();
  return [...all.values()].sort((one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0));
}
