import type { CoreV1Event } from "@kubernetes/client-node";
import type { StartingEvent } from "../events.ts";
import { names } from "../identity.ts";
import { isUnpublished } from "../plan/image.ts";
import type { PodState } from "./pod-state.ts";

/** The start of the run's pod: each new message is shown once, in the cluster's own words. */
export class Startup {
  readonly #timeout: number;
  readonly #shown = new Set<string>();
  #running = false;
  #why = "";
  #last = "";

  /** `timeout`: milliseconds of contact that it may take. */
  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  /** Why it has not started, in the scheduler's or the kubelet's words. */
  get why(): string {
    if (this.#why !== "") return this.#why;
    return this.#last === "" ? "the pod was not scheduled" : `it got no further than: ${this.#last}`;
  }

  /** Whether it took longer than allowed, after so many milliseconds of contact. */
  overdue(listened: number): boolean {
    return !this.#running && listened > this.#timeout;
  }

  /** Whether this message means that the image was never published. */
  unpublished(message: string): boolean {
    return !this.#running && isUnpublished(message);
  }

  pod(state: PodState, at: number): StartingEvent[] {
    if (this.#running) return [];
    if (state.kind === "running" || state.kind === "ended") this.#running = true;
    if (state.kind === "pending" && state.text !== "") return this.#obstacle(state.text, at);
    // ErrImagePull has the kubelet's message, ImagePullBackOff only says that it waits
    if (state.kind === "blocked" && !(state.reason === "ImagePullBackOff" && this.#why !== ""))
      return this.#obstacle(`${state.reason}${state.message === "" ? "" : `: ${state.message}`}`, at);
    return [];
  }

  event(event: CoreV1Event, at: number): StartingEvent[] {
    if (this.#running || event.message === undefined) return [];
    // the pod's own state says this, and more
    if (event.reason === "BackOff" || event.reason === "Created" || event.reason === "Started") return [];
    if (event.message === "Error: ErrImagePull" || event.message === "Error: ImagePullBackOff") return [];
    if (event.type === "Warning") return this.#obstacle(event.message, at);
    this.#last = event.message + ofContainer(event);
    return this.#once(this.#last, at);
  }

  #obstacle(text: string, at: number): StartingEvent[] {
    this.#why = text;
    return this.#once(text, at);
  }

  #once(text: string, at: number): StartingEvent[] {
    if (this.#shown.has(text)) return [];
    this.#shown.add(text);
    return [{ kind: "starting", at, text }];
  }
}

/** Both containers use the same image: that it is already present for the second would seem to contradict that it was just pulled. */
function ofContainer({ involvedObject }: CoreV1Event): string {
  const container = /\{(.+)\}$/.exec(involvedObject?.fieldPath ?? "")?.[1];
  return container === undefined || container === names.suite ? "" : ` (container ${container})`;
}
