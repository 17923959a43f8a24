import { type Content, Growing, lazy } from "../node/files.ts";
import type { Process } from "../node/images.ts";
import { archive } from "./archive.ts";
import { dryRunJunit, dryRunLog } from "./dry-run.ts";
import { finishedSpecs, interruptedEnd, interruptedJunit } from "./interruption.ts";
import { play } from "./play.ts";
import { type Recording, unpack } from "./recording.ts";
import type { Stage } from "./steps.ts";

/** How long a dry run, giving up after an interruption, and packing the results take, in milliseconds. */
const takes = { dryRun: 5_000, givingUp: 1_000, packing: 300 };

/** The process of the conformance image: replays the recorded run. Returns its exit code. */
export async function runSuite(recording: Recording, stage: Stage, suite: Process): Promise<number> {
  const { clock } = stage;
  const text = unpack(recording.log.brotli);
  const junit = () => unpack(recording.junit.brotli);
  const { head, tail } = recording.log;
  const e2eLog = new Growing();
  suite.results.put("e2e.log", e2eLog);
  const print = (words: string) => {
    for (const log of [e2eLog, suite.log]) log.append(Buffer.from(words), clock.now());
  };
  if (suite.env.E2E_DRYRUN === "true") {
    await clock.sleep(takes.dryRun, suite.signal);
    print(dryRunLog(text.toString("utf8", head, text.length - tail)));
    finish(suite, () => Buffer.from(dryRunJunit(junit().toString())), clock.now());
    return 0;
  }
  const start = clock.now();
  const whole = await play(recording, stage, suite, (from, to) => {
    suite.log.append(text.subarray(from, to), clock.now());
    const own = text.subarray(Math.max(from, head), Math.min(to, text.length - tail));
    if (own.length > 0) e2eLog.append(own, clock.now());
  });
  if (whole) {
    await clock.sleep(takes.packing, suite.signal);
    finish(suite, junit, clock.now());
    return 0;
  }
  await clock.sleep(takes.givingUp, suite.signal);
  const written = text.toString("utf8", head, head + e2eLog.size);
  const finished = finishedSpecs(written);
  print(interruptedEnd(written, finished.size, ((clock.now() - start) * clock.speed) / 1000));
  finish(suite, () => Buffer.from(interruptedJunit(junit().toString(), finished)), clock.now());
  return 1;
}

/** The runner's last work: the junit is written, everything is packed, and `done` names the package. */
function finish({ results }: Process, junit: () => Uint8Array, now: number): void {
  results.put("junit_01.xml", lazy(junit));
  const packed = results.names().flatMap((name): [string, Content][] => {
    const content = results.open(`${results.path}/${name}`);
    return content === undefined ? [] : [[name, content]];
  });
  let bytes: Buffer | undefined;
  const pack = () => {
    bytes ??= archive(new Map(packed), new Date(now));
    return bytes;
  };
  results.put("e2e.tar.gz", lazy(pack));
  results.put(
    "done",
    lazy(() => Buffer.from(`${results.path}/e2e.tar.gz`)),
  );
}
