import type { JunitReport } from "../../suite/junit.ts";
import type { SuiteFinished, SuiteStarted } from "../../suite/log.ts";
import type { NodeRecord, RunRecord } from "../run-record.ts";

/** What made the results, as far as they tell: hydrophone's are bare files, and those may be anyone's. */
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

/** The results of a run, whichever runner made them: from this value everything after a run starts. */
export interface Results {
  /** What was given: a folder, a tarball, or the files. */
  readonly origin: string;
  readonly runner: Runner;
  /** e2e.log */
  readonly log: ResultFile | undefined;
  /** junit_01.xml */
  readonly junit: ResultFile | undefined;
  /** What the junit file says. */
  readonly report: JunitReport | undefined;
  /** How many specs were to run, as the log announces. */
  readonly started: SuiteStarted | undefined;
  /** The log's summary; undefined where the suite did not come to its end. */
  readonly finished: SuiteFinished | undefined;
  /** The API server's version, `v1.35.4+k3s1`, or only `v1.35` where just that is known. */
  readonly server: string | undefined;
  /** The suite's own version, as its log tells. */
  readonly suite: string | undefined;
  readonly nodes: readonly NodeRecord[];
  /** The folder that holds a PRODUCT.yaml beside the files. */
  readonly submission: string | undefined;
  /** Files that are not what run.json says they were. */
  readonly altered: readonly string[];
}
