import type { Definition } from "../../src/plugins/definition/definition.ts";
import { readDefinition } from "../../src/plugins/definition/read.ts";

/** The smallest definition, with more below `sonobuoy-config` and below `spec`. */
export function definitionText({ config = "", spec = "", rest = "", driver = "Job" } = {}): string {
  return `sonobuoy-config:
  driver: ${driver}
  plugin-name: inventory
${config}spec:
  name: plugin
  image: busybox
${spec}${rest}`;
}

/** A definition that must be valid. */
export function definition(parts: Parameters<typeof definitionText>[0] = {}): Definition {
  const { definition, findings } = readDefinition(definitionText(parts));
  if (definition === undefined) throw new Error(findings.map(({ text }) => text).join("; "));
  return definition;
}
