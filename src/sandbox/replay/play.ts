import { fieldAt } from "../cluster/object.ts";
import { namespaces, pods } from "../cluster/resources.ts";
import type { Process } from "../node/images.ts";
import type { Recording } from "./recording.ts";
import { logSteps, merge, namespaceSteps, podSteps, type Stage, type Step } from "./steps.ts";

/**
 * Replays the recorded run at the clock's speed. Resolves when the suite has written its last line (its last
 * namespaces go after that), or with false if it was interrupted; rejects if its container is killed.
 */
export async function play(
  recording: Recording,
  stage: Stage,
  suite: Process,
  write: (start: number, end: number) => void,
): Promise<boolean> {
  const { clock } = stage;
  const start = clock.now();
  const halted = AbortSignal.any([suite.signal, suite.interrupted]);
  const ended = Promise.withResolvers<void>();
  const end: Step = { at: recording.ended, run: ended.resolve };
  const sources = [
    namespaceSteps(recording, stage),
    podSteps(recording, stage, start),
    logSteps(recording, write),
    [end],
  ];
  const run = async () => {
    for (const step of merge(sources)) {
      const signal = step.at <= recording.ended ? halted : clock.stopped;
      const due = start + step.at / clock.speed;
      if (due > clock.now()) await clock.sleepUntil(due, signal);
      signal.throwIfAborted();
      step.run();
    }
  };
  const running = run();
  clock.background(running);
  try {
    await Promise.race([ended.promise, running]);
    return true;
  } catch (error) {
    settle(recording, stage, suite);
    if (suite.interrupted.aborted && !suite.signal.aborted) return false;
    throw error;
  }
}

/** A halted suite: what was on its way out continues; an interrupted suite takes its namespaces with it. */
function settle(recording: Recording, { store, namespaces: controller }: Stage, suite: Process): void {
  for (const { name, process } of recording.namespaces) {
    for (const { object } of store.list(pods, name)) {
      if (object.metadata.deletionTimestamp !== undefined) store.remove(pods, name, object.metadata.name);
    }
    const namespace = store.get(namespaces, undefined, name);
    const going = fieldAt(namespace, "metadata.deletionTimestamp") !== undefined;
    const own = process !== undefined && suite.interrupted.aborted;
    if (namespace !== undefined && (going || own)) controller.delete(name);
  }
}
