import type { Clock } from "../clock.ts";
import {
  type Container,
  type ContainerState,
  fieldAt,
  type KubeObject,
  type Pod,
} from "../cluster/object.ts";
import { record } from "../cluster/recorder.ts";
import { pods } from "../cluster/resources.ts";
import type { Store } from "../cluster/store.ts";
import { Folder, Growing } from "./files.ts";
import { type Emit, type Images, Puller } from "./images.ts";
import { containerId, kubeletStatus } from "./pod-status.ts";
import { findProgram } from "./programs.ts";
import { schedule } from "./scheduler.ts";

/** A pod on a node: what exec and logs reach. */
export interface Running {
  readonly results: Folder;
  readonly logs: ReadonlyMap<string, Growing>;
  /** Each container's state; one that was not yet looked at is absent. */
  readonly states: Map<string, ContainerState>;
  readonly killed: AbortController;
  readonly interrupted: AbortController;
  readonly started: string;
  readonly node: KubeObject;
  podIP?: string;
}

/** How long things take in a cluster, in milliseconds. */
const takes = { scheduling: 5, sandbox: 300, start: 50, report: 500, backOff: 10_000, kill: 400 };

/** The scheduler and the kubelets: pods made through the API are placed, started, and ended. */
export class Kubelet {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #images: Images;
  readonly #puller: Puller;
  readonly #running = new Map<string, Running>();
  #addresses = 1;

  constructor(store: Store, clock: Clock, images: Images) {
    this.#store = store;
    this.#clock = clock;
    this.#images = images;
    this.#puller = new Puller(clock, images);
  }

  /** The pod on its node, once it is there. */
  running(pod: KubeObject): Running | undefined {
    return this.#running.get(pod.metadata.uid ?? "");
  }

  /** Takes care of a new pod from here on. */
  start(pod: Pod): void {
    this.#clock.background(this.#live(pod));
  }

  /**
   * Ends a pod: at once with a grace period of 0, else it is Terminating until its containers have ended.
   * Gives the pod as it then is.
   */
  delete(object: KubeObject, seconds?: number): KubeObject {
    const pod = this.#present(object);
    if (pod === undefined) return object;
    const { namespace, name, uid = "" } = pod.metadata;
    const grace = seconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
    const over = pod.status.phase === "Succeeded" || pod.status.phase === "Failed";
    if (grace === 0 || over || pod.spec.nodeName === undefined) {
      this.#running.get(uid)?.killed.abort();
      this.#running.delete(uid);
      return this.#store.remove(pods, namespace, name);
    }
    if (pod.metadata.deletionTimestamp !== undefined) return pod;
    const deletionTimestamp = this.#clock.timestamp(this.#clock.now() + grace * 1000);
    const metadata = { ...pod.metadata, deletionTimestamp, deletionGracePeriodSeconds: grace };
    const terminating = this.#store.update(pods, { ...pod, metadata });
    this.#clock.background(this.#kill(pod, grace));
    return terminating;
  }

  async #live(created: Pod): Promise<void> {
    await this.#clock.sleep(takes.scheduling);
    const pod = this.#present(created);
    const node = pod && schedule(this.#store, this.#clock, pod);
    if (pod === undefined || node === undefined) return;
    const running: Running = {
      results: new Folder(resultsPath(pod)),
      logs: new Map(pod.spec.containers.map(({ name }) => [name, new Growing()])),
      states: new Map(),
      killed: new AbortController(),
      interrupted: new AbortController(),
      started: this.#clock.timestamp(),
      node,
    };
    this.#running.set(pod.metadata.uid ?? "", running);
    await this.#clock.sleep(takes.scheduling, running.killed.signal);
    this.#report(pod, running);
    await this.#clock.sleep(takes.sandbox, running.killed.signal);
    this.#addresses += 1;
    running.podIP = `10.244.${node.metadata.name.slice(-1)}.${this.#addresses}`;
    for (const container of pod.spec.containers) {
      const emit = this.#emitterFor(pod, running, container.name);
      const error = await this.#puller.pull(container.image, emit, running.killed.signal);
      if (error !== undefined) await this.#retryPull(pod, running, container, error);
      const present = this.#present(pod)?.spec.containers.find((one) => one.name === container.name);
      await this.#startContainer(pod, running, present ?? container);
    }
  }

  /** Pulls again and again, whatever image the pod names by then, with longer and longer pauses, as the status of the pod shows; resolves when it succeeds. */
  async #retryPull(pod: Pod, running: Running, container: Container, failure: string): Promise<void> {
    const { name } = container;
    let image = container.image;
    let error = failure;
    const { signal } = running.killed;
    const emit = this.#emitterFor(pod, running, name);
    const wait = async (reason: string, message: string, time: number) => {
      running.states.set(name, { waiting: { reason, message } });
      this.#report(pod, running);
      await this.#clock.sleep(time, signal);
    };
    for (let pause = takes.backOff; ; pause = Math.min(pause * 2, 300_000)) {
      await wait("ErrImagePull", error, takes.backOff);
      const backOff = `Back-off pulling image "${image}"`;
      emit("Normal", "BackOff", backOff);
      emit("Warning", "Failed", "Error: ImagePullBackOff");
      await wait("ImagePullBackOff", `${backOff}: ErrImagePull: ${error}`, pause);
      // a pod's image may be changed while it is waited for
      image = this.#present(pod)?.spec.containers.find((one) => one.name === name)?.image ?? image;
      const again = await this.#puller.pull(image, emit, signal);
      if (again === undefined) return;
      error = again;
    }
  }

  async #startContainer(pod: Pod, running: Running, container: Container): Promise<void> {
    const { signal } = running.killed;
    const emit = this.#emitterFor(pod, running, container.name);
    emit("Normal", "Created", "Container created");
    await this.#clock.sleep(takes.start, signal);
    emit("Normal", "Started", "Container started");
    running.states.set(container.name, { running: { startedAt: this.#clock.timestamp() } });
    this.#clock.background(this.#run(pod, running, container));
  }

  async #run(pod: Pod, running: Running, container: Container): Promise<void> {
    const { signal } = running.killed;
    const log = running.logs.get(container.name) ?? new Growing();
    const env = Object.fromEntries((container.env ?? []).map(({ name, value = "" }) => [name, value]));
    const interrupted = running.interrupted.signal;
    const exit = this.#entrypoint(container)?.({ env, results: running.results, log, signal, interrupted });
    if (exit !== undefined) this.#clock.background(exit);
    await this.#clock.sleep(takes.report, signal);
    if (container === pod.spec.containers.at(-1)) this.#report(pod, running);
    if (exit === undefined) return;
    this.#end(pod, running, container, await exit);
    await this.#clock.sleep(takes.report, signal);
    this.#report(pod, running);
  }

  /** Ends the containers by their preStop hooks, by SIGTERM, or by SIGKILL after the grace period: the suite takes no notice of SIGTERM. */
  async #kill(pod: Pod, grace: number): Promise<void> {
    const running = this.running(pod);
    const isAlive = ({ name }: Container) => running?.states.get(name)?.running !== undefined;
    const alive = pod.spec.containers.filter(isAlive);
    const deaf = alive.filter((container) => this.#entrypoint(container) !== undefined);
    for (const { name } of alive) {
      if (running) this.#emitterFor(pod, running, name)("Normal", "Killing", `Stopping container ${name}`);
    }
    const end = this.#clock.now() + (grace * 1000) / this.#clock.speed;
    for (const { lifecycle } of deaf) this.#runHook(running, lifecycle?.preStop?.exec?.command ?? []);
    do await this.#clock.sleep(Math.min(grace * 1000, takes.kill));
    while (deaf.some(isAlive) && this.#clock.now() < end);
    if (running !== undefined) {
      for (const container of alive)
        if (isAlive(container)) this.#end(pod, running, container, deaf.includes(container) ? 137 : 0);
      running.killed.abort();
      this.#report(pod, running);
      await this.#clock.sleep(takes.start);
    }
    this.delete(pod, 0);
  }

  /** Runs the command of a hook, as if by exec, for as long as its container lives. */
  #runHook(running: Running | undefined, [program = "", ...args]: readonly string[]): void {
    if (running === undefined) return;
    const run = findProgram(program)?.(args, {
      results: running.results,
      stdout: async () => undefined,
      stderr: async () => undefined,
      interrupt: () => running.interrupted.abort(),
      signal: running.killed.signal,
    });
    if (run !== undefined) this.#clock.background(run.then(() => undefined));
  }

  #entrypoint(container: Container): ReturnType<Images["entrypoint"]> {
    return container.command === undefined ? this.#images.entrypoint(container.image) : undefined;
  }

  #end(pod: Pod, running: Running, container: Container, exitCode: number): void {
    running.logs.get(container.name)?.end();
    running.states.set(container.name, {
      terminated: {
        exitCode,
        reason: exitCode === 0 ? "Completed" : "Error",
        startedAt: running.states.get(container.name)?.running?.startedAt ?? running.started,
        finishedAt: this.#clock.timestamp(),
        containerID: containerId(pod, container.name),
      },
    });
  }

  /** Brings the pod's status in the API up to what is so on the node. */
  #report(pod: Pod, running: Running): void {
    const present = this.#present(pod);
    if (present === undefined) return;
    const addresses = fieldAt(running.node, "status.addresses") as readonly { readonly address: string }[];
    const status = kubeletStatus({
      pod: present,
      hostIP: addresses[0]?.address ?? "",
      ...(running.podIP !== undefined && { podIP: running.podIP }),
      started: running.started,
      states: running.states,
      now: this.#clock.timestamp(),
    });
    this.#store.update(pods, { ...present, status });
  }

  #emitterFor(pod: Pod, running: Running, container: string): Emit {
    const host = running.node.metadata.name;
    return (type, reason, message) =>
      record(this.#store, this.#clock, pod, { type, reason, message, container, from: "kubelet", host });
  }

  /** The pod as the API has it now, if it is still the same one. */
  #present(pod: KubeObject): Pod | undefined {
    const present = this.#store.get(pods, pod.metadata.namespace, pod.metadata.name);
    return present?.metadata.uid === pod.metadata.uid ? (present as Pod) : undefined;
  }
}

/** Where the containers find the results folder. */
function resultsPath(pod: Pod): string {
  const settings = pod.spec.containers.flatMap(({ env }) => env ?? []);
  return settings.find(({ name }) => name === "RESULTS_DIR")?.value ?? "/tmp/results";
}
