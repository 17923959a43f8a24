import { safe, safeJson } from "./safe.ts";

/** A value as JSON, indented by four, as `-o json` prints it: nothing in it that a cluster or a network sent can move the cursor. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 4).split("\n").map(safeJson).join("\n")}\n`;
}

/** YAML as `-o yaml` prints it, with control characters that its writer did not escape made visible. */
export function yamlText(yaml: string): string {
  return yaml.split("\n").map(safe).join("\n");
}
