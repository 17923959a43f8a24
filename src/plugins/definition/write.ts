import { Document } from "yaml";
import type { Driver, ResultFormat } from "./definition.ts";

/** What a new definition is made from. */
export interface NewDefinition {
  readonly name: string;
  readonly image: string;
  readonly driver: Driver;
  readonly format: ResultFormat;
  readonly container: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly description: string | undefined;
  readonly sourceUrl: string | undefined;
  /** File names with their texts. */
  readonly configMap: Readonly<Record<string, string>>;
}

/** The text of a new definition, with the keys in Sonobuoy's order. */
export function definitionText(given: NewDefinition): string {
  const { name, image, driver, format, command, args, env, description, sourceUrl, configMap } = given;
  const definition = {
    ...(Object.keys(configMap).length === 0 ? {} : { "config-map": configMap }),
    "sonobuoy-config": {
      driver,
      "plugin-name": name,
      "result-format": format,
      ...(description === undefined ? {} : { description }),
      ...(sourceUrl === undefined ? {} : { "source-url": sourceUrl }),
    },
    spec: {
      name: given.container,
      image,
      command,
      ...(args.length === 0 ? {} : { args }),
      ...(env.length === 0 ? {} : { env }),
      resources: {},
      volumeMounts: [{ name: "results", mountPath: "/tmp/sonobuoy/results" }],
    },
  };
  return new Document(definition, { version: "1.1", aliasDuplicateObjects: false }).toString({
    lineWidth: 0,
    directives: false,
  });
}
