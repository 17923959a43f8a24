import { jsonText } from "../text/printed.ts";
import type { NamespaceChoice } from "./options.ts";
import type { Plan } from "./plan.ts";

/**
 * The files of `meta/` that say what was asked for, with the keys of Sonobuoy's config.json and info.json. `version` is that of this program.
 */
export function aboutFiles(
  { options }: Plan,
  version: string,
  started: Date,
): Readonly<Record<string, string>> {
  const { logs } = options;
  const config = {
    Description: "dump",
    Version: version,
    Started: started.toISOString(),
    Resources: options.resources ?? null,
    Filters: { Namespaces: pattern(options.namespaces), LabelSelector: options.labelSelector ?? "" },
    Limits: {
      PodLogs:
        logs === undefined
          ? null
          : {
              Namespaces: pattern(logs.namespaces ?? options.namespaces),
              FieldSelectors: logs.fieldSelectors,
              LabelSelector: logs.labelSelector ?? "",
              SinceSeconds: logs.sinceSeconds ?? null,
              SinceTime: logs.sinceTime ?? null,
              Timestamps: logs.timestamps,
              TailLines: logs.tailLines ?? null,
              LimitBytes: logs.most,
            },
    },
    Secrets: options.secrets,
    Redacted: options.redact,
  };
  return { "meta/config.json": jsonText(config), "meta/info.json": jsonText({ plugins: [] }) };
}

function pattern(choice: NamespaceChoice): string {
  return choice.kind === "matching" ? choice.pattern.source : `^(?:${choice.names.join("|")})$`;
}
