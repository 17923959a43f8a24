import type { SchemaOptions } from "yaml";
import { readYaml, type YamlOptions, type YamlReading } from "./yaml.ts";

/**
 * The rules of kubectl's reader (`sigs.k8s.io/yaml`): the last of equal keys, the first of several documents, `<<` as a merge; times stay
 * strings.
 */
export const kubectlYaml: YamlOptions = {
  version: "1.1",
  uniqueKeys: false,
  isFirstEnough: true,
  customTags: (tags) => tags.filter((tag) => typeof tag === "string" || !isForeign(tag)),
};

type Tag = Extract<
  Parameters<Extract<SchemaOptions["customTags"], (...tags: never) => unknown>>[0][number],
  object
>;

function isForeign({ tag, format }: Tag & { readonly format?: string }): boolean {
  return tag === "tag:yaml.org,2002:timestamp" || tag === "tag:yaml.org,2002:binary" || format === "TIME";
}

/** Reads at most `most` characters of YAML by kubectl's rules. */
export function readKubectlYaml(text: string, most: number): YamlReading {
  // a lone CR also ends a line
  return readYaml(text.replace(/\r\n?/g, "\n"), { ...kubectlYaml, most });
}
