import { stringify } from "yaml";
import { yamlText } from "../../text/printed.ts";
import { documentOf } from "./document.ts";
import type { Printed } from "./printed.ts";

/** `-o yaml`: what `-o json` prints, as YAML. */
export function asYaml(printed: Printed): string[] {
  return [yamlText(stringify(documentOf(printed), { lineWidth: 0, aliasDuplicateObjects: false }))];
}
