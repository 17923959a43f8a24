import type { Clock } from "../clock.ts";
import { namespaces, pods } from "../cluster/resources.ts";
import { type Content, Growing, lazy } from "../node/files.ts";
import type { Process } from "../node/images.ts";
import { archive } from "./archive.ts";
import { dryRunJunit, dryRunLog } from "./dry-run.ts";
import { type Recording, unpack } from "./recording.ts";
import { logSteps, merge, namespaceSteps, podSteps, type Stage, type Step } from "./steps.ts";

/** What a dry run takes, and what packing the results takes, in milliseconds. */
const takes = { dryRun: 5_000, packing: 300 };

/** The process of the conformance image: the recorded run happens again. Gives its exit code. */
export async function runSuite(recording: Recording, stage: Stage, suite: Process): Promise<number> {
  const text = unpack(recording.log.brotli);
  const e2eLog = new Growing();
  suite.results.put("e2e.log", e2eLog);
  if (suite.env.E2E_DRYRUN === "true") {
    await stage.clock.sleep(takes.dryRun, suite.signal);
    const { head, tail } = recording.log;
    const log = dryRunLog(text.toString("utf8", head, text.length - tail));
    for (const growing of [e2eLog, suite.log]) growing.append(Buffer.from(log), stage.clock.now());
    finish(suite, () => Buffer.from(dryRunJunit(unpack(recording.junit.brotli).toString())), stage.clock);
    return 0;
  }
  await replay(recording, stage, suite, (start, end) => {
    const now = stage.clock.now();
    suite.log.append(text.subarray(start, end), now);
    const from = Math.max(start, recording.log.head);
    const to = Math.min(end, text.length - recording.log.tail);
    if (from < to) e2eLog.append(text.subarray(from, to), now);
  });
  await stage.clock.sleep(takes.packing, suite.signal);
  finish(suite, () => unpack(recording.junit.brotli), stage.clock);
  return 0;
}

/** Resolves when the suite has written its last line; what is recorded after that goes on by itself. */
async function replay(
  recording: Recording,
  stage: Stage,
  suite: Process,
  write: (start: number, end: number) => void,
): Promise<void> {
  const { clock } = stage;
  const start = clock.now();
  const ended = Promise.withResolvers<void>();
  const end: Step = { at: recording.ended, run: ended.resolve };
  const sources = [
    namespaceSteps(recording, stage),
    podSteps(recording, stage, start),
    logSteps(recording, write),
  ];
  const play = async () => {
    for (const step of merge([...sources, [end]])) {
      const due = start + step.at / clock.speed;
      // Without its process the suite does nothing more; after its end only its namespaces go.
      const signal = step.at <= recording.ended ? suite.signal : clock.stopped;
      if (due > clock.now()) await clock.sleepUntil(due, signal);
      signal.throwIfAborted();
      step.run();
    }
  };
  const playing = play();
  clock.background(playing);
  try {
    await Promise.race([ended.promise, playing]);
  } finally {
    if (suite.signal.aborted) settle(recording, stage);
  }
}

/** What was on its way out when the suite was killed goes nevertheless. */
function settle(recording: Recording, stage: Stage): void {
  for (const { name } of recording.namespaces) {
    for (const { object } of stage.store.list(pods, name)) {
      if (object.metadata.deletionTimestamp !== undefined)
        stage.store.remove(pods, name, object.metadata.name);
    }
    const namespace = stage.store.get(namespaces, undefined, name);
    if (namespace?.metadata.deletionTimestamp !== undefined) stage.namespaces.delete(name);
  }
}

/** The runner's last work: the junit is there, everything is packed, and `done` names the package. */
function finish({ results }: Process, junit: () => Uint8Array, clock: Clock): void {
  results.put("junit_01.xml", lazy(junit));
  const modified = new Date(clock.now());
  const names = results.names().filter((name) => !name.endsWith(".tar.gz"));
  let packed: Buffer | undefined;
  const pack = () => {
    const files = names.flatMap((name): [string, Content][] => {
      const content = results.open(`${results.path}/${name}`);
      return content === undefined ? [] : [[name, content]];
    });
    packed ??= archive(new Map(files), modified);
    return packed;
  };
  results.put("e2e.tar.gz", lazy(pack));
  results.put(
    "done",
    lazy(() => Buffer.from(`${results.path}/e2e.tar.gz`)),
  );
}
