import { deviationsOf } from "../results/certify.ts";
import { minorOf } from "../results/layout.ts";
import type { RunRecord, Verdict } from "../results/run-record.ts";
import { requiredTests } from "../suite/required/required.ts";
import { hasFailed } from "../suite/spec.ts";
import type { SuiteRecord } from "../suite/suite-record.ts";
import type { Conducted } from "./conduct.ts";
import { isReplayed, nodeRecord } from "./facts.ts";
import { imageDigest } from "./follow/pod-state.ts";
import type { CollectedFile } from "./log-copy.ts";
import type { ClusterFacts } from "./plan/plan.ts";
import type { RunState } from "./state.ts";

export interface RecordInput {
  readonly state: RunState;
  readonly facts: ClusterFacts;
  readonly suite: SuiteRecord;
  readonly conducted: Conducted;
  readonly uuids: readonly string[];
  /** Milliseconds since the epoch. */
  readonly finished: number;
  /** The path of a collected file, relative to the folder. */
  readonly pathOf: (file: CollectedFile) => string;
  readonly tool: RunRecord["tool"];
}

/** `run.json` of a run that is over. Pure. */
export function runRecord(input: RecordInput): RunRecord {
  const { state, facts, suite, conducted } = input;
  const { plan } = state;
  const ended = conducted.outcome.kind === "ended" ? conducted.outcome : undefined;
  const image = ended?.pod.spec?.containers[0]?.image ?? plan.image;
  const digest = ended === undefined ? undefined : imageDigest(ended.pod);
  const files = conducted.files.map((file) => ({
    path: input.pathOf(file),
    bytes: file.bytes,
    sha256: file.sha256,
    verified: file.verified,
  }));
  const verdict = verdictOf(conducted, suite);
  const required = requiredTests(minorOf(facts.server));
  const deviations = [
    ...deviationsOf({
      server: facts.server,
      mode: plan.mode,
      focus: plan.focus,
      skip: plan.skip,
      dryRun: plan.dryRun,
      replayed: isReplayed(facts),
      ginkgoArgs: plan.ginkgoArgs,
      suiteArgs: plan.suiteArgs,
      suiteVersion: suite.version,
      finished: verdict !== "incomplete",
      endedBy: suite.endedBy,
      suiteFailed:
        verdict === "failed" && !suite.specs.some((spec) => hasFailed(spec.state))
          ? { reason: suite.nodeFailed }
          : undefined,
      planned: suite.started === undefined ? undefined : suite.total,
      specs: suite.specs,
      flaked: suite.finished?.flaked ?? 0,
      ...(required === undefined ? {} : { required }),
      verbose: true,
      files,
    }),
    ...conducted.problems,
  ];
  const count = (wanted: (failed: boolean, passed: boolean) => boolean) =>
    suite.specs.filter((spec) => wanted(hasFailed(spec.state), spec.state === "passed")).length;
  return {
    schema: 1,
    id: plan.id,
    verdict,
    certifiable: verdict === "passed" && deviations.length === 0,
    deviations,
    counts: {
      total: suite.total,
      passed: count((_, passed) => passed),
      failed: count((failed) => failed),
      skipped: count((failed, passed) => !failed && !passed),
    },
    kubernetes: { server: facts.server, platform: facts.platform },
    nodes: facts.nodes.map(nodeRecord),
    image: { name: image, ...(digest === undefined ? {} : { digest }) },
    command: state.command,
    suite: {
      mode: plan.mode,
      focus: plan.focus,
      skip: plan.skip,
      dryRun: plan.dryRun,
      processes: suite.started === undefined ? plan.processes : suite.processes,
      ...(suite.seed === undefined ? {} : { seed: suite.seed }),
      uuids: input.uuids,
      ...(suite.version === undefined ? {} : { version: suite.version }),
      ...(ended === undefined ? {} : { exitCode: ended.state.exitCode }),
    },
    times: {
      started: state.started,
      ...timesOf(suite),
      finished: new Date(input.finished).toISOString(),
    },
    files,
    tool: input.tool,
  };
}

/** The suite's own word and its container's exit code must agree: a crash after the last spec is no verdict. */
function verdictOf(conducted: Conducted, suite: SuiteRecord): Verdict {
  if (
    conducted.outcome.kind !== "ended" ||
    conducted.cutShort !== undefined ||
    suite.finished === undefined ||
    suite.endedBy !== undefined
  ) {
    return "incomplete";
  }
  if (conducted.outcome.state.exitCode === 0) return suite.finished.success ? "passed" : "failed";
  return suite.finished.success ? "incomplete" : "failed";
}

function timesOf(suite: SuiteRecord): { suiteStarted?: string; suiteFinished?: string } {
  return {
    ...(suite.started === undefined ? {} : { suiteStarted: new Date(suite.started).toISOString() }),
    ...(suite.ended === undefined ? {} : { suiteFinished: new Date(suite.ended).toISOString() }),
  };
}
