import type { V1Container, V1PodSpec, V1Volume } from "@kubernetes/client-node";
import { isMap, isScalar } from "yaml";
import { nearest } from "../../config/nearest.ts";
import { readKubectlYaml } from "../../text/kubectl-yaml.ts";
import { readYaml, type YamlReading } from "../../text/yaml.ts";
import {
  type Definition,
  type Driver,
  type Finding,
  type Reading,
  type ResultFormat,
  resultFormats,
} from "./definition.ts";
import { fieldFaults, isObject, kindOf } from "./fields.ts";
import { hints } from "./hints.ts";
import { nameFault } from "./name.ts";

/** Characters of a definition: a config map has at most 1 MiB. */
export const mostOfDefinition = 2 ** 21;

const topKeys = ["sonobuoy-config", "spec", "extra-volumes", "podSpec", "config-map"] as const;
const configKeys = [
  "driver",
  "plugin-name",
  "result-format",
  "result-files",
  "skip-cleanup",
  "description",
  "source-url",
  "order",
] as const;

// words that public plugins and Sonobuoy's own guide use, and Sonobuoy does not know
const misnamed: Readonly<Record<string, string>> = {
  "result-type": "result-format",
  source_url: "source-url",
  sourceURL: "source-url",
  skipCleanup: "skip-cleanup",
  volumes: "extra-volumes",
  "pod-spec": "podSpec",
  configMap: "config-map",
};

type Document = Extract<YamlReading, { kind: "read" }>;

/**
 * Reads a plugin definition by Sonobuoy's rules, and reports what Sonobuoy drops or changes in silence. Pure; the text is not trusted.
 */
export function readDefinition(text: string): Reading {
  const reading = readKubectlYaml(text, mostOfDefinition);
  if (reading.kind === "unreadable")
    return only({ level: "error", place: "", line: reading.line, text: `is not YAML: ${reading.why}` });
  let value: unknown;
  try {
    value = reading.document.toJS({ maxAliasCount: 100 });
  } catch {
    return only({ level: "error", place: "", line: 1, text: "refers to itself too often (YAML aliases)" });
  }
  if (!isObject(value))
    return only({
      level: "error",
      place: "",
      line: 1,
      text: `is ${kindOf(value)}; expected sonobuoy-config and spec`,
    });
  return new DefinitionReader(reading, value).read(text);
}

function only(finding: Finding): Reading {
  return { definition: undefined, findings: [finding] };
}

/** One reading of a definition: the value, and what was found on the way. */
class DefinitionReader {
  readonly #document: Document;
  readonly #value: Readonly<Record<string, unknown>>;
  readonly #findings: Finding[] = [];

  constructor(document: Document, value: Readonly<Record<string, unknown>>) {
    this.#document = document;
    this.#value = value;
  }

  read(text: string): Reading {
    if (isSeveral(text)) this.#add("warning", [], "has several documents; only the first is read");
    this.#unknownKeys(this.#value, [], topKeys);
    const config = this.#config();
    const container = this.#typed<V1Container>("spec", "V1Container");
    const podSpec = this.#value.podSpec == null ? undefined : this.#typed<V1PodSpec>("podSpec", "V1PodSpec");
    const volumes = this.#typed<readonly V1Volume[]>("extra-volumes", "Array<V1Volume>");
    const configMap = this.#configMap();
    if (container !== undefined) this.#container(container);
    if (this.#value.spec == null) this.#add("error", ["spec"], "is missing: it is the plugin's container");
    if (config === undefined || container === undefined || this.#hasErrors) return this.#result(undefined);
    const definition: Definition = {
      ...config,
      container,
      podSpec,
      extraVolumes: volumes ?? [],
      configMap,
    };
    for (const { level, path, text } of hints(definition)) this.#add(level, path, text);
    return this.#result(this.#hasErrors ? undefined : definition);
  }

  get #hasErrors(): boolean {
    return this.#findings.some(({ level }) => level === "error");
  }

  #result(definition: Definition | undefined): Reading {
    const rank = { error: 0, warning: 1, note: 2 };
    const findings = this.#findings.toSorted(
      (one, other) => rank[one.level] - rank[other.level] || (one.line ?? 0) - (other.line ?? 0),
    );
    return { definition, findings };
  }

  #config(): Omit<Definition, "container" | "podSpec" | "extraVolumes" | "configMap"> | undefined {
    const config = this.#value["sonobuoy-config"];
    if (!isObject(config)) {
      this.#add(
        "error",
        ["sonobuoy-config"],
        config == null ? "is missing" : `is ${kindOf(config)}; expected a mapping`,
      );
      return undefined;
    }
    this.#unknownKeys(config, ["sonobuoy-config"], configKeys);
    const text = (key: string): string =>
      this.#scalar(config, key, "string", "a string; put it in quotes") ?? "";
    const name = text("plugin-name");
    const driver = driverOf(text("driver"));
    if (driver === undefined)
      this.#add(
        "error",
        ["sonobuoy-config", "driver"],
        `is ${quoted(config.driver)}; expected Job or DaemonSet`,
      );
    const fault = nameFault(name);
    if (fault !== undefined) this.#add("error", ["sonobuoy-config", "plugin-name"], fault);
    const files = config["result-files"] ?? [];
    if (!Array.isArray(files) || files.some((file) => typeof file !== "string"))
      this.#add("error", ["sonobuoy-config", "result-files"], "is not a list of file names");
    if (driver === undefined || fault !== undefined || !Array.isArray(files)) return undefined;
    return {
      name,
      driver,
      resultFormat: this.#format(text("result-format")),
      resultFiles: files.filter((file) => typeof file === "string"),
      skipCleanup: this.#scalar(config, "skip-cleanup", "boolean", "true or false") ?? false,
      order: this.#scalar(config, "order", "number", "a whole number") ?? 0,
      description: text("description"),
      sourceUrl: text("source-url"),
    };
  }

  #format(word: string): ResultFormat {
    const known = resultFormats.find((format) => format === word);
    if (known !== undefined || word === "") return known ?? "raw";
    const path = ["sonobuoy-config", "result-format"];
    const meant = nearest(word.toLowerCase(), resultFormats);
    const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
    this.#add("warning", path, `${quoted(word)} is not a format, and is taken as raw${hint}`);
    return "raw";
  }

  #scalar<Kind extends keyof Scalars>(
    from: Readonly<Record<string, unknown>>,
    key: string,
    kind: Kind,
    expected: string,
  ): Scalars[Kind] | undefined {
    const value = from[key];
    if (value === undefined || value === null) return undefined;
    if (isOfKind(value, kind)) return value;
    this.#add("error", ["sonobuoy-config", key], `is ${kindOf(value)}; expected ${expected}`);
    return undefined;
  }

  /** A part of the file that is an object of the core API. */
  #typed<T>(key: string, type: string): T | undefined {
    const value = this.#value[key];
    if (value === undefined || value === null) return undefined;
    const faults = fieldFaults(value, type);
    for (const { path, kind, text } of faults)
      this.#add(kind === "type" ? "error" : "warning", [key, ...path], text);
    // every field was just compared with that type
    return faults.some(({ kind }) => kind === "type") ? undefined : (value as T);
  }

  #container({ name, image }: V1Container): void {
    if (typeof name !== "string" || !/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(name))
      this.#add(
        "error",
        ["spec", "name"],
        name === undefined ? "is missing" : `${quoted(name)} is not the name of a container`,
      );
    if (typeof image !== "string" || image === "") this.#add("error", ["spec", "image"], "is missing");
  }

  #configMap(): Readonly<Record<string, string>> {
    const value = this.#value["config-map"];
    if (value === undefined || value === null) return {};
    if (!isObject(value)) {
      this.#add("error", ["config-map"], `is ${kindOf(value)}; expected file names with their texts`);
      return {};
    }
    const files: Record<string, string> = {};
    for (const [file, text] of Object.entries(value)) {
      const path = ["config-map", file];
      if (!/^[-._a-zA-Z0-9]{1,253}$/.test(file) || file === "." || file.startsWith(".."))
        this.#add("error", path, "is not the name of a file in a config map");
      else if (typeof text !== "string") this.#add("error", path, `is ${kindOf(text)}; expected a text`);
      else {
        const why = unparsable(file, text);
        if (why !== undefined) this.#add("error", path, why);
        files[file] = text;
      }
    }
    return files;
  }

  #unknownKeys(
    from: Readonly<Record<string, unknown>>,
    path: readonly string[],
    known: readonly string[],
  ): void {
    for (const key of Object.keys(from)) {
      if (known.includes(key)) continue;
      const meant = Object.hasOwn(misnamed, key) ? misnamed[key] : nearest(key, known);
      const hint = meant === undefined || !known.includes(meant) ? "" : `; did you mean ${meant}?`;
      this.#add("warning", [...path, key], `is not a key that Sonobuoy knows, and is ignored${hint}`);
    }
  }

  #add(level: Finding["level"], path: readonly (string | number)[], text: string): void {
    const place = path.reduce<string>(
      (above, part) =>
        typeof part === "number" ? `${above}[${part}]` : above === "" ? part : `${above}.${part}`,
      "",
    );
    this.#findings.push({ level, place, line: this.#lineOf(path), text });
  }

  /** The line of the key at the end of a path, or of the nearest thing above it that is in the file. */
  #lineOf(path: readonly (string | number)[]): number | undefined {
    const { document, lineAt } = this.#document;
    for (let length = path.length; length > 0; length--) {
      const above = document.getIn(path.slice(0, length - 1), true);
      const last = path[length - 1];
      const holder = length === 1 ? document.contents : above;
      if (isMap(holder)) {
        const pair = holder.items.find(({ key }) => isScalar(key) && key.value === last);
        if (isScalar(pair?.key) && pair.key.range != null) return lineAt(pair.key.range[0]);
      }
      const node: unknown = document.getIn(path.slice(0, length), true);
      const start = isObject(node) && Array.isArray(node.range) ? node.range[0] : undefined;
      if (typeof start === "number") return lineAt(start);
    }
    return undefined;
  }
}

interface Scalars {
  readonly string: string;
  readonly boolean: boolean;
  readonly number: number;
}

function isOfKind<Kind extends keyof Scalars>(value: unknown, kind: Kind): value is Scalars[Kind] {
  return typeof value === kind && (kind !== "number" || Number.isInteger(value));
}

function driverOf(word: string): Driver | undefined {
  const lower = word.toLowerCase();
  if (lower === "job") return "Job";
  return lower === "daemonset" ? "DaemonSet" : undefined;
}

/** Sonobuoy checks these before it starts anything: JSON too as YAML. */
function unparsable(file: string, text: string): string | undefined {
  if (!/\.(?:ya?ml|json)$/.test(file)) return undefined;
  const reading = readYaml(text, { most: mostOfDefinition, uniqueKeys: false, isFirstEnough: true });
  if (reading.kind === "read") return undefined;
  return `is not valid: ${reading.why}, in its line ${reading.line}`;
}

function isSeveral(text: string): boolean {
  const [, ...rest] = text.split(/^---(?:\s|$)/m);
  const [before = ""] = text.split(/^---(?:\s|$)/m);
  const documents = [before, ...rest].filter((part) => part.replace(/^\s*(?:#.*)?$/gm, "").trim() !== "");
  return documents.length > 1;
}

function quoted(value: unknown): string {
  return value === undefined || value === "" ? "missing" : JSON.stringify(value);
}
