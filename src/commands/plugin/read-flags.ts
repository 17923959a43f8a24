import { InputError } from "../../errors.ts";
import { loadDefinitions } from "../../plugins/definition/load.ts";
import type { Wanted } from "../../plugins/run/plan.ts";
import type { Io } from "../../process/io.ts";
import { safe } from "../../text/safe.ts";
import type { PluginRunFlags } from "./run.ts";

/**
 * The plugins that the flags name, with what is changed in them.
 * @throws InputError if none is named, one cannot be read or has an error, two have the same name, or a change is for none of them
 */
export async function readWanted(
  flags: Pick<PluginRunFlags, "plugin" | "pluginEnv" | "pluginImage">,
  io: Io,
): Promise<Wanted[]> {
  if (flags.plugin === undefined)
    throw new InputError("no plugin is named", { fix: "name a definition: --plugin FILE" });
  const wanted: (Wanted & { readonly env: Map<string, string | undefined> })[] = [];
  for (const place of flags.plugin) {
    for (const { origin, text, reading } of await loadDefinitions(place, io)) {
      const { definition, findings } = reading;
      if (definition === undefined) {
        const [error] = findings;
        throw new InputError(`${origin}: ${safe(`${error?.place ?? ""} ${error?.text ?? ""}`.trim())}`, {
          fix: `see everything that is wrong with it: kubectl conformance plugin check ${origin}`,
        });
      }
      if (wanted.some((one) => one.definition.name === definition.name))
        throw new InputError(`${origin}: there are two plugins with the name ${definition.name}`, {
          fix: "rename one of them: -p FILE@NAME",
        });
      for (const { level, place: at, text: what } of findings)
        if (level === "warning") io.stderr.write(`${safe(`warning: ${origin}: ${at} ${what}`)}\n`);
      wanted.push({ definition, text, env: new Map(), image: undefined });
    }
  }
  for (const given of flags.pluginEnv ?? []) {
    const { plugin, name, value } = readEnv(given, wanted);
    plugin.env.set(name, value === "" ? undefined : value);
  }
  const images = new Map((flags.pluginImage ?? []).map((given) => readImage(given, wanted)));
  return wanted.map((one) => ({ ...one, image: images.get(one.definition.name) }));
}

interface Named {
  readonly definition: { readonly name: string };
}

/** The name of a plugin may have dots itself: the longest that fits is meant. */
function pluginAt<T extends Named>(given: string, mark: string, wanted: readonly T[]): T | undefined {
  return wanted
    .filter(({ definition }) => given.startsWith(`${definition.name}${mark}`))
    .toSorted((one, other) => other.definition.name.length - one.definition.name.length)[0];
}

function readEnv<T extends Named>(
  given: string,
  wanted: readonly T[],
): { plugin: T; name: string; value: string } {
  // the value may be a secret
  const [shown = ""] = given.split("=");
  const plugin = pluginAt(given, ".", wanted);
  if (plugin === undefined) throw noPlugin(`--plugin-env ${safe(shown)}`, wanted);
  const rest = given.slice(plugin.definition.name.length + 1);
  const at = rest.indexOf("=");
  if (at < 1) throw new InputError(`--plugin-env ${safe(shown)}: is not PLUGIN.NAME=VALUE`);
  return { plugin, name: rest.slice(0, at), value: rest.slice(at + 1) };
}

function readImage(given: string, wanted: readonly Named[]): [string, string] {
  const plugin = pluginAt(given, ":", wanted);
  if (plugin === undefined) throw noPlugin(`--plugin-image ${safe(given)}`, wanted);
  const image = given.slice(plugin.definition.name.length + 1);
  if (!/^\S+$/.test(image)) throw new InputError(`--plugin-image ${safe(given)}: is not PLUGIN:IMAGE`);
  return [plugin.definition.name, image];
}

function noPlugin(flag: string, wanted: readonly Named[]): InputError {
  return new InputError(`${flag}: does not begin with the name of a plugin of this run`, {
    fix: `name one of: ${wanted.map(({ definition }) => definition.name).join(", ")}`,
  });
}
