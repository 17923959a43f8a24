import type { V1Pod } from "@kubernetes/client-node";
import { ApiError } from "../../../src/kube/errors.ts";
import type { EndedBy, Ending } from "../../../src/run/endings.ts";
import type { Moment, Phase, Seen, Step } from "../../../src/run/follow/step.ts";

export const minute = 60_000;
export const refused = new ApiError(422, { message: "not like this" });

type State = "pending" | "running" | "ended";

export function pod(state: State, uid = "own"): V1Pod {
  const running = { running: { startedAt: new Date(0) } };
  const over = {
    terminated: { exitCode: 0, startedAt: new Date(0), finishedAt: new Date(1), reason: "Completed" },
  };
  const status = (name: string, current: object) => ({
    name,
    ready: true,
    image: "",
    imageID: "",
    restartCount: 0,
    state: current,
  });
  const containerStatuses =
    state === "pending"
      ? []
      : [status("suite", state === "ended" ? over : running), status("collector", running)];
  return {
    metadata: { uid, name: "suite" },
    spec: { nodeName: "node1", containers: [] },
    status: { containerStatuses },
  };
}

/** A pod whose node has stopped answering: the control plane calls it unready. */
export function onSilentNode(): V1Pod {
  const { status, ...rest } = pod("running");
  return { ...rest, status: { ...status, conditions: [{ type: "Ready", status: "False" }] } };
}

export const ownPod = (item: V1Pod): Seen => ({ from: "own-pod", change: { kind: "MODIFIED", item } });
export const podIs = (answer: V1Pod | "absent" | "unknown"): Seen => ({
  from: "answer",
  to: "pod",
  pod: answer,
});
export const say = (word: Ending, by: EndedBy = "person"): Seen => ({ from: "ending", said: { word, by } });
export const loss = (of: "own-pod" | "log", error: Error = refused): Seen => ({ from: "loss", of, error });
const tick: Seen = { from: "clock" };
export const logEnd: Seen = { from: "log-end" };
export const suiteStarted: Seen = {
  from: "log",
  events: [{ kind: "suite-started", total: 10, of: 7355, processes: 2 }],
};
export const suiteFinished = (reason?: string): Seen => ({
  from: "log",
  events: [
    {
      kind: "suite-finished",
      ran: 10,
      of: 7355,
      passed: 10,
      failed: 0,
      flaked: 0,
      pending: 0,
      skipped: 0,
      seconds: 1,
      success: reason === undefined,
      ...(reason === undefined ? {} : { reason }),
    },
  ],
});

/** What is told a story. */
interface Follower {
  readonly phase: Phase;
  readonly cutShort: "stopped" | "timed-out" | "given-up" | undefined;
  take(seen: Seen, now: Moment): Step;
}

/** A story that is told to a follower, with a clock that is turned by hand. */
export class Story<T extends Follower> {
  readonly following: T;
  readonly steps: Step[] = [];
  #mono = 0;

  constructor(following: T) {
    this.following = following;
  }

  /** Takes each of them, in one moment. */
  take(...seen: readonly Seen[]): this {
    for (const each of seen) this.steps.push(this.following.take(each, { at: this.#mono, mono: this.#mono }));
    return this;
  }

  /** Ticks on for this long, a second at a time, or until it is over. */
  pass(ms: number): this {
    for (let left = ms; left > 0 && this.outcome === undefined; left -= 1000) {
      this.#mono += 1000;
      this.take(tick);
    }
    return this;
  }

  get outcome() {
    return this.steps.at(-1)?.outcome;
  }

  /** What was asked, in its order. */
  get asked() {
    return this.steps.flatMap(({ questions }) => questions.map(({ ask }) => ask));
  }

  get notices() {
    return this.steps.flatMap(({ events }) =>
      events.flatMap((event) => (event.kind === "notice" ? [event.text] : [])),
    );
  }
}
