/** How a run ended. `incomplete`: the suite did not come to its end, so there is no verdict. */
export type Verdict = "passed" | "failed" | "incomplete";

export interface NodeRecord {
  readonly name: string;
  readonly kubelet: string;
  readonly os: string;
  readonly architecture: string;
  readonly osImage: string;
  readonly kernel: string;
  readonly containerRuntime: string;
}

export interface FileRecord {
  /** Relative to the results folder, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Whether the sha256 was compared with that of the file in the pod. */
  readonly verified: boolean;
}

/** `run.json`: what ran where. Its JSON Schema is `run.schema.json` beside this file. */
export interface RunRecord {
  readonly schema: 1;
  readonly id: string;
  readonly verdict: Verdict;
  readonly certifiable: boolean;
  /** Why the run cannot certify; empty when it can. */
  readonly deviations: readonly string[];
  readonly counts: {
    readonly total: number;
    readonly passed: number;
    readonly failed: number;
    readonly skipped: number;
  };
  readonly kubernetes: { readonly server: string; readonly platform: string };
  readonly nodes: readonly NodeRecord[];
  readonly image: { readonly name: string; readonly digest?: string };
  /** The command's words, secrets left out. */
  readonly command: readonly string[];
  readonly suite: {
    readonly mode: string;
    readonly focus: string;
    readonly skip: string;
    readonly dryRun: boolean;
    readonly processes: number;
    readonly seed?: number;
    /** One per Ginkgo process: the `e2e-run` label of the suite's namespaces. */
    readonly uuids: readonly string[];
    /** `e2e test version` of the log. */
    readonly version?: string;
    /** Of the suite's process in its container; absent when it was not seen to end. */
    readonly exitCode?: number;
  };
  /** RFC 3339. */
  readonly times: {
    readonly started: string;
    readonly suiteStarted?: string;
    readonly suiteFinished?: string;
    readonly finished: string;
  };
  readonly files: readonly FileRecord[];
  readonly tool: {
    readonly version: string;
    /** What it was built from; absent where it was run from source. */
    readonly commit?: string;
    /** The commit's time, RFC 3339. */
    readonly buildDate?: string;
    readonly runtime: string;
    readonly platform: string;
  };
}
