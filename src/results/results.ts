import type { JunitReport } from "../suite/junit.ts";
import type { SpecResult } from "../suite/spec.ts";
import type { Assessment } from "./assess.ts";
import type { NodeRecord, RunCounts, RunRecord, RunTimes } from "./run-record.ts";

/** What made the results, if they say so: Hydrophone's are bare files, which may come from anything. */
export type Runner =
  | { readonly name: "kubectl conformance"; readonly record: RunRecord }
  | { readonly name: "sonobuoy"; readonly version?: string }
  /** The tests of AI conformance, by `ai run`: a Go test binary and not the suite. */
  | { readonly name: "ai-conformance" }
  | { readonly name: "unknown" };

/** A file of the results, byte for byte. */
export interface ResultFile {
  /** Where it was found, for messages: `out/e2e.log`, `x.tar.gz: plugins/e2e/results/global/e2e.log`. */
  readonly origin: string;
  readonly bytes: Uint8Array;
}

/** What the suite was to run, as far as the results say. */
export interface RanSuite {
  /** Only for this program. */
  readonly mode?: string;
  readonly focus?: string;
  /** Empty: none. */
  readonly skip?: string;
  readonly dryRun?: boolean;
  readonly processes?: number;
  readonly seed?: number;
}

/**
 * The results of a run, whichever runner made them, with their verdict: everything after a run starts from this value. For a folder of this
 * program the verdict is that of its run.json, which knows more than the files; for all others it comes from the files.
 */
export interface Results extends Assessment {
  /** What was given: a folder, a tarball, or the files. */
  readonly origin: string;
  readonly runner: Runner;
  /** The specs and how they ended, from junit_01.xml, otherwise from e2e.log; filtered-out specs may be included. */
  readonly specs: readonly SpecResult[];
  readonly counts: RunCounts;
  /** RFC 3339, if known; other runners' suites ran in UTC. */
  readonly times: Partial<RunTimes>;
  /** How long the suite took, according to the suite. */
  readonly seconds: number | undefined;
  readonly suite: RanSuite;
  readonly versions: {
    /** The API server's, `v1.35.4+k3s1`, or just `v1.35` if only that is known. */
    readonly server: string | undefined;
    /** The suite's own version, according to its log. */
    readonly suite: string | undefined;
  };
  /** The words of the command, if known. */
  readonly command: readonly string[] | undefined;
  readonly nodes: readonly NodeRecord[];
  readonly files: {
    readonly log: ResultFile | undefined;
    readonly junit: ResultFile | undefined;
    /** Those that differ from what run.json says about them. */
    readonly altered: readonly string[];
  };
  /** The content of the junit file. */
  readonly report: JunitReport | undefined;
  /** The folder with a PRODUCT.yaml next to the files. */
  readonly submission: string | undefined;
}
