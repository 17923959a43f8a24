import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { Causes } from "../../../src/run/causes/causes.ts";
import type { Warning } from "../../../src/run/causes/warning.ts";
import type { CauseEvent } from "../../../src/run/events.ts";

const agnhost = "registry.k8s.io/e2e-test-images/agnhost:2.66.1";
const columns = ["Name", "Ready", "Status", "Restarts", "Age"];

function row(namespace: string, name: string, status: string, { ready = "0/1", node = "node2" } = {}) {
  const cells = [name, ready, status, "0", "1s"];
  return { namespace, name, uid: `${namespace}/${name}`, version: "1", columns, cells, extra: node };
}

function warning(namespace: string, reason: string, message: string, more: Partial<Warning> = {}): Warning {
  return {
    uid: "",
    version: "",
    namespace,
    kind: "Pod",
    name: "pod",
    reason,
    message,
    node: "node2",
    ...more,
  };
}

const pull = (namespace: string, image = agnhost) =>
  warning(namespace, "Failed", `Failed to pull image "${image}": not found`);

/** A run whose clock is turned by hand; each namespace has a spec and a process of its own, unless it says otherwise. */
class Scene {
  readonly causes = new Causes((uuid) => uuid !== "foreign");
  readonly said: CauseEvent[] = [];
  #at = 0;

  namespaces(...names: readonly string[]): this {
    for (const name of names) this.causes.namespace(name, `uuid-${name}`);
    return this;
  }

  warn(...warnings: readonly Warning[]): this {
    for (const each of warnings) {
      this.causes.row("MODIFIED", row(each.namespace, each.name, "ContainerCreating"), this.#at);
      this.causes.warning(each, this.#at);
    }
    return this;
  }

  row(...given: Parameters<typeof row>): this {
    this.causes.row("MODIFIED", row(...given), this.#at);
    return this;
  }

  ended(name: string, state: "passed" | "failed", namespaces: readonly string[], message?: string): this {
    const spec = { name, state, seconds: 1, ...(message === undefined ? {} : { message }) };
    this.causes.ended(spec, namespaces, this.#at);
    for (const each of namespaces) this.causes.namespaceGone(each);
    return this;
  }

  pass(seconds: number): this {
    for (let left = seconds; left > 0; left--) {
      this.#at += 1000;
      this.said.push(...this.causes.tick(this.#at));
    }
    return this;
  }

  /** What was said, without the numbers that changed meanwhile. */
  get changes() {
    return this.said.flatMap(({ change, what }) => (change === "ongoing" ? [] : [`${change} ${what}`]));
  }
}

describe("what keeps specs from running", () => {
  test("an image that a node does not get is said once, with how many wait, and once more when it is over", () => {
    const scene = new Scene().namespaces("a", "b", "c").warn(pull("a"), pull("b")).pass(19);
    expect(scene.said).toEqual([]);
    scene.pass(1);
    expect(scene.said).toMatchObject([
      {
        change: "begun",
        about: "image",
        what: "agnhost:2.66.1 on node2",
        why: "ErrImagePull (not found)",
        waiting: 2,
        specs: 2,
        failed: 0,
      },
    ]);
    scene.warn(pull("a"), pull("c")).pass(60);
    expect(scene.said.at(-1)).toMatchObject({ change: "ongoing", waiting: 3, specs: 3 });
    for (const name of ["a", "b", "c"]) scene.row(name, "pod", "Running", { ready: "1/1" });
    scene.pass(5);
    expect(scene.changes).toEqual(["begun agnhost:2.66.1 on node2", "over agnhost:2.66.1 on node2"]);
    expect(scene.causes.records).toMatchObject([{ specs: 3, failed: [], ended: "1970-01-01T00:01:21.000Z" }]);
  });

  test("specs that have it only for a moment are not among those that waited", () => {
    const scene = new Scene().namespaces("a", "b", "c").warn(pull("a"), pull("b")).pass(20);
    scene.warn(pull("c")).pass(5).ended("quick", "passed", ["c"]).pass(60);
    expect(scene.causes.records).toMatchObject([{ specs: 2 }]);
    scene.namespaces("d").warn(pull("d")).pass(5).ended("failed soon", "failed", ["d"]).pass(15);
    expect(scene.causes.records).toMatchObject([{ specs: 3, failed: ["failed soon"] }]);
  });

  test("the specs that fail because of it are counted by their names, and it goes on while they do", () => {
    const scene = new Scene().namespaces("a", "b").warn(pull("a"), pull("b")).pass(30);
    scene.ended("[sig-a] one", "failed", ["a"]).ended("[sig-b] two", "failed", ["b"]).pass(120);
    expect(scene.said.at(-1)).toMatchObject({ change: "ongoing", waiting: 0, specs: 2, failed: 2 });
    scene.namespaces("c").warn(pull("c")).pass(60);
    expect(scene.said.at(-1)).toMatchObject({ change: "ongoing", waiting: 1, specs: 3, failed: 2 });
    expect(scene.changes).toHaveLength(1);
    expect(scene.causes.records).toMatchObject([{ specs: 3, failed: ["[sig-a] one", "[sig-b] two"] }]);
    expect(scene.causes.records[0]).not.toHaveProperty("ended");
  });

  test("without anything that has it any more, it is over after five minutes", () => {
    const scene = new Scene().namespaces("a", "b").warn(pull("a"), pull("b")).pass(30);
    scene.ended("one", "failed", ["a"]).ended("two", "failed", ["b"]).pass(299);
    expect(scene.changes).toHaveLength(1);
    scene.pass(1);
    expect(scene.changes.at(-1)).toStartWith("over");
  });

  test("of one process's specs, one after the other, each counts", () => {
    const scene = new Scene();
    for (const name of ["a", "b", "c"]) {
      scene.causes.namespace(name, "uuid");
      scene.warn(pull(name)).pass(60).ended(`spec ${name}`, "failed", [name]);
    }
    scene.pass(1);
    expect(scene.changes).toHaveLength(1);
    expect(scene.causes.records).toMatchObject([{ specs: 3, failed: ["spec a", "spec b", "spec c"] }]);
  });

  test("one spec alone matters when it waits for long", () => {
    const scene = new Scene().namespaces("a").warn(pull("a")).pass(149);
    expect(scene.said).toEqual([]);
    scene.pass(1);
    expect(scene.said).toMatchObject([{ change: "begun", waiting: 1 }]);
  });

  test("an image that does not exist on purpose never does", () => {
    const scene = new Scene().namespaces("a").warn(pull("a", "webserver:404")).pass(600);
    expect(scene.said).toEqual([]);
  });

  test("a pod that no node takes keeps one spec waiting for as long as that spec wants", () => {
    const none = (namespace: string) =>
      warning(namespace, "FailedScheduling", "0/2 nodes are available: 2 Insufficient cpu.");
    const scene = new Scene().namespaces("a", "b", "c").warn(none("a"), none("b")).pass(600);
    expect(scene.said).toEqual([]);
    scene.warn(none("c")).pass(60);
    expect(scene.said).toMatchObject([{ about: "scheduling", waiting: 3 }]);
  });

  test("what passes soon is not said, nor what is heard of only when it has passed", () => {
    const scene = new Scene().namespaces("a", "b").warn(pull("a"), pull("b")).pass(10);
    for (const name of ["a", "b"]) scene.row(name, "pod", "Running", { ready: "1/1" });
    scene.causes.warning(pull("a"), 10_000);
    scene.causes.warning(pull("b"), 10_000);
    expect(scene.pass(600).said).toEqual([]);
  });

  test("a node that is not ready is named, though its pods look as if they ran", () => {
    const scene = new Scene().namespaces("a", "b");
    for (const name of ["a", "b"]) {
      scene.row(name, "pod", "Running", { node: "node1" });
      scene.causes.warning(warning(name, "NodeNotReady", "Node is not ready", { node: undefined }), 0);
    }
    expect(scene.pass(20).changes).toEqual(["begun node1"]);
    for (const name of ["a", "b"]) scene.row(name, "pod", "Running", { ready: "1/1", node: "node1" });
    expect(scene.pass(1).changes.at(-1)).toBe("over node1");
  });

  test("a controller that may not create pods, until it does", () => {
    const denied = (namespace: string) =>
      warning(
        namespace,
        "FailedCreate",
        'Error creating: admission webhook "x.example.com" denied the request: no',
        {
          kind: "ReplicaSet",
          name: "web",
          node: undefined,
        },
      );
    const scene = new Scene().namespaces("a", "b");
    for (const name of ["a", "b"]) scene.causes.warning(denied(name), 0);
    expect(scene.pass(20).changes).toEqual(["begun webhook x.example.com"]);
    for (const name of ["a", "b"]) scene.causes.row("ADDED", row(name, "web-x7k2p", "Pending"), 20_000);
    expect(scene.pass(1).changes.at(-1)).toStartWith("over");
  });

  test("failures that name the same problem, though no pod waits", () => {
    const lookup = "dial tcp: lookup kubernetes.default.svc on 10.96.0.10:53: no such host";
    const scene = new Scene().ended("one", "failed", ["a"], lookup).pass(5);
    expect(scene.said).toEqual([]);
    scene.ended("two", "failed", ["b"], `reading: ${lookup}`).pass(5);
    expect(scene.said).toMatchObject([{ change: "begun", about: "dns", waiting: 0, failed: 2 }]);
  });

  test("nothing of other suites, and nothing of namespaces that are no suite's", () => {
    const scene = new Scene();
    for (const name of ["a", "b"]) scene.causes.namespace(name, "foreign");
    scene.warn(pull("a"), pull("b"), pull("kube-system"), pull("default")).pass(600);
    expect(scene.said).toEqual([]);
  });

  test("a namespace that goes takes its pods' troubles with it", () => {
    const scene = new Scene().namespaces("a", "b").warn(pull("a"), pull("b")).pass(10);
    scene.causes.namespaceGone("a");
    expect(scene.pass(100).said).toEqual([]);
  });
});

describe("a recorded run that passed", () => {
  interface Recorded {
    readonly t: number;
    readonly type: string;
    readonly cells: readonly string[];
    readonly ns: string;
    readonly name: string;
  }
  const fixture = (name: string) =>
    readFileSync(new URL(`../../fixtures/recording/${name}`, import.meta.url));
  const rows = gunzipSync(fixture("pods.jsonl.gz"))
    .toString()
    .split("\n")
    .filter(Boolean)
    .map((line): Recorded => JSON.parse(line));
  const { namespaces } = JSON.parse(fixture("recording.json").toString()) as {
    namespaces: { name: string; process: number; created: number; destroyed: number }[];
  };
  // the recording has no events: these are what a kubelet or a scheduler would say of pods in such states
  const saying: Readonly<Record<string, readonly [string, string]>> = {
    Pending: ["FailedScheduling", "0/2 nodes are available: 2 Insufficient cpu."],
    ContainerCreating: [
      "FailedMount",
      'MountVolume.SetUp failed for volume "x" : failed to sync configmap cache',
    ],
    CreateContainerConfigError: ["Failed", "Error: couldn't find key a in ConfigMap b/c"],
    CrashLoopBackOff: ["BackOff", "Back-off restarting failed container"],
    ErrImagePull: ["Failed", `Failed to pull image "${agnhost}": not found`],
    Running: ["Unhealthy", "Readiness probe failed"],
  };

  /** What is said of it, if each of its pods had warned of its state; with `broken`, had no pod on that node got its image, and each spec waited a minute for it. */
  function said(broken?: string): CauseEvent[] {
    const causes = new Causes(() => true);
    const events: CauseEvent[] = [];
    let at = 0;
    const wait = broken === undefined ? 0 : 60_000;
    const made = namespaces.toSorted((a, b) => a.created - b.created);
    const going = namespaces.toSorted((a, b) => a.destroyed - b.destroyed);
    for (const one of rows) {
      for (; at + 1000 <= one.t; at += 1000) {
        for (; made[0] !== undefined && made[0].created <= at; made.shift())
          causes.namespace(made[0].name, String(made[0].process));
        for (; going[0] !== undefined && going[0].destroyed + wait <= at; going.shift())
          causes.namespaceGone(going[0].name);
        events.push(...causes.tick(at));
      }
      const [name = "", ready = "", real = "", , , , node = ""] = one.cells;
      if (node === broken && one.type === "DELETED") continue;
      const status = node === broken ? "ErrImagePull" : real;
      causes.row(
        one.type === "DELETED" ? "DELETED" : "MODIFIED",
        row(one.ns, name, status, { ready, node }),
        one.t,
      );
      const words = saying[status];
      if (words !== undefined) causes.warning(warning(one.ns, words[0], words[1], { name, node }), one.t);
    }
    return events;
  }

  test("has no cause", () => {
    expect(rows.length).toBeGreaterThan(5000);
    expect(said()).toEqual([]);
  });

  test("has one, had a node not got an image", () => {
    const events = said("node2");
    expect(new Set(events.map(({ what }) => what))).toEqual(new Set(["agnhost:2.66.1 on node2"]));
    expect(events.filter(({ change }) => change === "begun")).toHaveLength(1);
  });
});
