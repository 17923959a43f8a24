import type { V1Container, V1PodSpec, V1Volume } from "@kubernetes/client-node";

/** How often a plugin runs: in one pod, or in one on each eligible node. */
export type Driver = "Job" | "DaemonSet";

/** How the files of a plugin become a tree of results. */
export const resultFormats = ["junit", "e2e", "gojson", "raw", "manual"] as const;
export type ResultFormat = (typeof resultFormats)[number];

/** A plugin definition, as Sonobuoy reads it (vmware-tanzu/sonobuoy v0.57, pkg/plugin/manifest/manifest.go). */
export interface Definition {
  readonly name: string;
  readonly driver: Driver;
  readonly resultFormat: ResultFormat;
  /** Base names of the only files that are looked at; if there are none, the format's suffix decides. */
  readonly resultFiles: readonly string[];
  readonly skipCleanup: boolean;
  /** Plugins of a lower order end before those of a higher one start. */
  readonly order: number;
  readonly description: string;
  readonly sourceUrl: string;
  /** The plugin itself. */
  readonly container: V1Container;
  /** Replaces Sonobuoy's default pod; its containers are sidecars. */
  readonly podSpec: V1PodSpec | undefined;
  readonly extraVolumes: readonly V1Volume[];
  /** The files of the plugin's config map. */
  readonly configMap: Readonly<Record<string, string>>;
}

/** Something in a definition that its author should know. */
export interface Finding {
  /** An error keeps the plugin from running at all. */
  readonly level: "error" | "warning" | "note";
  /** The path to it: `sonobuoy-config.result-type`; empty for the file as a whole. */
  readonly place: string;
  /** From 1; undefined if it is nowhere in the file. */
  readonly line: number | undefined;
  readonly text: string;
}

/** A definition that was read; there is none if one of the findings is an error. */
export interface Reading {
  readonly definition: Definition | undefined;
  readonly findings: readonly Finding[];
}
