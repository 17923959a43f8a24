/** What a dump takes, and where it goes. */
export interface DumpOptions {
  /** The folder: new, empty, or that of a dump that was interrupted. */
  readonly dir: string;
  /** What was asked for, of whom, in any form without secrets: an interrupted dump continues only with the same. */
  readonly asked: string;
  readonly namespaces: NamespaceChoice;
  /** For the objects of all kinds. */
  readonly labelSelector: string | undefined;
  /** Plural names of kinds (`pods`, `jobs.batch`); undefined for all. */
  readonly resources: readonly string[] | undefined;
  /** Whether the names of secrets and of their keys are kept. */
  readonly secrets: "none" | "keys";
  readonly redact: boolean;
  readonly logs: LogChoice | undefined;
  /** Whether kubelets are asked for their settings, health, metrics and logs. */
  readonly nodes: boolean;
  /** Whether `/apis` and `/version` are kept. */
  readonly groups: boolean;
  readonly version: boolean;
}

export type NamespaceChoice =
  | { readonly kind: "named"; readonly names: readonly string[] }
  /** A regexp that matches a part of the name. */
  | { readonly kind: "matching"; readonly pattern: RegExp };

/** Which logs of pods are kept, and how much of them. */
export interface LogChoice {
  /** Undefined for the namespaces of the dump. */
  readonly namespaces: NamespaceChoice | undefined;
  readonly labelSelector: string | undefined;
  /** Pods that match any of them; none for every pod. */
  readonly fieldSelectors: readonly string[];
  /** Seconds. */
  readonly sinceSeconds: number | undefined;
  /** RFC 3339. */
  readonly sinceTime: string | undefined;
  readonly timestamps: boolean;
  readonly tailLines: number | undefined;
  /** Bytes of one log. */
  readonly most: number;
  /** Bytes of all. */
  readonly total: number;
}
