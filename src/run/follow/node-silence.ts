import type { V1Pod } from "@kubernetes/client-node";
import type { RunEvent } from "../events.ts";
import { nodeIsSilent } from "./pod-state.ts";

// a kubelet that is restarted, or a node that reboots, is back well before
const patience = 15 * 60_000;

/** Notices when the node of the run's pod stops answering, and how long that has been so. */
export class NodeSilence {
  #since: number | undefined;
  #node = "";

  get reason(): string {
    return `node ${this.#node} has not answered for ${patience / 60_000} minutes`;
  }

  /** Whether it is silent for longer than a node may be; `listened` are the milliseconds of listening by now. */
  overdue(listened: number): boolean {
    return this.#since !== undefined && listened - this.#since > patience;
  }

  *pod(pod: V1Pod, at: number, listened: number): Generator<RunEvent> {
    const silent = nodeIsSilent(pod);
    if (silent === (this.#since !== undefined)) return;
    this.#since = silent ? listened : undefined;
    this.#node = pod.spec?.nodeName ?? "";
    const text = silent
      ? `node ${this.#node} of the run's pod does not answer; waiting for it to come back`
      : `node ${this.#node} of the run's pod is back`;
    yield { kind: "notice", at, level: silent ? "warning" : "info", text };
  }
}
