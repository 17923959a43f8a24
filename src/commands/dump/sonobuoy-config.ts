import type { LogChoice, NamespaceChoice } from "../../dump/options.ts";
import { InputError } from "../../errors.ts";
import { safe } from "../../text/safe.ts";

/** What a configuration file of Sonobuoy says about a dump. */
export interface SonobuoyConfig {
  readonly resources: readonly string[] | undefined;
  readonly namespaces: NamespaceChoice | undefined;
  readonly labelSelector: string | undefined;
  readonly logs: Pick<
    LogChoice,
    | "namespaces"
    | "labelSelector"
    | "fieldSelectors"
    | "sinceSeconds"
    | "sinceTime"
    | "timestamps"
    | "tailLines"
  >;
  /** Keys that mean something for Sonobuoy and nothing here. */
  readonly ignored: readonly string[];
}

/** Without such a file. */
export const noConfig: SonobuoyConfig = {
  resources: undefined,
  namespaces: undefined,
  labelSelector: undefined,
  logs: {
    namespaces: undefined,
    labelSelector: undefined,
    fieldSelectors: [],
    sinceSeconds: undefined,
    sinceTime: undefined,
    timestamps: false,
    tailLines: undefined,
  },
  ignored: [],
};

/**
 * Reads a configuration file of Sonobuoy (its `pkg/config/config.go`; keys in any case, as Go reads them). A limit of bytes is that of
 * `--limit-bytes`; the log of the last attempt is kept beside the current one, never in its place.
 * @throws InputError if it is not JSON, or a value cannot be used
 */
export function readSonobuoyConfig(json: string, file: string): SonobuoyConfig {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new InputError(`${file} is not JSON, as a configuration of Sonobuoy is`, { cause });
  }
  const wrong = (key: string, what: string) => new InputError(`${file}: ${key} is not ${what}`);
  const fields = (of: unknown, key: string): ReadonlyMap<string, unknown> => {
    if (of === undefined || of === null) return new Map();
    if (typeof of !== "object" || Array.isArray(of)) throw wrong(key, "a JSON object");
    return new Map(Object.entries(of).map(([name, one]) => [name.toLowerCase(), one ?? undefined]));
  };
  const text = (of: ReadonlyMap<string, unknown>, key: string): string | undefined => {
    const one = of.get(key.toLowerCase());
    if (one === undefined || one === "") return undefined;
    if (typeof one !== "string") throw wrong(key, "text");
    return one;
  };
  const number = (of: ReadonlyMap<string, unknown>, key: string): number | undefined => {
    const one = of.get(key.toLowerCase());
    if (one === undefined) return undefined;
    if (typeof one !== "number" || !Number.isSafeInteger(one) || one < 0) throw wrong(key, "a whole number");
    return one;
  };
  const list = (of: ReadonlyMap<string, unknown>, key: string): readonly string[] | undefined => {
    const one = of.get(key.toLowerCase());
    if (one === undefined) return undefined;
    if (!Array.isArray(one) || one.some((item) => typeof item !== "string"))
      throw wrong(key, "a list of texts");
    return one.map(String);
  };
  const regexp = (of: ReadonlyMap<string, unknown>, key: string): NamespaceChoice | undefined => {
    const pattern = text(of, key);
    if (pattern === undefined) return undefined;
    try {
      return { kind: "matching", pattern: new RegExp(pattern) };
    } catch (cause) {
      throw new InputError(`${file}: ${key}: ${safe(pattern)} is not a regexp`, { cause });
    }
  };
  const top = fields(value, "it");
  const filters = fields(top.get("filters"), "Filters");
  const podLogs = fields(fields(top.get("limits"), "Limits").get("podlogs"), "Limits.PodLogs");
  const known = ["resources", "filters", "limits"];
  return {
    resources: list(top, "Resources"),
    namespaces: regexp(filters, "Namespaces"),
    labelSelector: text(filters, "LabelSelector"),
    logs: {
      namespaces: regexp(podLogs, "Namespaces"),
      labelSelector: text(podLogs, "LabelSelector"),
      fieldSelectors: list(podLogs, "FieldSelectors") ?? [],
      sinceSeconds: number(podLogs, "SinceSeconds"),
      sinceTime: text(podLogs, "SinceTime"),
      timestamps: podLogs.get("timestamps") === true,
      tailLines: number(podLogs, "TailLines"),
    },
    ignored: [...top.keys()].filter((key) => !known.includes(key)),
  };
}
