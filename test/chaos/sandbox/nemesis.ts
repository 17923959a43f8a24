import { clusterRoleBindings, namespaces, pods } from "../../../src/sandbox/cluster/resources.ts";
import type { History } from "../history.ts";
import { type Bystander, type Fault, nameOf } from "../scenario.ts";
import type { Active, Front } from "./front.ts";
import type { VirtualTime } from "./virtual-time.ts";
import { runLabel, type World } from "./world.ts";

/** A fault that lasts longer than this lasts to the end of the history. */
export const forEver = 1e8;

/** Does what goes wrong, each fault at its time and for as long as it lasts, whatever others do meanwhile. */
export class Nemesis {
  readonly active = new Set<Active>();
  readonly #world: World;
  readonly #time: VirtualTime;
  readonly #history: History;
  readonly #fronts: () => readonly Front[];
  readonly #join: (bystander: Bystander) => void;
  readonly #over = new AbortController();

  constructor(
    world: World,
    time: VirtualTime,
    history: History,
    fronts: () => readonly Front[],
    join: (bystander: Bystander) => void,
  ) {
    this.#world = world;
    this.#time = time;
    this.#history = history;
    this.#fronts = fronts;
    this.#join = join;
  }

  /** Resolves when all faults that came are over. */
  async plague(faults: readonly Fault[]): Promise<void> {
    const { signal } = this.#over;
    await Promise.all(
      faults.map(async (fault, index) => {
        await Promise.race([this.#world.reached(fault.at.after), aborted(signal)]);
        if (signal.aborted) return;
        await this.#time.sleep(fault.at.ms, signal).catch(() => undefined);
        if (signal.aborted) return;
        this.#history.add({ what: "fault", fault: index, name: nameOf(fault) });
        await this.#inflict(fault);
        this.#history.add({ what: "fault-over", fault: index });
      }),
    );
  }

  /** No fault begins any more, and those that last for ever are over. */
  rest(): void {
    this.#over.abort();
  }

  async #inflict({ what, ms }: Fault): Promise<void> {
    const lasting = () => this.#time.sleep(ms, this.#over.signal).catch(() => undefined);
    switch (what.kind) {
      case "trouble":
        this.active.add(what);
        await lasting();
        this.active.delete(what);
        return;
      case "refused":
        await Promise.all(this.#fronts().map(({ proxy }) => proxy.cut(ms)));
        return;
      case "blackout":
        await Promise.all(this.#fronts().map(({ proxy }) => proxy.blackout(ms)));
        return;
      case "strand":
        for (const { proxy } of this.#fronts()) proxy.strand();
        return;
      case "slow":
        for (const { proxy } of this.#fronts()) proxy.slowDown(what.delay, 2);
        await lasting();
        for (const { proxy } of this.#fronts()) proxy.speedUp();
        return;
      case "compact":
        this.#world.cluster.store.compact();
        if (what.restart) for (const { proxy } of this.#fronts()) proxy.drop();
        return;
      case "clock":
        this.#time.moveWallClock(what.by);
        return;
      case "joins":
        this.#join(what.bystander);
        return;
      case "cluster":
        return this.#hurt(what.deed);
    }
  }

  #hurt(deed: Extract<Fault["what"], { kind: "cluster" }>["deed"]): void {
    const { store, kubelet, namespaces: controller } = this.#world.cluster;
    const run = store
      .list(pods)
      .map(({ object }) => object)
      .find(
        ({ metadata }) => metadata.name === "suite" && this.#world.isGenuine(metadata.labels?.[runLabel]),
      );
    if (run === undefined) return;
    const { namespace = "", labels = {} } = run.metadata;
    switch (deed) {
      case "delete-pod":
        kubelet.delete(run);
        return;
      case "force-pod":
        kubelet.delete(run, 0);
        return;
      case "kill-collector": {
        const states = kubelet.running(run)?.states;
        const startedAt = states?.get("collector")?.running?.startedAt;
        if (states === undefined || startedAt === undefined) return;
        const finishedAt = this.#world.cluster.clock.timestamp();
        states.set("collector", {
          terminated: {
            exitCode: 137,
            reason: "Error",
            startedAt,
            finishedAt,
            containerID: "containerd://0",
          },
        });
        return;
      }
      case "delete-namespace":
        if (store.get(namespaces, undefined, namespace)?.metadata.labels?.[runLabel] !== undefined)
          controller.delete(namespace);
        return;
      case "delete-binding":
        for (const { object } of store.list(clusterRoleBindings))
          if (object.metadata.labels?.[runLabel] === labels[runLabel])
            store.remove(clusterRoleBindings, undefined, object.metadata.name);
        return;
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
