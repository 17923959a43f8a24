import { printManifests } from "../../generate/print.ts";
import { jsonText, yamlText } from "../../text/printed.ts";
import { safe } from "../../text/safe.ts";
import type { DryRun } from "../dry-run.ts";
import type { WouldBe } from "./dry-run.ts";

/** How the objects of a dry run are printed; `table` is what kubectl prints without `-o` or, for a client's dry run, all of them. */
export type ObjectFormat = "table" | "yaml" | "json" | "name";

/** The objects of a dry run as kubectl prints objects. */
export function printObjects(objects: readonly WouldBe[], format: ObjectFormat, how: DryRun): string {
  switch (format) {
    case "name":
      return objects.map(({ name }) => `${safe(name)}\n`).join("");
    case "json":
      return jsonText({ apiVersion: "v1", kind: "List", items: objects.map(({ object }) => object) });
    case "table":
      if (how === "server")
        return objects.map(({ name }) => `${safe(name)} created (server dry run)\n`).join("");
  }
  return yamlText(printManifests(objects));
}
