import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Namespaces } from "../cluster/namespaces.ts";
import type { KubeObject } from "../cluster/object.ts";
import { namespaces as resource } from "../cluster/resources.ts";
import type { Store } from "../cluster/store.ts";
import { replayPod } from "./pod-replay.ts";
import { type NamespaceSpan, podChanges, type Recording } from "./recording.ts";

/** A step of the recording, with its milliseconds since the suite started. */
export interface Step {
  readonly at: number;
  readonly run: () => void;
}

/** The cluster in which a run is replayed. */
export interface Stage {
  readonly store: Store;
  readonly clock: Clock;
  readonly namespaces: Namespaces;
}

/** The pods' changes in their order. */
export function* podSteps(recording: Recording, stage: Stage, start: number): Generator<Step> {
  for (const change of podChanges(recording)) {
    yield { at: change.at, run: () => replayPod(stage.store, stage.clock, start, change) };
  }
}

/** Namespaces appear, are Terminating, and are gone. */
export function namespaceSteps(recording: Recording, { store, namespaces }: Stage): Step[] {
  const uuids = new Map<number, string>();
  // the recorded log does not say who owned every namespace, and a suite has no more uuids than processes
  const [first = 0] = recording.namespaces.flatMap(({ process }) => process ?? []);
  const uuidOf = (process = first) => {
    const uuid = uuids.get(process) ?? randomUUID();
    uuids.set(process, uuid);
    return uuid;
  };
  const isThere = (name: string) => store.get(resource, undefined, name) !== undefined;
  const steps = recording.namespaces.flatMap((span): Step[] => {
    const { name, created, destroyed, gone } = span;
    const create = () => !isThere(name) && namespaces.create(suiteNamespace(span, uuidOf(span.process)));
    const terminate = () => isThere(name) && namespaces.terminate(name);
    return [
      { at: created, run: create },
      ...(destroyed === undefined ? [] : [{ at: destroyed, run: terminate }]),
      // what another suite left in the recorded cluster would outlive every replay
      { at: gone ?? recording.ended, run: () => namespaces.remove(name) },
    ];
  });
  return steps.sort((a, b) => a.at - b.at);
}

/** Turns each write to the log into bytes of the whole text. */
export function* logSteps(
  recording: Recording,
  write: (start: number, end: number) => void,
): Generator<Step> {
  const { writes } = recording.log;
  let at = 0;
  let offset = 0;
  for (let i = 0; i + 1 < writes.length; i += 2) {
    at += writes[i] ?? 0;
    const start = offset;
    const end = offset + (writes[i + 1] ?? 0);
    offset = end;
    yield { at, run: () => write(start, end) };
  }
}

/** Merges the steps of several sources by time; each source is in order and is read as needed. */
export function* merge(sources: readonly Iterable<Step>[]): Generator<Step> {
  const heads = sources.map((source) => {
    const iterator = source[Symbol.iterator]();
    return { iterator, next: iterator.next() };
  });
  for (;;) {
    const [first, ...others] = heads.filter(({ next }) => !next.done);
    if (first === undefined) return;
    const earliest = others.reduce((a, b) => (b.next.value.at < a.next.value.at ? b : a), first);
    yield earliest.next.value;
    earliest.next = earliest.iterator.next();
  }
}

/** A namespace as the test framework creates it; one of another run on the cluster has another run's label. */
function suiteNamespace({ name, base }: NamespaceSpan, uuid: string): KubeObject {
  const labels = base === undefined ? {} : { "e2e-framework": base, "e2e-run": uuid };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}
