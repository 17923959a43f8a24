import type { CoreV1Event } from "@kubernetes/client-node";
import type { RunEvent } from "../events.ts";
import { names } from "../identity.ts";
import { isUnpublished } from "../plan/image.ts";
import type { PodState } from "./pod-state.ts";

/** Watches the pod on its way to start and tells each new thing once, in the cluster's own words. */
export class Startup {
  readonly #timeout: number;
  readonly #told = new Set<string>();
  #running = false;
  #why = "";
  #last = "";

  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  /** Why it has not started, in the scheduler's or the kubelet's words. */
  get why(): string {
    if (this.#why !== "") return this.#why;
    return this.#last === "" ? "the pod was not scheduled" : `it got no further than: ${this.#last}`;
  }

  /** Whether it took longer than it may, after so many milliseconds of listening. */
  overdue(listened: number): boolean {
    return !this.#running && listened > this.#timeout;
  }

  /** Whether these words mean that the image was never published. */
  unpublished(message: string): boolean {
    return !this.#running && isUnpublished(message);
  }

  *pod(state: PodState, at: number): Generator<RunEvent> {
    if (this.#running) return;
    if (state.kind === "running" || state.kind === "ended") this.#running = true;
    if (state.kind === "pending" && state.text !== "") yield* this.#tell(state.text, at);
    // ErrImagePull holds the kubelet's words, ImagePullBackOff only says that it waits
    if (state.kind === "blocked" && !(state.reason === "ImagePullBackOff" && this.#why !== "")) {
      yield* this.#tell(`${state.reason}${state.message === "" ? "" : `: ${state.message}`}`, at);
    }
  }

  *event(event: CoreV1Event, at: number): Generator<RunEvent> {
    if (this.#running || event.message === undefined) return;
    // the pod's own state tells these, and longer
    if (event.reason === "BackOff" || event.reason === "Created" || event.reason === "Started") return;
    if (event.message === "Error: ErrImagePull" || event.message === "Error: ImagePullBackOff") return;
    if (event.type === "Warning") yield* this.#tell(event.message, at);
    else {
      const text = event.message + ofContainer(event);
      if (this.#told.has(text)) return;
      this.#told.add(text);
      this.#last = text;
      yield { kind: "starting", at, text };
    }
  }

  *#tell(text: string, at: number): Generator<RunEvent> {
    this.#why = text;
    if (this.#told.has(text)) return;
    this.#told.add(text);
    yield { kind: "starting", at, text };
  }
}

/** Both containers have one image: that the second one's is there already would seem to deny that it was just pulled. */
function ofContainer({ involvedObject }: CoreV1Event): string {
  const container = /\{(.+)\}$/.exec(involvedObject?.fieldPath ?? "")?.[1];
  return container === undefined || container === names.suite ? "" : ` (container ${container})`;
}
