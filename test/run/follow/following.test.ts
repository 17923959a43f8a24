import { describe, expect, test } from "bun:test";
import type { V1Pod } from "@kubernetes/client-node";
import { ApiError } from "../../../src/kube/errors.ts";
import { ExecError } from "../../../src/kube/exec.ts";
import type { EndedBy, Ending } from "../../../src/run/endings.ts";
import {
  Following,
  type FollowingOptions,
  type Outcome,
  type Seen,
  type Step,
} from "../../../src/run/follow/following.ts";
import { Ownership } from "../../../src/run/ownership.ts";
import { SuiteRecord } from "../../../src/suite/suite-record.ts";

const minute = 60_000;
const refused = new ApiError(422, { message: "not like this" });
const noFile = new ExecError(
  { namespace: "n", pod: "suite", container: "collector", command: ["tail"] },
  1,
  "no such file",
);

type State = "pending" | "running" | "ended";

function pod(state: State, uid = "own"): V1Pod {
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
function onSilentNode(): V1Pod {
  const { status, ...rest } = pod("running");
  return { ...rest, status: { ...status, conditions: [{ type: "Ready", status: "False" }] } };
}

const ownPod = (item: V1Pod): Seen => ({ from: "own-pod", change: { kind: "MODIFIED", item } });
const podIs = (answer: V1Pod | "absent" | "unknown"): Seen => ({ from: "answer", to: "pod", pod: answer });
const say = (word: Ending, by: EndedBy = "person"): Seen => ({ from: "ending", said: { word, by } });
const loss = (of: "own-pod" | "log", error: Error = refused): Seen => ({ from: "loss", of, error });
const tick: Seen = { from: "clock" };
const logEnd: Seen = { from: "log-end" };
const suiteStarted: Seen = {
  from: "log",
  events: [{ kind: "suite-started", total: 10, of: 7355, processes: 2 }],
};
const suiteFinished = (reason?: string): Seen => ({
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

/** A following, with a clock that is turned by hand. */
class Story {
  readonly following: Following;
  readonly steps: Step[] = [];
  #mono = 0;

  constructor(options: Partial<FollowingOptions> = {}) {
    const created = new Date(0);
    this.following = new Following({
      namespace: "conformance",
      suiteArgs: [],
      created,
      podUid: "own",
      ownership: new Ownership("conformance", created),
      record: new SuiteRecord(),
      watchPods: "none",
      whole: false,
      startupTimeout: Number.POSITIVE_INFINITY,
      deadline: undefined,
      detach: false,
      mayStepDown: false,
      since: 0,
      ...options,
    });
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

const running = (options?: Partial<FollowingOptions>) => new Story(options).take(ownPod(pod("running")));

describe("what the loss of a source means", () => {
  test("rows, events and namespaces that are cut for hours end nothing", () => {
    const story = running();
    for (const from of ["rows", "events", "namespaces"] as const)
      story.take({ from, change: { kind: "cut", reason: "422 Unprocessable" } });
    expect(story.pass(3 * 60 * minute).outcome).toBeUndefined();
    expect(story.notices).toEqual(["the watch of the pods was cut: 422 Unprocessable; trying again"]);
  });

  // the pod itself says what it means that its watch or its log is out of reach
  test.each<[string, Seen, V1Pod | "absent" | "unknown", object]>([
    ["own-pod, pod absent", loss("own-pod"), "absent", { kind: "lost", suite: "gone" }],
    ["own-pod, pod unknown", loss("own-pod"), "unknown", { kind: "lost", suite: "unknown" }],
    ["own-pod, pod running", loss("own-pod"), pod("running"), { kind: "lost", suite: "unknown" }],
    ["own-pod, pod ended", loss("own-pod"), pod("ended"), { kind: "lost", suite: "ended" }],
    ["log, pod absent", loss("log"), "absent", { kind: "lost", suite: "gone" }],
    ["log, pod running", loss("log"), pod("running"), { kind: "lost", suite: "unknown" }],
    [
      "log, another's pod in its place",
      loss("log"),
      pod("running", "other"),
      { kind: "lost", suite: "gone" },
    ],
  ])("%s", (_, lost, answer, outcome) => {
    const story = running().take(lost);
    expect(story.outcome).toBeUndefined();
    expect(story.asked).toEqual(["pod"]);
    expect(story.take(podIs(answer)).outcome).toMatchObject(outcome);
  });

  test("a suite that has ended and wrote no log has ended", () => {
    expect(running().take(ownPod(pod("ended")), loss("log", noFile)).outcome).toMatchObject({
      kind: "ended",
    });
  });

  test("a suite that has ended and whose log is refused keeps its results where they are", () => {
    const story = running().take(ownPod(pod("ended")), loss("log"), podIs("unknown"));
    expect(story.outcome).toMatchObject({ kind: "lost", suite: "ended", reason: refused.message });
  });
});

describe("the run's own pod", () => {
  test("has ended once its log is here, though it is taken away meanwhile", () => {
    const story = running().take(ownPod(pod("ended")), {
      from: "own-pod",
      change: { kind: "DELETED", item: pod("ended") },
    });
    expect(story.outcome).toBeUndefined();
    expect(story.following.phase).toBe("ended");
    expect(story.take(logEnd).outcome).toMatchObject({ kind: "ended" });
  });

  test("is lost with its log where it is taken away before the log's last byte is here", () => {
    const taken = () =>
      running().take(ownPod(pod("ended")), { from: "own-pod", change: { kind: "listed", items: [] } });
    expect(taken().pass(5000).outcome).toBeUndefined();
    expect(taken().pass(7000).outcome).toMatchObject({ kind: "lost", suite: "gone" });
    expect(taken().take(loss("log"), podIs("absent")).outcome).toMatchObject({ kind: "lost", suite: "gone" });
  });

  test.each<[string, Seen]>([
    ["deleted", { from: "own-pod", change: { kind: "DELETED", item: pod("running") } }],
    ["no longer listed", { from: "own-pod", change: { kind: "listed", items: [] } }],
    [
      "replaced by another's",
      { from: "own-pod", change: { kind: "listed", items: [pod("running", "other")] } },
    ],
  ])("is gone where it was %s", (_, seen) => {
    expect(running().take(seen).outcome).toMatchObject({ kind: "lost", suite: "gone" });
  });

  test("of another uid says nothing of the run", () => {
    const story = new Story().take(ownPod(pod("ended", "other")));
    expect(story.following.phase).toBe("starting");
  });

  test("is asked for every 5 s once the log says that the suite is over: its watch may be dead", () => {
    const story = running().take(suiteStarted, suiteFinished()).pass(12_000);
    expect(story.asked.filter((ask) => ask === "pod")).toHaveLength(2);
    expect(story.take(podIs(pod("ended"))).following.phase).toBe("ended");
  });

  test("that does not start in time is asked for first, and what it says then counts", () => {
    const story = () =>
      new Story({ startupTimeout: 10_000 })
        .take({ from: "own-pod", change: { kind: "listed", items: [pod("pending")] } })
        .pass(11_000);
    expect(story().outcome).toBeUndefined();
    expect(story().asked).toContain("pod");
    expect(story().take(podIs("unknown")).outcome).toBeUndefined();
    expect(story().take(podIs(pod("running"))).outcome).toBeUndefined();
    expect(story().take(podIs(pod("pending"))).outcome).toMatchObject({ kind: "never-started" });
  });

  test("on a node that has been silent for 15 minutes may run on: nobody knows", () => {
    const story = running()
      .take(ownPod(onSilentNode()))
      .pass(15 * minute + 2000);
    expect(story.outcome).toBeUndefined();
    expect(story.take(podIs(onSilentNode())).outcome).toEqual({
      kind: "lost",
      reason: "node node1 has not answered for 15 minutes",
      suite: "unknown",
    });
  });
});

describe("how it is ended", () => {
  test("stop asks the suite to end, once, and it is followed to its end", () => {
    const story = running().take(suiteStarted, say("stop"), say("stop"));
    expect(story.asked).toEqual(["stop"]);
    story.take(suiteFinished("Interrupted by User"), ownPod(pod("ended")), logEnd);
    expect(story.outcome).toMatchObject({ kind: "ended" });
    expect(story.following.cutShort).toBe("stopped");
  });

  test("a suite that came to its own end first was not cut short", () => {
    const story = running().take(suiteStarted, say("stop"), suiteFinished(), ownPod(pod("ended")), logEnd);
    expect(story.following.cutShort).toBeUndefined();
  });

  test("one that has ended, or says so, is not stopped", () => {
    expect(running().take(ownPod(pod("ended")), say("stop")).asked).toEqual([]);
    expect(running().take(suiteStarted, suiteFinished(), say("stop")).asked).toEqual([]);
  });

  test("--timeout stops it, by the wall clock", () => {
    const story = running({ deadline: 5000 }).pass(7000);
    expect(story.asked).toContain("stop");
    expect(story.notices).toEqual(["--timeout is over: stopping the suite, and collecting what there is"]);
    expect(story.following.cutShort).toBe("timed-out");
  });

  test("a suite that does not end within a minute of being interrupted is not waited for, and nobody knows of it", () => {
    const story = running().take(say("stop"), { from: "answer", to: "stop", refused: undefined });
    expect(story.pass(minute).outcome).toBeUndefined();
    const reason = "the suite did not end within 60s of being interrupted";
    expect(story.pass(2000).outcome).toEqual({ kind: "lost", reason, suite: "unknown" });
  });

  test("a stop that does not get through is not said to have interrupted anything", () => {
    const unheard = "the suite could not be interrupted: nothing was heard of the stop for 60s";
    expect(running().take(say("stop")).pass(62_000).outcome).toEqual({
      kind: "lost",
      reason: unheard,
      suite: "unknown",
    });
    const early = new Story().take(ownPod(pod("pending")), say("stop"), podIs("unknown"));
    expect(early.pass(62_000).outcome).toEqual({
      kind: "lost",
      reason: "the suite could not be stopped: nothing was heard of its pod for 60s",
      suite: "unknown",
    });
    // a server that is back is asked again
    expect(early.asked.length).toBeGreaterThan(10);
  });

  test("a stop before the suite runs waits for what the pod says: nothing is interrupted that has not begun", () => {
    const early = () => new Story().take(ownPod(pod("pending")), say("stop"));
    expect(early().asked).toEqual(["pod"]);
    expect(early().take(podIs(pod("pending"))).outcome).toMatchObject({ kind: "never-started" });
    expect(early().take(podIs(pod("running"))).asked).toEqual(["pod", "stop"]);
    expect(early().take(podIs("unknown")).outcome).toBeUndefined();
  });

  test("a refused stop asks whether the suite has ended by itself", () => {
    const story = () => running().take(say("stop"), { from: "answer", to: "stop", refused: "not you" });
    expect(story().asked).toEqual(["stop", "pod"]);
    expect(story().take(podIs(pod("running"))).outcome).toEqual({
      kind: "lost",
      reason: "it could not be stopped: not you",
      suite: "unknown",
    });
    expect(story().take(podIs(pod("ended")), logEnd).outcome).toMatchObject({ kind: "ended" });
  });

  test.each<[Ending, Outcome]>([
    ["abort", { kind: "aborted" }],
    ["detach", { kind: "detached" }],
  ])("%s is heard while it is being stopped", (word, outcome) => {
    expect(running().take(say("stop"), say(word)).outcome).toEqual(outcome);
  });

  test("--detach leaves it once the suite runs, with that event shown", () => {
    const story = running({ detach: true }).take(suiteStarted);
    expect(story.outcome).toEqual({ kind: "detached" });
    expect(story.steps.at(-1)?.events.map(({ kind }) => kind)).toContain("suite-started");
  });
});

describe("what it asks", () => {
  test("the nodes, where the suite says nothing for 15 s before its specs, and only once", () => {
    const story = running().take(suiteStarted).pass(60_000);
    expect(story.asked.filter((ask) => ask === "nodes")).toHaveLength(1);
    story.take({
      from: "answer",
      to: "nodes",
      nodes: [{ metadata: { name: "node2" }, spec: { taints: [{ key: "gpu", effect: "NoSchedule" }] } }],
    });
    expect(story.notices.at(-1)).toContain("node2");
  });

  test("that the uuids it has learnt are noted, until they are", () => {
    const announced: Seen = { from: "log", events: [{ kind: "run-uuid", uuid: "u1" }] };
    const story = running().take(announced).pass(2000);
    const last = story.steps.at(-1)?.questions.find(({ ask }) => ask === "note");
    expect(last).toEqual({ ask: "note", uuids: ["u1"] });
    story.take({ from: "answer", to: "note", noted: ["u1"], others: [] }).pass(5000);
    expect(story.steps.at(-1)?.questions).toEqual([]);
  });

  test("for an older image where one was never published, if that may stand in", () => {
    const blocked: V1Pod = {
      metadata: { uid: "own" },
      status: {
        containerStatuses: [
          {
            name: "suite",
            ready: false,
            image: "",
            imageID: "",
            restartCount: 0,
            state: { waiting: { reason: "ErrImagePull", message: "x:v1.35.6: not found" } },
          },
        ],
      },
    };
    expect(new Story({ mayStepDown: true }).take(ownPod(blocked)).asked).toEqual(["step-down"]);
    expect(new Story().take(ownPod(blocked)).asked).toEqual([]);
  });
});

test("a wait for nodes is shown with the nodes and the flag that helps, but not before any is known", () => {
  const wait = {
    kind: "waiting-for-nodes",
    limit: "30m0s",
    taints: ["example.com/gpu"],
    notReady: [],
  } as const;
  const story = running().take({ from: "log", events: [{ ...wait, nodes: [] }] });
  expect(story.notices).toEqual([]);
  story.take({ from: "log", events: [{ ...wait, nodes: ["node2"] }] });
  const shown = JSON.stringify(story.steps.at(-1)?.events);
  expect(shown).toContain("node2");
  expect(shown).toContain("--non-blocking-taints=node-role.kubernetes.io/control-plane,example.com/gpu");
});
