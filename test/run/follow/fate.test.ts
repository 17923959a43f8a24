import { describe, expect, test } from "bun:test";
import type { V1Pod } from "@kubernetes/client-node";
import { ExecError } from "../../../src/kube/exec.ts";
import type { Ending } from "../../../src/run/endings.ts";
import { Fate, type FateOptions } from "../../../src/run/follow/fate.ts";
import type { Outcome, Seen } from "../../../src/run/follow/step.ts";
import { Ownership } from "../../../src/run/ownership.ts";
import type { SpecState } from "../../../src/suite/spec.ts";
import { SuiteRecord } from "../../../src/suite/suite-record.ts";
import {
  logEnd,
  loss,
  minute,
  onSilentNode,
  ownPod,
  pod,
  podIs,
  refused,
  Story,
  say,
  suiteFinished,
  suiteStarted,
} from "./story.ts";

const noFile = new ExecError(
  { namespace: "n", pod: "suite", container: "collector", command: ["tail"] },
  1,
  "no such file",
);

function starting(options: Partial<FateOptions> = {}): Story<Fate> {
  return new Story(
    new Fate({
      podUid: "own",
      ownership: new Ownership("conformance", new Date(0)),
      record: new SuiteRecord(),
      startupTimeout: Number.POSITIVE_INFINITY,
      deadline: undefined,
      detach: false,
      mayStepDown: false,
      since: 0,
      ...options,
    }),
  );
}

const running = (options?: Partial<FateOptions>) => starting(options).take(ownPod(pod("running")));

describe("what the loss of a source means", () => {
  test("rows, events and namespaces that are cut for hours end nothing", () => {
    const story = running();
    for (const from of ["rows", "events", "namespaces"] as const)
      story.take({ from, change: { kind: "cut", reason: "422 Unprocessable" } });
    expect(story.pass(3 * 60 * minute).outcome).toBeUndefined();
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
    const story = starting().take(ownPod(pod("ended", "other")));
    expect(story.following.phase).toBe("starting");
  });

  test("is asked for every 5 s once the log says that the suite is over: its watch may be dead", () => {
    const story = running().take(suiteStarted, suiteFinished()).pass(12_000);
    expect(story.asked.filter((ask) => ask === "pod")).toHaveLength(2);
    expect(story.take(podIs(pod("ended"))).following.phase).toBe("ended");
  });

  test("that does not start in time is asked for first, and what it says then counts", () => {
    const story = () =>
      starting({ startupTimeout: 10_000 })
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
    expect(story.notices).toEqual(["--timeout has passed: stopping the suite, and collecting what there is"]);
    expect(story.following.cutShort).toBe("timed-out");
  });

  test("--max-failures stops it when so many tests have failed, and says so once", () => {
    const ended = (name: string, state: SpecState): Seen => ({
      from: "log",
      events: [{ kind: "spec-finished", spec: { name, state, seconds: 1 }, namespaces: [] }],
    });
    const story = running({ maxFailures: 2 }).take(
      suiteStarted,
      ended("a", "failed"),
      ended("b", "passed"),
      ended("c", "skipped"),
    );
    expect(story.asked).toEqual([]);
    story.take(ended("d", "timedout"), ended("e", "interrupted"), ended("f", "failed"));
    expect(story.asked).toEqual(["stop"]);
    expect(story.notices).toEqual([
      "2 tests have failed, as many as --max-failures allows: stopping the suite, and collecting what there is",
    ]);
    story.take(suiteFinished("Interrupted by User"), ownPod(pod("ended")), logEnd);
    expect(story.following.cutShort).toBe("given-up");
  });

  test("a suite that is stopped is not given up: what stopping it interrupts has not failed", () => {
    const interrupted: Seen = {
      from: "log",
      events: [
        { kind: "spec-finished", spec: { name: "a", state: "interrupted", seconds: 1 }, namespaces: [] },
      ],
    };
    const story = running({ maxFailures: 1 }).take(suiteStarted, say("stop"), interrupted);
    expect(story.notices).toEqual(["stopping the suite, and collecting what there is"]);
    expect(story.following.cutShort).toBe("stopped");
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
    const early = starting().take(ownPod(pod("pending")), say("stop"), podIs("unknown"));
    expect(early.pass(62_000).outcome).toEqual({
      kind: "lost",
      reason: "the suite could not be stopped: its pod was not heard from for 60s",
      suite: "unknown",
    });
    // a server that is back is asked again
    expect(early.asked.length).toBeGreaterThan(10);
  });

  test("a stop before the suite runs waits for what the pod says: nothing is interrupted that has not begun", () => {
    const early = () => starting().take(ownPod(pod("pending")), say("stop"));
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

  test("--detach leaves it once the suite runs", () => {
    expect(running({ detach: true }).take(suiteStarted).outcome).toEqual({ kind: "detached" });
  });
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
  expect(starting({ mayStepDown: true }).take(ownPod(blocked)).asked).toEqual(["step-down"]);
  expect(starting().take(ownPod(blocked)).asked).toEqual([]);
});
