import type { Setting } from "./setting.ts";

const prefix = "KUBECTL_CONFORMANCE_";

/** The variable that names the configuration file. */
export const configVariable = `${prefix}CONFIG`;

/** What the environment sets: `KUBECTL_CONFORMANCE_SKIP_PREFLIGHT=dns,clock` for `--skip-preflight`; empty variables set nothing. */
export function environmentSettings(env: Readonly<Record<string, string | undefined>>): Setting[] {
  return Object.entries(env)
    .filter(([name, value]) => name.startsWith(prefix) && name !== configVariable && value !== "")
    .map(([name, value = ""]) => ({
      flag: name.slice(prefix.length).toLowerCase().replaceAll("_", "-"),
      values: [value],
      from: name,
      by: "variable",
    }));
}
