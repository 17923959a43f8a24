import { isMap, isScalar, isSeq, type Pair, type YAMLMap } from "yaml";
import { InputError } from "../errors.ts";
import { readKubectlYaml } from "../text/kubectl-yaml.ts";
import { renamed, renamedError } from "./flags.ts";
import { nearest } from "./nearest.ts";
import type { Setting } from "./setting.ts";

// settings have a few kilobytes
const mostCharacters = 64 * 1024;

/** What a configuration file may contain. */
export interface Known {
  /** The flags that may be at the top level. */
  readonly shared: readonly string[];
  /** The flags of each command, which may be under its name. */
  readonly own: ReadonlyMap<string, readonly string[]>;
}

/** What a file contains at its top level, and under each command's name. */
export interface ConfigFile {
  readonly shared: readonly Setting[];
  readonly own: ReadonlyMap<string, readonly Setting[]>;
}

/**
 * Reads a configuration file: names of flags with their values, and names of commands with such maps.
 * @throws InputError with the line of anything that is not YAML, not a known name, or not a value that a flag could have
 */
export function parseConfig(
  text: string,
  file: string,
  known: Known,
  by: "stray" | "file" = "file",
): ConfigFile {
  const yaml = readKubectlYaml(text, mostCharacters);
  if (yaml.kind === "unreadable") throw new InputError(`${file}:${yaml.line}: not valid YAML: ${yaml.why}`);
  const top = yaml.document.contents;
  // after `---` the library represents nothing as a scalar of null
  if (top === null || (isScalar(top) && top.value === null)) return { shared: [], own: new Map() };
  if (!isMap(top)) {
    throw new InputError(`${file}: has no settings`, { fix: "write them as in: mode: quick" });
  }
  const lineOf = ({ key }: Pair) => {
    const range = isScalar(key) ? key.range : undefined;
    return range ? yaml.lineAt(range[0]) : 1;
  };
  const read = (map: YAMLMap, flags: readonly string[], more: readonly string[]): Setting[] =>
    lastOfEach(map).flatMap((pair) => {
      const name = isScalar(pair.key) ? String(pair.key.value) : "";
      const from = `${file}:${lineOf(pair)}`;
      // `wait` is a flag of run and a command: a map belongs to the command
      if (more.includes(name) && (isMap(pair.value) || !flags.includes(name))) return [];
      if (!flags.includes(name)) throw unknown(name, from, [...flags, ...more]);
      return [{ flag: name, values: valuesOf(pair, name, from), from, by }];
    });
  const own = new Map<string, readonly Setting[]>();
  for (const pair of lastOfEach(top)) {
    const name = isScalar(pair.key) ? String(pair.key.value) : "";
    const flags = known.own.get(name);
    if (flags === undefined || (known.shared.includes(name) && !isMap(pair.value))) continue;
    if (!isMap(pair.value))
      throw new InputError(`${file}:${lineOf(pair)}: ${name} is a command, but contains no flags`);
    own.set(name, read(pair.value, flags, []));
  }
  return { shared: read(top, known.shared, [...known.own.keys()]), own };
}

/** Of equal keys the last counts, as in kubectl. */
function lastOfEach({ items }: YAMLMap): readonly Pair[] {
  const nameOf = ({ key }: Pair) => (isScalar(key) ? String(key.value) : "");
  return items.filter(
    (pair, index) => !items.slice(index + 1).some((later) => nameOf(later) === nameOf(pair)),
  );
}

function unknown(name: string, from: string, names: readonly string[]): InputError {
  const now = renamed[name];
  if (now !== undefined && names.includes(now)) return renamedError(from, name, now);
  const near = nearest(name, names);
  return new InputError(`${from}: there is no flag or command "${name}"`, {
    fix: near === undefined ? "--help lists the flags" : `did you mean ${near}?`,
  });
}

/** The value as written: YAML would turn 1.30 into a number and lose its zero. */
function valuesOf({ value }: Pair, name: string, from: string): string[] {
  const items = isSeq(value) ? value.items : [value];
  return items.map((item) => {
    if (isScalar(item) && item.value !== null) {
      return typeof item.value === "string" ? item.value : (item.source ?? String(item.value));
    }
    throw new InputError(`${from}: ${name} has no value that a flag could have`, {
      fix: "write a string, true or false, or a list of strings",
    });
  });
}
