import type { JunitReport } from "../suite/junit.ts";
import type { SpecResult } from "../suite/spec.ts";
import type { Assessment } from "./assess.ts";
import type { NodeRecord, RunCounts, RunRecord, RunTimes } from "./run-record.ts";

/** What made the results, as far as they say: hydrophone's are bare files, and those may be anyone's. */
export type Runner =
  | { readonly name: "kubectl conformance"; readonly record: RunRecord }
  | { readonly name: "sonobuoy"; readonly version?: string }
  | { readonly name: "unknown" };

/** A file of the results, byte for byte. */
export interface ResultFile {
  /** Where it was found, for messages: `out/e2e.log`, `x.tar.gz: plugins/e2e/results/global/e2e.log`. */
  readonly origin: string;
  readonly bytes: Uint8Array;
}

/** What the suite was to run, as far as the results say. */
export interface RanSuite {
  /** Of this program alone. */
  readonly mode?: string;
  readonly focus?: string;
  /** Empty: none. */
  readonly skip?: string;
  readonly dryRun?: boolean;
  readonly processes?: number;
  readonly seed?: number;
}

/**
 * The results of a run, whichever runner made them, with their verdict: from this value everything after a run starts. Of a folder of this
 * program the verdict is that of its run.json, which knows more than the files; of all others it is what the files say.
 */
export interface Results extends Assessment {
  /** What was given: a folder, a tarball, or the files. */
  readonly origin: string;
  readonly runner: Runner;
  /** The specs and how they ended, as junit_01.xml has them, else e2e.log; those filtered out may be among them. */
  readonly specs: readonly SpecResult[];
  readonly counts: RunCounts;
  /** RFC 3339, where they are known; other runners' suites ran by UTC. */
  readonly times: Partial<RunTimes>;
  /** How long the suite took, as it says. */
  readonly seconds: number | undefined;
  readonly suite: RanSuite;
  readonly versions: {
    /** The API server's, `v1.35.4+k3s1`, or only `v1.35` where just that is known. */
    readonly server: string | undefined;
    /** The suite's own, as its log says. */
    readonly suite: string | undefined;
  };
  /** The words of the command, where they are known. */
  readonly command: readonly string[] | undefined;
  readonly nodes: readonly NodeRecord[];
  readonly files: {
    readonly log: ResultFile | undefined;
    readonly junit: ResultFile | undefined;
    /** Those that are not what run.json says they were. */
    readonly altered: readonly string[];
  };
  /** What the junit file says. */
  readonly report: JunitReport | undefined;
  /** The folder that holds a PRODUCT.yaml beside the files. */
  readonly submission: string | undefined;
}
