import { describe, expect, test } from "bun:test";
import type { V1Pod } from "@kubernetes/client-node";
import { type Seen, Tracker } from "../../../src/plugins/run/tracker.ts";

const second = 1000;
const tracker = () => new Tracker({ timeout: 600 * second, startupTimeout: 300 * second, since: 0 });

function podSeen(state: object): Seen {
  const one = (name: string, its: object) => ({
    name,
    image: "",
    imageID: "",
    ready: true,
    restartCount: 0,
    state: its,
  });
  const pod: V1Pod = {
    spec: { restartPolicy: "Never", containers: [{ name: "plugin" }, { name: "results-collector" }] },
    status: {
      phase: "Running",
      containerStatuses: [one("plugin", state), one("results-collector", { running: {} })],
    },
  };
  return { from: "pod", pod };
}

const running = podSeen({ running: {} });
const failed = podSeen({ terminated: { exitCode: 1, reason: "Error" } });
const succeeded = podSeen({ terminated: { exitCode: 0, reason: "Completed" } });
const unschedulable: Seen = {
  from: "pod",
  pod: {
    status: {
      phase: "Pending",
      conditions: [{ type: "PodScheduled", status: "False", message: "0/2 nodes are available" }],
    },
  },
};

describe("the pod of a plugin", () => {
  test("gives results as soon as its done file stands", () => {
    const one = tracker();
    expect(one.take(running, second)).toEqual({ phase: "running" });
    expect(one.take({ from: "done" }, 9 * second)).toEqual({
      phase: "ended",
      end: { kind: "results", what: "done" },
    });
    expect(one.take(failed, 10 * second)).toEqual({ phase: "ended" });
  });

  test("that ends well without one gives its whole folder", () => {
    const one = tracker();
    expect(one.take(succeeded, second)).toEqual({ phase: "running", ask: "done-file" });
    expect(one.take({ from: "answer", hasDone: false }, second).end).toEqual({
      kind: "results",
      what: "everything",
    });
  });

  test("that fails is an error at once, unless it has written one", () => {
    const one = tracker();
    expect(one.take(failed, second).ask).toBe("done-file");
    expect(one.take({ from: "answer", hasDone: false }, second).end).toMatchObject({
      kind: "error",
      text: "container plugin ended with exit code 1",
    });
    const other = tracker();
    other.take(failed, second);
    expect(other.take({ from: "answer", hasDone: true }, second)).toEqual({ phase: "waiting" });
    expect(other.take({ from: "done" }, 6 * second).end).toEqual({ kind: "results", what: "done" });
  });

  test("whose done file is taken away by another container is asked again", () => {
    const one = tracker();
    one.take(succeeded, second);
    one.take({ from: "answer", hasDone: true }, second);
    expect(one.take({ from: "clock" }, 20 * second).ask).toBeUndefined();
    expect(one.take({ from: "clock" }, 22 * second).ask).toBe("done-file");
    expect(one.take({ from: "answer", hasDone: false }, 22 * second).end).toEqual({
      kind: "results",
      what: "everything",
    });
  });

  test("that cannot be placed is an error after ten seconds, in the scheduler's words, which are shown once", () => {
    const one = tracker();
    expect(one.take(unschedulable, second).news).toBe("0/2 nodes are available");
    expect(one.take(unschedulable, 5 * second).news).toBeUndefined();
    expect(one.take({ from: "clock" }, 11 * second).end).toBeUndefined();
    expect(one.take({ from: "clock" }, 12 * second).end).toMatchObject({
      kind: "error",
      text: "0/2 nodes are available",
      isGone: true,
    });
  });

  test("that does not start asks the events, and gives up for what never comes by itself", () => {
    const one = tracker();
    expect(one.take({ from: "clock" }, 10 * second).ask).toBe("events");
    expect(one.take({ from: "warning", text: 'configmap "a" not found' }, 11 * second).news).toBe(
      'configmap "a" not found',
    );
    expect(one.take({ from: "clock" }, 12 * second).end).toMatchObject({ text: 'configmap "a" not found' });
    const other = tracker();
    other.take({ from: "warning", text: "network is not ready" }, 11 * second);
    expect(other.take({ from: "clock" }, 299 * second).end).toBeUndefined();
    expect(other.take({ from: "clock" }, 301 * second).end).toMatchObject({
      text: "the pod did not start within 300 s: network is not ready",
    });
  });

  test("that takes too long is a timeout, which Sonobuoy's readers know by the word", () => {
    const one = tracker();
    one.take(running, second);
    expect(one.take({ from: "clock" }, 601 * second).end).toMatchObject({
      text: "timeout: the plugin did not end within 600 s",
    });
  });

  test("is given up with a node that stays not ready, and not with one that comes back", () => {
    const one = tracker();
    one.take(running, 0);
    const lost: Seen = { from: "node", trouble: "the node is not ready: gone" };
    expect(one.take(lost, 10 * second).end).toBeUndefined();
    expect(one.take({ from: "node", trouble: undefined }, 15 * second).end).toBeUndefined();
    expect(one.take(lost, 30 * second).end).toBeUndefined();
    expect(one.take(lost, 40 * second).end).toMatchObject({
      kind: "error",
      text: "the node is not ready: gone",
      isGone: true,
    });
  });

  test("that is deleted is an error at once", () => {
    expect(tracker().take({ from: "deleted" }, 0).end).toMatchObject({
      text: "the pod was deleted",
      isGone: true,
    });
  });
});
