import { printManifests } from "../../generate/print.ts";
import type { Definition } from "../../plugins/definition/definition.ts";
import { podOf, sonobuoyAccount } from "../../plugins/pods/pod.ts";
import { yamlText } from "../../text/printed.ts";

/**
 * The pods of definitions, as a run creates them, with what only a run knows in Sonobuoy's words: the server's version, and the names of
 * a node, the account and the config map.
 */
export function podsText(definitions: readonly Definition[]): string {
  return yamlText(
    printManifests(
      definitions.map((definition) => {
        const hasConfig = Object.keys(definition.configMap).length > 0;
        const settings = {
          namespace: "conformance-plugins",
          labels: {},
          account: sonobuoyAccount,
          server: "$SONOBUOY_K8S_VERSION",
          collectorImage: "registry.k8s.io/conformance:$SONOBUOY_K8S_VERSION",
          configMap: hasConfig ? `plugin-${definition.name}-cm` : undefined,
          env: new Map<string, string>(),
          progressPort: 8099,
          lifetime: 24 * 3_600_000,
        };
        return { object: podOf(definition, settings, definition.driver === "Job" ? undefined : "NODE") };
      }),
    ),
  );
}
