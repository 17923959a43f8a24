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
    const reported = new Set(specs.map((spec) => spec.name));
    // The junit has those filtered out, too, as skipped.
    const expected = cases.filter((spec) => spec.state !== "skipped" || reported.has(spec.name));
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

describe("a stream", () => {
  test.each([1, 7, 4096])("gives the same events in chunks of %i bytes", (size) => {
    const log = golden("ginkgo2/parallel/e2e.log");
    expect(eventsOf(log, size)).toEqual(eventsOf(log));
  });

  test("reports a spec as soon as its closing line is there", () => {
    const log = golden("ginkgo2/serial/e2e.log");
    const end = log.indexOf("• [0.000 seconds]\n------------------------------\n");
    const upTo = (bytes: number) => specsOf(eventsOf(log.subarray(0, bytes))).length;
    expect(upTo(end)).toBe(1);
    expect(upTo(end + "• [0.000 seconds]\n".length + 34)).toBe(2);
  });

  test("that was cut off within a spec does not report its end", () => {
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

  test("that was cut off before the name of a spec reports no spec without a name", () => {
    const log = "------------------------------\n• [0.000 seconds]\n[sig-no";
    expect(specsOf(eventsOf(Buffer.from(log)))).toEqual([]);
  });
});
