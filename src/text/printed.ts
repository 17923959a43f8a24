import { safe, safeJson } from "./safe.ts";

/** A value as JSON, indented by four, as `-o json` prints it: what a cluster or a network said in it cannot move a cursor. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 4).split("\n").map(safeJson).join("\n")}\n`;
}

/** YAML as `-o yaml` prints it, with whatever its writer left unescaped made visible. */
export function yamlText(yaml: string): string {
  return yaml.split("\n").map(safe).join("\n");
}
