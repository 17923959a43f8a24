import type { V1Pod } from "@kubernetes/client-node";
import { assess, type CutShort, type Ending } from "../results/assess.ts";
import type { CauseRecord, RunRecord } from "../results/run-record.ts";
import { countSkipped, countStates } from "../suite/junit.ts";
import type { SuiteRecord } from "../suite/suite-record.ts";
import { isReplayed, nodeRecord } from "./facts.ts";
import { imageDigest, podState } from "./follow/pod-state.ts";
import type { CollectedFile } from "./log-copy.ts";
import type { ClusterFacts } from "./plan/plan.ts";
import type { RunState } from "./state.ts";
import { runTimes } from "./times.ts";

export interface RecordInput {
  readonly state: RunState;
  readonly facts: ClusterFacts;
  readonly suite: SuiteRecord;
  /** How the suite's container ended. */
  readonly end: Ending;
  readonly cutShort: CutShort | undefined;
  /** The run's pod as it was last seen; undefined if it was never seen to end. */
  readonly pod: V1Pod | undefined;
  /** When the run was created, by the cluster's clock; undefined if unknown. */
  readonly created: Date | undefined;
  /** Whether this machine started the run, so that `state.started` is by its clock. */
  readonly beganHere: boolean;
  readonly files: readonly CollectedFile[];
  /** What kept a file from being fetched completely. */
  readonly problems: readonly string[];
  readonly uuids: readonly string[];
  readonly causes: readonly CauseRecord[];
  /** Milliseconds since the epoch, by this machine's clock. */
  readonly finished: number;
  /** The path of a collected file, relative to the folder. */
  readonly pathOf: (file: CollectedFile) => string;
  readonly tool: RunRecord["tool"];
}

/** `run.json` of a run that has ended. Pure. */
export function runRecord(input: RecordInput): RunRecord {
  const { state, facts, suite, end, files } = input;
  const { plan } = state;
  const { verdict, reason, certifiable, deviations } = assess({
    suite,
    end,
    cutShort: input.cutShort,
    server: facts.server,
    choice: plan,
    replayed: isReplayed(facts),
    files,
    problems: input.problems,
  });
  const image = input.pod?.spec?.containers[0]?.image ?? plan.image;
  const digest = input.pod && imageDigest(input.pod);
  const { passed, failed } = countStates(suite.specs);
  return {
    schema: 1,
    id: plan.id,
    verdict,
    ...(reason === undefined ? {} : { reason }),
    certifiable,
    deviations,
    counts: { total: suite.total, passed, failed, skipped: countSkipped(suite.specs, suite.finished) },
    kubernetes: { server: facts.server, platform: facts.platform },
    nodes: facts.nodes.map(nodeRecord),
    image: { name: image, ...(digest === undefined ? {} : { digest }) },
    command: state.command,
    suite: {
      mode: plan.mode,
      focus: plan.focus,
      skip: plan.skip,
      dryRun: plan.dryRun,
      processes: suite.planned === undefined ? plan.processes : suite.processes,
      ...(suite.seed === undefined ? {} : { seed: suite.seed }),
      uuids: input.uuids,
      ...(suite.version === undefined ? {} : { version: suite.version }),
      ...(suite.finished === undefined ? {} : { seconds: suite.finished.seconds }),
      ...(end.kind === "exited" ? { exitCode: end.exitCode } : {}),
    },
    times: timesOf(input),
    ...(input.causes.length === 0 ? {} : { causes: input.causes }),
    files: files.map((file) => ({
      path: input.pathOf(file),
      bytes: file.bytes,
      sha256: file.sha256,
      verified: file.verified,
    })),
    tool: input.tool,
  };
}

function timesOf({ state, suite, pod, created, beganHere, finished }: RecordInput): RunRecord["times"] {
  const container = pod && podState(pod);
  const started = Date.parse(state.started);
  return runTimes({
    cluster: {
      created: created?.getTime(),
      suiteStarted: suite.since,
      suiteEnded: container?.kind === "ended" ? container.until?.getTime() : undefined,
    },
    here: { started, suiteStarted: suite.started, suiteFinished: suite.ended, finished },
    ahead: beganHere && created !== undefined ? started - created.getTime() : 0,
    seconds: suite.finished?.seconds,
  });
}
