import { focusInAnyRelease } from "../../../src/suite/required/same-test.ts";
import { type Active, Front } from "../front.ts";
import type { Client, ClientOptions, Door, Ground } from "../ground.ts";
import type { Truth } from "../history.ts";
import { ofRun } from "../left.ts";
import type { Bystander, Deed, Point, Scenario, SuiteShape } from "../scenario.ts";
import { endIn, passedIn } from "../truth.ts";
import type { Api } from "./api.ts";
import type { Audit } from "./audit.ts";
import { type Meta, objectsOf, runLabel } from "./bystanders.ts";
import { ProcessClient } from "./client.ts";
import type { NodeFiles } from "./node-files.ts";

const rbac = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings";

/** What all histories on a cluster share. */
export interface Observatory {
  readonly api: Api;
  readonly audit: Audit;
  readonly files: NodeFiles;
}

interface Thing {
  readonly metadata: Meta;
  readonly subjects?: readonly { readonly namespace?: string }[];
}

/** A pod of a run of this history. */
interface Made {
  readonly uid: string;
  readonly id: string;
  readonly meta: Meta;
  gone: boolean;
}

const specs = [
  "[sig-node] Lease lease API should be available [Conformance]",
  "[sig-api-machinery] Watchers should observe an object deletion if it stops meeting the requirements of the selector [Conformance]",
  "[sig-api-machinery] Namespaces [Serial] should patch a Namespace [Conformance]",
  "[sig-storage] ConfigMap should be consumable from pods in volume [NodeConformance] [Conformance]",
  "[sig-api-machinery] CustomResourceDefinition resources [Privileged:ClusterAdmin] Simple CustomResourceDefinition listing custom resource definition objects works [Conformance]",
  "[sig-api-machinery] Garbage collector should not be blocked by dependency circle [Conformance]",
];

/** A real cluster, where a history has its own namespace and others run next to it. */
export class ClusterGround implements Ground {
  readonly namespace: string;
  readonly suiteWords: readonly string[];
  readonly which: readonly string[];
  readonly #seen: Observatory;
  readonly #active: ReadonlySet<Active>;
  readonly #onPoint: (point: Point) => void;
  readonly #begun = performance.now();
  readonly #made = new Map<string, Made>();
  readonly #doors = new Map<Point, PromiseWithResolvers<void>>();
  readonly #passed = new Set<Point>();
  readonly #theirs = new Map<string, string>();
  readonly #over = new AbortController();
  readonly #inOwn: boolean;
  #others = 0;

  constructor(
    scenario: Scenario,
    seen: Observatory,
    active: ReadonlySet<Active>,
    onPoint: (point: Point) => void,
  ) {
    this.#seen = seen;
    this.#active = active;
    this.#onPoint = onPoint;
    this.#inOwn = scenario.ownNamespace;
    this.namespace = `chaos-${scenario.seed}`;
    this.which = [this.namespace];
    this.suiteWords = suiteWords(scenario.suite);
  }

  /** Makes somebody's own namespace, where the run is put into one, and begins to look. */
  async open(): Promise<void> {
    if (this.#inOwn)
      await this.#give("/api/v1/namespaces", { metadata: { name: this.namespace, labels: { team: "n" } } });
    void this.#look();
  }

  now(): number {
    return performance.now() - this.#begun;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(
        () => {
          signal?.removeEventListener("abort", abort);
          resolve();
        },
        Math.min(ms, 2 ** 31 - 1),
      );
      signal?.addEventListener("abort", abort, { once: true });
    });
  }

  reached(point: Point): Promise<void> {
    return this.#gate(point).promise;
  }

  reach(point: Point): void {
    if (this.#passed.has(point)) return;
    this.#passed.add(point);
    this.#onPoint(point);
    this.#gate(point).resolve();
  }

  #gate(point: Point): PromiseWithResolvers<void> {
    const known = this.#doors.get(point) ?? Promise.withResolvers<void>();
    this.#doors.set(point, known);
    return known;
  }

  door(onRequest: (method: string, url: string) => void): Promise<Door> {
    const life = {
      sleep: (ms: number) => this.sleep(ms),
      now: () => this.now(),
      random: Math.random,
      stir: () => undefined,
    };
    return Front.open({ life, active: () => this.#active, onRequest, backend: this.#seen.api.backend });
  }

  begin(words: readonly string[], options: ClientOptions): Client {
    return new ProcessClient(words, options);
  }

  /** Looks at the run's pods independently of the program. */
  async #look(): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      try {
        const pods = await this.#list(`/api/v1/namespaces/${this.namespace}/pods?labelSelector=${runLabel}`);
        const present = new Set(pods.map(({ metadata }) => metadata.uid));
        for (const { metadata } of pods) {
          if (this.#made.has(metadata.uid)) continue;
          const id = metadata.labels?.[runLabel] ?? "";
          this.#made.set(metadata.uid, { uid: metadata.uid, id, meta: metadata, gone: false });
          this.reach("made");
        }
        for (const made of this.#made.values()) made.gone ||= !present.has(made.uid);
        const state = this.truth(undefined)?.state;
        if (state !== undefined && state !== "starting") this.reach("running");
        if (state !== undefined && !["starting", "running"].includes(state)) this.reach("over");
      } catch {
        // the API server is away for a moment
      }
      await this.sleep(300, signal).catch(() => undefined);
    }
  }

  async place(bystander: Bystander): Promise<void> {
    const [made] = this.#made.values();
    const number = this.#others++;
    for (const { path, body } of objectsOf(bystander, `${this.namespace}-${number}`, made?.meta)) {
      await this.#give(path, body);
      const where = `${path}/${body.metadata.name}`;
      this.#theirs.set(where, await this.#essence(where));
    }
  }

  async hurt(deed: Deed): Promise<void> {
    const [made] = this.#made.values();
    if (made === undefined) return;
    const pod = `/api/v1/namespaces/${this.namespace}/pods/${made.meta.name}`;
    const { api } = this.#seen;
    switch (deed) {
      case "delete-pod":
        await api.call("DELETE", pod);
        return;
      case "force-pod":
        await api.call("DELETE", `${pod}?gracePeriodSeconds=0`);
        return;
      case "delete-namespace":
        if (!this.#inOwn) await api.call("DELETE", `/api/v1/namespaces/${this.namespace}`);
        return;
      case "delete-binding":
        for (const { metadata } of await this.#bindings())
          await api.call("DELETE", `${rbac}/${metadata.name}`);
        return;
      case "kill-collector": {
        // past the API, as something on the node would
        return;
      }
    }
  }

  async compact(): Promise<void> {
    // others use the cluster: its memory is not ours to take
  }

  moveWallClock(): void {
    // nor its time
  }

  firstId(): string | undefined {
    return [...this.#made.values()][0]?.id;
  }

  async hasPod(id: string): Promise<boolean> {
    return [...this.#made.values()].some((made) => made.id === id && !made.gone);
  }

  log(id: string | undefined): Buffer {
    const made = this.#madeOf(id);
    return (made && this.#seen.files.bytes(made.uid)) ?? Buffer.alloc(0);
  }

  truth(id: string | undefined): Truth | undefined {
    const made = this.#madeOf(id);
    if (made === undefined) return undefined;
    const log = this.log(made.id);
    const end = endIn(log);
    return { state: end ?? this.#endless(made, log), log: log.length, passed: passedIn(log) };
  }

  /** How a suite is whose log has no end: one that is interrupted at its very start never writes one. */
  #endless({ uid, gone }: Made, log: Buffer): Truth["state"] {
    if (gone) return "lost";
    if (this.#seen.files.isDone(uid)) return "interrupted";
    return log.length === 0 ? "starting" : "running";
  }

  #madeOf(id: string | undefined): Made | undefined {
    const all = [...this.#made.values()];
    // of a run whose pod was lost before its making was answered, it is the second pod that counts
    return id === undefined ? all[0] : all.findLast((made) => made.id === id);
  }

  async left(): Promise<string[]> {
    const inside = this.#inOwn ? await this.#inside() : new Map<string, string | undefined>();
    const paths = [
      ...this.#seen.audit.madeFrom(this.namespace),
      ...(await this.#bindings()).map(({ metadata }) => `${rbac}/${metadata.name}`),
      ...(this.#inOwn ? inside.keys() : [`/api/v1/namespaces/${this.namespace}`]),
    ];
    const standing = await Promise.all(paths.map(async (path) => (await this.#read(path)) !== undefined));
    return paths.filter((_, i) => standing[i]).map((path) => ofRun(short(path), inside.get(path)));
  }

  async touched(): Promise<string[]> {
    const now = await Promise.all(
      [...this.#theirs].map(async ([path, was]) => ({ path, same: (await this.#essence(path)) === was })),
    );
    return now.filter(({ same }) => !same).map(({ path }) => short(path));
  }

  /** Removes everything that the history and its bystanders have left. */
  async close(): Promise<void> {
    this.#over.abort();
    const { api, audit } = this.#seen;
    const paths = [
      ...[...this.#theirs.keys()].filter((path) => /^\/api\/v1\/namespaces\/[^/]+$/.test(path)),
      ...audit.madeFrom(this.namespace),
      ...(await this.#bindings()).map(({ metadata }) => `${rbac}/${metadata.name}`),
      `/api/v1/namespaces/${this.namespace}`,
    ];
    for (const path of paths) await api.call("DELETE", path);
  }

  /** The runs' objects in somebody's own namespace, each with the run that it is of where its name does not say so. */
  async #inside(): Promise<Map<string, string | undefined>> {
    const kinds = ["pods", "serviceaccounts", "configmaps", "secrets"];
    const found = await Promise.all(
      kinds.map(async (kind) => {
        const path = `/api/v1/namespaces/${this.namespace}/${kind}`;
        return (await this.#list(`${path}?labelSelector=${runLabel}`)).map(
          ({ metadata }) =>
            [`${path}/${metadata.name}`, kind === "pods" ? undefined : metadata.labels?.[runLabel]] as const,
        );
      }),
    );
    return new Map(found.flat());
  }

  async #bindings(): Promise<Thing[]> {
    const all = await this.#list(`${rbac}?labelSelector=${runLabel}`);
    // one that is kept as the record of a run has no subject any more
    return all.filter(({ metadata, subjects = [] }) =>
      subjects.length === 0
        ? JSON.stringify(metadata.annotations ?? {}).includes(`\\"namespace\\":\\"${this.namespace}\\"`)
        : subjects.some(({ namespace }) => namespace === this.namespace),
    );
  }

  async #give(path: string, object: object): Promise<void> {
    for (let tries = 1; ; tries++) {
      const { status, body } = await this.#seen.api.call("POST", path, object);
      if (status === 201) return;
      // a new namespace gets its service account a moment later
      if (status !== 403 || tries === 20) throw new Error(`${path}: ${JSON.stringify(body)}`);
      await this.sleep(250);
    }
  }

  /** What must stay as it is of an object. */
  async #essence(path: string): Promise<string> {
    const thing = await this.#read(path);
    if (thing === undefined) return "gone";
    const { uid, labels, annotations, deletionTimestamp } = thing.metadata;
    return JSON.stringify({ uid, labels, annotations, deletionTimestamp });
  }

  async #read(path: string): Promise<Thing | undefined> {
    const { status, body } = await this.#seen.api.call("GET", path);
    return status === 200 ? (body as Thing) : undefined;
  }

  async #list(path: string): Promise<Thing[]> {
    const { body } = await this.#seen.api.call("GET", path);
    return (body as { readonly items?: Thing[] }).items ?? [];
  }
}

/** `namespaces/x` of a path. */
function short(path: string): string {
  return path.replace(/^\/apis?\/(?:[^/]+\/)?v\d\w*\//, "");
}

function suiteWords({ first, specs: count, processes }: SuiteShape): string[] {
  const chosen = Array.from({ length: count }, (_, i) => specs[(first + i) % specs.length] ?? "");
  return ["--focus", focusInAnyRelease([...new Set(chosen)]), "--parallel", String(processes)];
}
