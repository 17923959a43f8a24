import type { Row } from "../../kube/table.ts";
import type { CauseRecord } from "../../results/run-record.ts";
import {
  type CauseKind,
  isOnPurpose,
  type Trouble,
  troubleIn,
  troubleOf,
} from "../../suite/cause/trouble.ts";
import { causeOf } from "../../suite/cause.ts";
import { hasFailed, type SpecResult } from "../../suite/spec.ts";
import type { CauseEvent } from "../events.ts";
import { Cause } from "./cause.ts";
import { podSays } from "./pod-row.ts";
import type { Warning } from "./warning.ts";

/** When a problem matters; times in milliseconds. */
interface Threshold {
  /** Specs that have to wait for it, or to have failed for it. */
  readonly specs: number;
  /** How long an object has to have it before its spec counts. */
  readonly patience: number;
  /** After how long it matters if it keeps a single spec waiting; undefined if never. */
  readonly alone?: number;
}

const few = { specs: 2, patience: 20_000 } as const;
const several = { specs: 3, patience: 60_000 } as const;
const long = 150_000;

// a single spec may want a pod that cannot be scheduled, or a volume that does not exist
const thresholds: Readonly<Record<CauseKind, Threshold>> = {
  image: { ...few, alone: long },
  node: { ...few, alone: long },
  network: { specs: 2, patience: 45_000, alone: long },
  quota: few,
  webhook: few,
  policy: few,
  dns: { specs: 2, patience: 0 },
  scheduling: several,
  volume: several,
  container: several,
};

const mostCauses = 50;
const mostObjects = 5000;

/** An object of the suite that has a problem. */
interface Open {
  readonly trouble: Trouble;
  readonly namespace: string;
  readonly since: number;
}

/**
 * What keeps specs from running while a run is followed: the warnings about the suite's pods, and the failures, grouped by what is behind
 * them. Each cause is said once it keeps several specs waiting, or one for long, and once more when it is over. What specs do on purpose, as
 * a pod that no node takes, keeps a single spec waiting. Holds state, does no I/O; `at` is milliseconds since the epoch.
 */
export class Causes {
  readonly #isOurs: (uuid: string) => boolean;
  /** The suite's namespaces that exist, with the uuid of the process that created each. */
  readonly #namespaces = new Map<string, string>();
  /** The last row of each pod in them. */
  readonly #pods = new Map<
    string,
    { readonly says: ReturnType<typeof podSays>; readonly node: string | undefined }
  >();
  /** The objects that have a problem, by namespace and name. */
  readonly #open = new Map<string, Open>();
  readonly #causes = new Map<string, Cause>();
  readonly #over: CauseRecord[] = [];

  /** `isOurs` is whether the Ginkgo process with a uuid may belong to this run. */
  constructor(isOurs: (uuid: string) => boolean) {
    this.#isOurs = isOurs;
  }

  /** All that was said, the oldest first. */
  get records(): readonly CauseRecord[] {
    const now = [...this.#causes.values()].filter(({ isSaid }) => isSaid).map((cause) => cause.record());
    return [...this.#over, ...now];
  }

  /** A namespace of a suite exists. */
  namespace(name: string, uuid: string): void {
    this.#namespaces.set(name, uuid);
  }

  /** A namespace is being deleted, or is gone. */
  namespaceGone(name: string): void {
    if (!this.#namespaces.delete(name)) return;
    for (const key of this.#pods.keys()) if (isIn(key, name)) this.#pods.delete(key);
    for (const key of this.#open.keys()) if (isIn(key, name)) this.#open.delete(key);
  }

  row(change: "ADDED" | "MODIFIED" | "DELETED", row: Row, at: number): void {
    const { namespace, name } = row;
    if (!this.#namespaces.has(namespace)) return;
    const key = keyOf(namespace, name);
    const says = podSays(row);
    const node = row.extra === undefined || row.extra === "<none>" ? undefined : row.extra;
    if (change === "DELETED") this.#pods.delete(key);
    else if (this.#pods.size < mostObjects) this.#pods.set(key, { says, node });
    const open = this.#open.get(key);
    const isNode = open?.trouble.about === "node";
    if (change === "DELETED" || says === "ends") this.#open.delete(key);
    else if (open !== undefined && (says === "runs" || (says === "not ready" && !isNode))) {
      this.#open.delete(key);
      this.#causes.get(open.trouble.key)?.recovered(at);
    }
    // what was not allowed to create pods has created one
    if (change === "ADDED")
      for (const [other, { trouble }] of this.#open)
        if (isIn(other, namespace) && name.startsWith(`${other.slice(namespace.length + 1)}-`)) {
          this.#open.delete(other);
          this.#causes.get(trouble.key)?.recovered(at);
        }
  }

  warning({ namespace, kind, name, reason, message, node }: Warning, at: number): void {
    const uuid = this.#namespaces.get(namespace);
    if (uuid === undefined || !this.#isOurs(uuid)) return;
    const key = keyOf(namespace, name);
    const pod = kind === "Pod" ? this.#pods.get(key) : undefined;
    const trouble = troubleOf({ reason, message, node: node ?? pod?.node });
    if (trouble === undefined || isOnPurpose(trouble)) return;
    // an event may come after the row that shows that it has passed
    if (pod !== undefined && pod.says !== "waits" && trouble.about !== "node") return;
    const before = this.#open.get(key);
    const since = before?.trouble.key === trouble.key ? before.since : at;
    if (before === undefined && this.#open.size >= mostObjects) return;
    this.#open.set(key, { trouble, namespace, since });
    this.#causeOf(trouble, at)?.seen(namespace, at);
  }

  /** A spec has ended; the namespaces are those that it created. */
  ended(spec: SpecResult, namespaces: readonly string[], at: number): void {
    const isFailed = hasFailed(spec.state) && spec.state !== "interrupted";
    for (const cause of this.#causes.values()) cause.ended(spec.name, namespaces, isFailed, at);
    if (!isFailed) return;
    const words = causeOf(spec);
    const trouble = words === undefined ? undefined : troubleIn(words);
    if (trouble !== undefined && !isOnPurpose(trouble)) this.#causeOf(trouble, at)?.failed(spec.name, at);
  }

  /** What is to be said now. */
  tick(at: number): CauseEvent[] {
    return [...this.#causes].flatMap(([key, cause]) => {
      const open = [...this.#open.values()].filter(({ trouble }) => trouble.key === key);
      const { specs, patience, alone } = thresholds[cause.trouble.about];
      const processes = new Set<string>();
      for (const { namespace, since } of open) {
        const uuid = this.#namespaces.get(namespace);
        if (uuid === undefined || at - since < patience) continue;
        processes.add(uuid);
        cause.waited(namespace, uuid);
      }
      const isLong = alone !== undefined && open.some(({ since }) => at - since >= alone);
      if (open.length === 0 && cause.isOver(at)) {
        this.#causes.delete(key);
        if (!cause.isSaid) return [];
        this.#over.push(cause.record(at));
        return [cause.over(at)];
      }
      if (!cause.isSaid && !isLong && processes.size + cause.failures < specs) return [];
      return cause.say(processes.size, at);
    });
  }

  #causeOf(trouble: Trouble, at: number): Cause | undefined {
    const known = this.#causes.get(trouble.key);
    if (known !== undefined) return known;
    if (this.#causes.size + this.#over.length >= mostCauses) return undefined;
    const cause = new Cause(trouble, at);
    this.#causes.set(trouble.key, cause);
    return cause;
  }
}

function keyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

function isIn(key: string, namespace: string): boolean {
  return key.startsWith(`${namespace}/`);
}
