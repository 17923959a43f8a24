import { describe, expect, test } from "bun:test";
import { parseJunit } from "../../src/suite/junit.ts";
import type { SpecResult } from "../../src/suite/spec.ts";
import { eventsOf, golden, ofKind, recordedRun, specsOf } from "./golden.ts";

const verbose = [
  "ginkgo2/serial",
  "ginkgo2/parallel",
  "ginkgo2/abort",
  "ginkgo2/dry-run",
  "ginkgo2/interrupted-serial",
  "ginkgo2/interrupted-parallel",
  "ginkgo2.33/serial",
  "ginkgo2.33/parallel",
  "ginkgo1/verbose",
];

/** By name, without what the junit does not have: exact durations aside, the place of a skip. */
function comparable(specs: readonly SpecResult[]) {
  return specs
    .map(({ seconds: _, location, ...spec }) => (spec.state === "skipped" ? spec : { ...spec, location }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

describe("the specs of a verbose log", () => {
  test.each(verbose)("are those of the junit, with its names, states, messages and places: %s", (folder) => {
    const specs = specsOf(eventsOf(golden(`${folder}/e2e.log`)));
    const { cases } = parseJunit(golden(`${folder}/junit_01.xml`).toString());
    const told = new Set(specs.map((spec) => spec.name));
    // The junit has those filtered out, too, as skipped.
    const expected = cases.filter((spec) => spec.state !== "skipped" || told.has(spec.name));
    expect(comparable(specs)).toEqual(comparable(expected));
    expect(expected.length).toBeGreaterThan(4);
  });

  test("are all 441 of a real run, and nothing of its text is taken for more", () => {
    const { log, junit } = recordedRun();
    const events = eventsOf(log);
    const ran = parseJunit(junit).cases.filter((spec) => spec.state !== "skipped");
    const names = (specs: readonly { name: string }[]) => specs.map((spec) => spec.name).toSorted();
    expect(names(specsOf(events))).toEqual(names(ran));
    expect(new Set(events.map((event) => event.kind))).toEqual(
      new Set(["seed", "suite-started", "setup-finished", "versions", "spec-finished", "suite-finished"]),
    );
  });

  test("end with the whole failure: first message, place, and the words of a panic", () => {
    const specs = specsOf(eventsOf(golden("ginkgo2/parallel/e2e.log")));
    const failed = Object.fromEntries(specs.map((spec) => [spec.name, spec]));
    expect(failed["[sig-node] Pods fails twice, also after it ended [Conformance]"]?.message).toBe(
      "the first failure",
    );
    expect(failed["[sig-node] Pods panics [Conformance]"]).toMatchObject({
      state: "panicked",
      message: "Test Panicked: assignment to entry in nil map",
    });
    expect(failed["[sig-node] Pods fails before it begins [Conformance]"]).toMatchObject({
      message:
        'Unexpected error:\n    <*errors.StatusError>:\n    pods "x" is forbidden: exceeded quota\noccurred',
      location: "e2e/suite_test.go:85",
    });
    expect(failed["[sig-node] Pods times out [Conformance]"]?.state).toBe("timedout");
  });

  test("name the namespaces that the spec removed", () => {
    const finished = ofKind(eventsOf(golden("ginkgo2/serial/e2e.log")), "spec-finished");
    const namespaces = Object.fromEntries(finished.map((event) => [event.spec.name, event.namespaces]));
    expect(namespaces["[sig-network] Services should provide secure master service [Conformance]"]).toEqual([
      "services-918",
    ]);
    expect(namespaces["[sig-apps] Job is flaky [Conformance]"]).toEqual([]);
  });

  test("begin before they end where the run is serial, with their place", () => {
    const events = eventsOf(golden("ginkgo2/serial/e2e.log"));
    const inOrder = events.flatMap((event) => {
      if (event.kind === "spec-started") return [`began ${event.name}`];
      return event.kind === "spec-finished" ? [`ended ${event.spec.name}`] : [];
    });
    const pods = "[sig-node] Pods should be submitted and removed [NodeConformance] [Conformance]";
    expect(inOrder.indexOf(`ended ${pods}`)).toBe(inOrder.indexOf(`began ${pods}`) + 1);
    expect(ofKind(events, "spec-started").find((event) => event.name === pods)?.location).toBe(
      "e2e/suite_test.go:93",
    );
  });
});

describe("a quiet log", () => {
  test("gives the number of those that passed, and the failed ones by name", () => {
    const events = eventsOf(golden("ginkgo2/quiet/e2e.log"));
    const dots = ofKind(events, "specs-passed").reduce((sum, event) => sum + event.count, 0);
    const failed = specsOf(events).filter((spec) => spec.state !== "passed" && spec.state !== "pending");
    // One that passed at its second attempt is told by name.
    expect(dots).toBe(4);
    expect(failed.length).toBe(8);
    expect(failed.map((spec) => spec.message)).toContain("leftover pods");
  });
});

describe("what the suite says of itself", () => {
  test("is its size, processes, seed, versions and summary", () => {
    const { log } = recordedRun();
    const events = eventsOf(log);
    expect(events.filter((event) => event.kind !== "spec-finished")).toEqual([
      { kind: "seed", seed: 1795212957 },
      { kind: "suite-started", total: 441, of: 7355, processes: 12 },
      { kind: "setup-finished" },
      { kind: "versions", suite: "v1.35.4" },
      { kind: "versions", suite: "v1.35.4", server: "v1.35.4" },
      {
        kind: "suite-finished",
        ran: 441,
        of: 7355,
        passed: 441,
        failed: 0,
        flaked: 0,
        pending: 0,
        skipped: 6914,
        seconds: 1622.456,
        success: true,
      },
    ]);
  });

  test("is its uuid in a serial run, and 1 process", () => {
    const events = eventsOf(golden("ginkgo2/serial/e2e.log"));
    expect(ofKind(events, "run-uuid")).toEqual([
      { kind: "run-uuid", uuid: "1abf14f2-15f4-4804-9118-d08ee59b4c85" },
    ]);
    expect(ofKind(events, "suite-started")).toMatchObject([{ total: 14, of: 16, processes: 1 }]);
  });

  test("tells flaky specs and why it failed as a whole", () => {
    const [failed] = ofKind(eventsOf(golden("ginkgo2/serial/e2e.log")), "suite-finished");
    expect(failed).toMatchObject({ ran: 13, passed: 5, failed: 8, flaked: 1, pending: 1, success: false });
    const [stopped] = ofKind(eventsOf(golden("ginkgo2/interrupted-serial/e2e.log")), "suite-finished");
    expect(stopped).toMatchObject({ success: false, reason: "Interrupted by User" });
  });

  test.each(["ginkgo2/setup", "ginkgo2/setup-parallel"])(
    "is one failure when its set-up fails, not one a process: %s",
    (folder) => {
      const events = eventsOf(golden(`${folder}/e2e.log`));
      expect(ofKind(events, "suite-node-failed").map((event) => event.node)).toMatchObject([
        {
          name: "[SynchronizedBeforeSuite]",
          state: "failed",
          message: "Unexpected error: timed out while waiting for nodes",
        },
      ]);
      expect(ofKind(events, "setup-finished")).toEqual([]);
      expect(ofKind(events, "suite-finished")).toMatchObject([{ ran: 0, success: false }]);
    },
  );

  test("names the nodes it waits for, and the taints that would have to be named", () => {
    const waiting = ofKind(eventsOf(golden("nodes/unschedulable/e2e.log")), "waiting-for-nodes");
    expect(waiting).toEqual([
      {
        kind: "waiting-for-nodes",
        limit: "2s",
        nodes: ["node-2", "node-3"],
        taints: ["node-role.kubernetes.io/control-plane", "dedicated"],
        notReady: ["node-3"],
      },
    ]);
  });

  test("names the pods of kube-system that old releases wait for, once", () => {
    expect(ofKind(eventsOf(golden("ginkgo1/verbose/e2e.log")), "waiting-for-pods")).toEqual([
      { kind: "waiting-for-pods", of: "pods", limit: "10m0s", names: ["kube-scheduler-k8s-1"] },
    ]);
  });
});

describe("a stream", () => {
  test.each([1, 7, 4096])("gives the same events in chunks of %i bytes", (size) => {
    const log = golden("ginkgo2/parallel/e2e.log");
    expect(eventsOf(log, size)).toEqual(eventsOf(log));
  });

  test("tells a spec as soon as its closing line is there", () => {
    const log = golden("ginkgo2/serial/e2e.log");
    const end = log.indexOf("• [0.000 seconds]\n------------------------------\n");
    const upTo = (bytes: number) => specsOf(eventsOf(log.subarray(0, bytes))).length;
    expect(upTo(end)).toBe(1);
    expect(upTo(end + "• [0.000 seconds]\n".length + 34)).toBe(2);
  });

  test("that was cut off within a spec does not tell that it ended", () => {
    const log = golden("ginkgo2/serial/e2e.log");
    const events = eventsOf(log.subarray(0, log.indexOf("a step of two lines")));
    expect(ofKind(events, "spec-started").length).toBe(specsOf(events).length + 1);
    expect(ofKind(events, "suite-finished")).toEqual([]);
  });

  test("reads lines with Windows line ends", () => {
    const log = Buffer.from(golden("ginkgo2/serial/e2e.log").toString().replaceAll("\n", "\r\n"));
    expect(eventsOf(log)).toEqual(eventsOf(golden("ginkgo2/serial/e2e.log")));
  });

  test("takes a line without an end in time that grows with its length, and goes on after it", () => {
    const line = Buffer.alloc(1 << 20, "x");
    const log = Buffer.concat([
      golden("ginkgo2/serial/e2e.log").subarray(0, 400),
      ...Array.from({ length: 40 }, () => line),
      Buffer.from("\n"),
      golden("ginkgo2/serial/e2e.log").subarray(400),
    ]);
    expect(specsOf(eventsOf(log, 4096)).length).toBeGreaterThan(10);
  });

  test("that broke off before the name of a spec tells no spec without one", () => {
    const log = "------------------------------\n• [0.000 seconds]\n[sig-no";
    expect(specsOf(eventsOf(Buffer.from(log)))).toEqual([]);
  });

  test("whose progress line is no JSON goes on after it", () => {
    const log = golden("ginkgo1/verbose/e2e.log").toString();
    const broken = log.replace('{"msg":"PASSED ', '{"msg":"PASSED \\q","total":1}\n{"msg":"PASSED ');
    expect(specsOf(eventsOf(Buffer.from(broken))).length).toBe(specsOf(eventsOf(Buffer.from(log))).length);
  });
});

describe("lines that no suite writes", () => {
  // matched as they once were, one of these took minutes; the test's own bound is what fails then
  test.each([
    ["a node's beginnings", "-> Node x [[[ Ready=true, a, Taints=[".repeat(1700)],
    ["a node's ends", `-> Node x [[[ Ready=true, a${", Taints=[b], NonblockingTaints=".repeat(1800)}`],
    ["daemonsets", "there are not ready daemonsets: [".repeat(1900)],
  ])("tell nothing: %s", (_, line) => {
    const events = eventsOf(Buffer.from(`Waiting up to 5m0s for all daemonsets in namespace\n${line}\n`));
    expect(events).toEqual([]);
  });

  test("fill no memory with namespaces", () => {
    const spec = "[sig-node] a [Conformance]";
    const many = Array.from({ length: 2000 }, (_, at) => `Destroying namespace "n-${at}" for this suite.`);
    const lines = [
      "-".repeat(30),
      spec,
      "e2e/a.go:1",
      ...many,
      "• [1.000 seconds]",
      spec,
      "e2e/a.go:1",
      "-".repeat(30),
      "",
    ];
    const [finished] = ofKind(eventsOf(Buffer.from(lines.join("\n"))), "spec-finished");
    expect(finished?.namespaces).toHaveLength(1000);
  });
});
