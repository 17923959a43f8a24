import {
  clusterRoleBindings,
  namespaces as namespaceResource,
} from "../../../src/sandbox/cluster/resources.ts";
import { Random } from "../../fuzz/random.ts";
import { type Active, Front } from "../front.ts";
import type { Client, ClientOptions, Door, Ground } from "../ground.ts";
import type { Bystander, Deed, Point, Scenario } from "../scenario.ts";
import { ownNamespace, place, placeOwnNamespace } from "./bystanders.ts";
import { OwnClient } from "./client.ts";
import type { VirtualTime } from "./virtual-time.ts";
import { makeWorld, runLabel, type World } from "./world.ts";

/** A sandbox of its own, in virtual time. */
export class SandboxGround implements Ground {
  readonly namespace: string | undefined;
  // it replays what it was made with
  readonly suiteWords: readonly string[] = [];
  readonly which: readonly string[] = [];
  readonly #world: World;
  readonly #time: VirtualTime;
  readonly #active: ReadonlySet<Active>;
  // of its own, so that what the network does is not moved by what the program draws
  readonly #chance: Random;
  /** What belongs to others, as it was. */
  readonly #theirs: Map<string, string>;

  private constructor(
    world: World,
    time: VirtualTime,
    active: ReadonlySet<Active>,
    { seed, ownNamespace: inOwn }: Scenario,
  ) {
    this.#chance = new Random(seed, 3);
    this.#world = world;
    this.#time = time;
    this.#active = active;
    this.namespace = inOwn ? ownNamespace : undefined;
    if (inOwn) placeOwnNamespace(world);
    this.#theirs = world.standing();
  }

  static async make(
    scenario: Scenario,
    time: VirtualTime,
    active: ReadonlySet<Active>,
    onPoint: (point: Point) => void,
  ): Promise<SandboxGround> {
    const world = await makeWorld(time, scenario.suite, onPoint);
    return new SandboxGround(world, time, active, scenario);
  }

  now(): number {
    return this.#time.monotonic;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#time.sleep(ms, signal);
  }

  reached(point: Point): Promise<void> {
    return this.#world.reached(point);
  }

  reach(point: Point): void {
    this.#world.reach(point);
  }

  door(onRequest: (method: string, url: string) => void): Promise<Door> {
    const time = this.#time;
    const { server } = this.#world;
    const life = {
      sleep: (ms: number) => time.sleep(ms),
      now: () => time.monotonic,
      random: () => this.#chance.below(2 ** 30) / 2 ** 30,
      stir: time.stir,
    };
    // the sandbox asks for a client certificate: here there is no TLS
    const authorize = (socket: object) =>
      Object.defineProperty(socket, "authorized", { value: true, configurable: true });
    return Front.open({
      life,
      active: () => this.#active,
      onRequest,
      backend: {
        request(request, response) {
          authorize(request.socket);
          server.emit("request", request, response);
        },
        upgrade(request, socket, head) {
          authorize(request.socket);
          server.emit("upgrade", request, socket, head);
        },
      },
    });
  }

  begin(words: readonly string[], options: ClientOptions): Client {
    return new OwnClient(words, options, this.#time);
  }

  async place(bystander: Bystander): Promise<void> {
    const before = this.#world.standing();
    place(this.#world, bystander);
    for (const [name, what] of this.#world.standing()) if (!before.has(name)) this.#theirs.set(name, what);
  }

  async hurt(deed: Deed): Promise<void> {
    const { store, kubelet, namespaces, clock } = this.#world.cluster;
    const id = this.#world.firstId();
    const pod = id === undefined ? undefined : this.#world.pod(id);
    if (pod === undefined) return;
    const { namespace = "" } = pod.metadata;
    switch (deed) {
      case "delete-pod":
        kubelet.delete(pod);
        return;
      case "force-pod":
        kubelet.delete(pod, 0);
        return;
      case "kill-collector": {
        const states = kubelet.running(pod)?.states;
        const startedAt = states?.get("collector")?.running?.startedAt;
        if (states === undefined || startedAt === undefined) return;
        const finishedAt = clock.timestamp();
        const containerID = "containerd://0";
        states.set("collector", {
          terminated: { exitCode: 137, reason: "Error", startedAt, finishedAt, containerID },
        });
        return;
      }
      case "delete-namespace":
        if (store.get(namespaceResource, undefined, namespace)?.metadata.labels?.[runLabel] !== undefined)
          namespaces.delete(namespace);
        return;
      case "delete-binding":
        for (const { object } of store.list(clusterRoleBindings))
          if (object.metadata.labels?.[runLabel] === id)
            store.remove(clusterRoleBindings, undefined, object.metadata.name);
        return;
    }
  }

  async compact(): Promise<void> {
    this.#world.cluster.store.compact();
  }

  moveWallClock(ms: number): void {
    this.#time.moveWallClock(ms);
  }

  firstId(): string | undefined {
    return this.#world.firstId();
  }

  async hasPod(id: string): Promise<boolean> {
    return this.#world.pod(id) !== undefined;
  }

  log(id: string | undefined): Buffer {
    return this.#world.log(id);
  }

  truth(id: string | undefined): ReturnType<World["truth"]> {
    return this.#world.truth(id);
  }

  async left(): Promise<string[]> {
    return [...this.#world.standing().keys()].filter((name) => !this.#theirs.has(name));
  }

  async touched(): Promise<string[]> {
    const now = this.#world.standing();
    return [...this.#theirs].filter(([name, what]) => now.get(name) !== what).map(([name]) => name);
  }

  async close(): Promise<void> {
    this.#world.close();
  }
}
