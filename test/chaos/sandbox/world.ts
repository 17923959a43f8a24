import type { Server } from "node:https";
import { apiServer } from "../../../src/sandbox/api/server.ts";
import { Clock } from "../../../src/sandbox/clock.ts";
import type { Cluster } from "../../../src/sandbox/cluster/cluster.ts";
import { Namespaces } from "../../../src/sandbox/cluster/namespaces.ts";
import type { KubeObject, Pod } from "../../../src/sandbox/cluster/object.ts";
import { events as eventResource, nodes, pods, resources } from "../../../src/sandbox/cluster/resources.ts";
import { seed } from "../../../src/sandbox/cluster/seed.ts";
import { Store } from "../../../src/sandbox/cluster/store.ts";
import type { Content } from "../../../src/sandbox/node/files.ts";
import type { Process } from "../../../src/sandbox/node/images.ts";
import { Kubelet } from "../../../src/sandbox/node/kubelet.ts";
import { runSuite } from "../../../src/sandbox/replay/suite.ts";
import { type Certificates, makeCertificates } from "../../../src/sandbox/tls/certificates.ts";
import type { Truth } from "../history.ts";
import { ofRun } from "../left.ts";
import type { Point, SuiteShape } from "../scenario.ts";
import { endIn, passedIn } from "../truth.ts";
import { shortRecording } from "./recording.ts";
import type { VirtualTime } from "./virtual-time.ts";

export const runLabel = "kubectl-conformance/run";

/** The sandbox's clock, by virtual time. */
class SandboxClock extends Clock {
  readonly #time: VirtualTime;

  constructor(time: VirtualTime) {
    super(1, () => Math.floor(time.monotonic));
    this.#time = time;
  }

  override async sleepUntil(at: number, signal?: AbortSignal): Promise<void> {
    const signals = signal === undefined ? [this.stopped] : [this.stopped, signal];
    await this.#time.sleep(at - this.now(), AbortSignal.any(signals));
  }
}

/** A suite that ran, seen from the node. */
interface Suite {
  readonly uid: string;
  readonly results: Process["results"];
  code: number | undefined;
  killed: boolean;
}

/** A sandbox with a short recording, and eyes on all that happens in it. */
export interface World {
  readonly cluster: Cluster;
  readonly server: Server;
  /** The pod's own e2e.log of the run with this id, or of the first. */
  log(id: string | undefined): Buffer;
  truth(id: string | undefined): Truth | undefined;
  /** The first time the run comes to a point. */
  reached(point: Point): Promise<void>;
  reach(point: Point): void;
  /** The id of the first run that came to have a pod. */
  firstId(): string | undefined;
  /** The pod of that run, as it is now. */
  pod(id: string): KubeObject | undefined;
  /** The run's pod as it was made. */
  madePod(): KubeObject | undefined;
  /** Everything that is kept, each object in a line that changes when it is touched. */
  standing(): Map<string, string>;
  close(): void;
}

let certificates: Certificates | undefined;

export async function makeWorld(
  time: VirtualTime,
  shape: SuiteShape,
  onPoint: (point: Point) => void,
): Promise<World> {
  certificates ??= makeCertificates(Date.now());
  const { recording } = await shortRecording(shape);
  const clock = new SandboxClock(time);
  const store = new Store(clock);
  const suites: Suite[] = [];
  const made = new Map<string, { pod: Pod; id: string }>();
  const doors = new Map<Point, PromiseWithResolvers<void>>();
  const door = (point: Point) => {
    const known = doors.get(point) ?? Promise.withResolvers<void>();
    doors.set(point, known);
    return known;
  };
  const passed = new Set<Point>();
  const reach = (point: Point) => {
    if (passed.has(point)) return;
    passed.add(point);
    onPoint(point);
    door(point).resolve();
  };
  const play = async (process: Process): Promise<number> => {
    const found = [...made.values()].find(({ pod }) => kubelet.running(pod)?.results === process.results);
    const suite: Suite = {
      uid: found?.pod.metadata.uid ?? "",
      results: process.results,
      code: undefined,
      killed: false,
    };
    suites.push(suite);
    reach("running");
    process.signal.addEventListener("abort", () => {
      suite.killed ||= suite.code === undefined;
      reach("over");
    });
    const code = await runSuite(recording, cluster, process);
    suite.code = code === 0 && shape.failing > 0 ? 1 : code;
    reach("over");
    return suite.code;
  };
  const kubelet = new Kubelet(store, clock, {
    has: () => true,
    entrypoint: (image) => (/(^|\/)conformance:/.test(image) ? play : undefined),
  });
  const namespaces = new Namespaces(store, clock, kubelet, certificates.authority);
  const cluster: Cluster = { version: recording.version, store, clock, kubelet, namespaces };
  seed(store, clock, namespaces, recording.version);
  const unwatch = store.watch(pods, store.version, ({ type, object }) => {
    const id = object.metadata.labels?.[runLabel];
    if (type !== "ADDED" || id === undefined || object.metadata.name !== "suite") return;
    if (object.metadata.namespace?.startsWith("tenant-")) return;
    made.set(object.metadata.uid ?? "", { pod: object as Pod, id });
    reach("made");
  });
  // of a run whose pod was lost before its making was answered, it is the second pod that counts
  const suiteOf = (id: string | undefined) =>
    id === undefined ? suites[0] : suites.findLast(({ uid }) => made.get(uid)?.id === id);
  const log = (id: string | undefined) => {
    const suite = suiteOf(id);
    const content = suite?.results.open(`${suite.results.path}/e2e.log`);
    return content === undefined ? Buffer.alloc(0) : bytesOf(content);
  };
  return {
    cluster,
    server: apiServer(cluster, certificates),
    log,
    truth(id) {
      const suite = suiteOf(id);
      if (suite !== undefined) return truthOf(log(id), suite);
      const runs = [...made.values()];
      const pod = (id === undefined ? runs[0] : runs.findLast((run) => run.id === id))?.pod;
      if (pod === undefined) return undefined;
      const present = store.get(pods, pod.metadata.namespace, pod.metadata.name);
      const state = present?.metadata.uid === pod.metadata.uid ? "starting" : "lost";
      return { state, log: 0, passed: 0 };
    },
    reached: (point) => door(point).promise,
    reach,
    firstId: () => [...made.values()][0]?.id,
    pod: (id) => {
      const uids = new Set([...made].filter(([, run]) => run.id === id).map(([uid]) => uid));
      return store.list(pods).find(({ object }) => uids.has(object.metadata.uid ?? ""))?.object;
    },
    madePod: () => [...made.values()][0]?.pod,
    standing: () => standing(store),
    close() {
      unwatch();
      clock.stop();
    },
  };
}

function truthOf(bytes: Buffer, { code, killed }: Suite): Truth {
  const passed = passedIn(bytes);
  const state = () => {
    if (code === undefined) return killed ? "lost" : "running";
    if (code === 0) return "passed";
    return endIn(bytes) === "interrupted" ? "interrupted" : "failed";
  };
  return { state: state(), log: bytes.length, passed };
}

function bytesOf(content: Content): Buffer {
  return Buffer.concat([...content.pieces(0)]);
}

function standing(store: Store): Map<string, string> {
  const lines = new Map<string, string>();
  for (const resource of resources) {
    if (resource.question || resource === eventResource) continue;
    for (const { object } of store.list(resource)) {
      const { namespace, name } = object.metadata;
      const run = createdByRun.has(resource.plural) ? object.metadata.labels?.[runLabel] : undefined;
      lines.set(
        ofRun([resource.plural, namespace, name].filter(Boolean).join("/"), run),
        essence(object, resource === nodes),
      );
    }
  }
  return lines;
}

// what a run creates besides its pod, with names that do not say of which run it is
const createdByRun = new Set(["serviceaccounts", "configmaps", "secrets"]);

/** What must stay as it is of an object. */
function essence({ metadata, spec, status }: KubeObject, isNode: boolean): string {
  const { uid, labels, annotations, deletionTimestamp } = metadata;
  return JSON.stringify({ uid, labels, annotations, deletionTimestamp, ...(isNode && { spec, status }) });
}
