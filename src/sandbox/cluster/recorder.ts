import type { Clock } from "../clock.ts";
import { fieldAt, type KubeObject } from "./object.ts";
import { events, namespaces } from "./resources.ts";
import type { Store } from "./store.ts";

/** An event about an object, as `kubectl describe` shows it. */
export interface Note {
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  /** The component that reports it: `kubelet`, `default-scheduler`. */
  readonly from: string;
  readonly host?: string;
  readonly container?: string;
}

/** Stores an event about an object; repeated events are counted. */
export function record(store: Store, clock: Clock, object: KubeObject, note: Note): void {
  const { name, namespace = "default", uid, resourceVersion } = object.metadata;
  if (fieldAt(store.get(namespaces, undefined, namespace), "status.phase") !== "Active") return;
  const now = clock.timestamp();
  const fieldPath = note.container === undefined ? undefined : `spec.containers{${note.container}}`;
  const wanted = [uid, fieldPath, note.reason, note.message].join();
  const same = store.list(events, namespace).find(({ object: event }) => {
    const about = ["involvedObject.uid", "involvedObject.fieldPath", "reason", "message"];
    return about.map((path) => fieldAt(event, path)).join() === wanted;
  });
  if (same !== undefined) {
    const count = Number(same.object.count) + 1;
    store.update(events, { ...same.object, count, lastTimestamp: now });
    return;
  }
  const nanoseconds = BigInt(Math.floor(clock.now())) * 1_000_000n + BigInt(store.version % 1_000_000);
  store.create(events, {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: `${name}.${nanoseconds.toString(16)}`, namespace },
    involvedObject: {
      kind: object.kind,
      namespace,
      name,
      uid,
      apiVersion: object.apiVersion,
      resourceVersion,
      ...(fieldPath !== undefined && { fieldPath }),
    },
    reason: note.reason,
    message: note.message,
    source: { component: note.from, ...(note.host !== undefined && { host: note.host }) },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
    type: note.type,
    eventTime: null,
    reportingComponent: note.from,
    reportingInstance: note.host ?? "",
  });
}
