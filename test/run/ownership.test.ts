import { describe, expect, test } from "bun:test";
import type { V1Namespace } from "@kubernetes/client-node";
import { Ownership } from "../../src/run/ownership.ts";

const second = 1000;
/** The run's pod is made in this second. */
const made = 100;

function namespace(name: string, labels: Record<string, string> = {}, at = made + 5): V1Namespace {
  return { metadata: { name, labels, creationTimestamp: new Date(at * second) } };
}

const ofSuite = (name: string, uuid: string, at?: number) => namespace(name, { "e2e-run": uuid }, at);

/** The same on its way out. */
function going(name: string, uuid: string, at?: number): V1Namespace {
  const { metadata } = ofSuite(name, uuid, at);
  return { metadata: { ...metadata, deletionTimestamp: new Date((made + 10) * second) } };
}

/** A run whose log has said how many processes it has. */
function run(processes: number, total = 10): Ownership {
  const ownership = new Ownership("conformance", new Date(made * second));
  ownership.suiteStarted({ processes, total });
  return ownership;
}

describe("a run alone", () => {
  test("serial: the announced uuid is ours, and any other foreign", () => {
    const ownership = run(1);
    expect(ownership.of("u1")).toBe("unknown");
    ownership.announced("u1");
    expect(ownership.of("u1")).toBe("ours");
    expect(ownership.of("u2")).toBe("foreign");
    expect(ownership.uuids).toEqual(["u1"]);
  });

  test("parallel: the uuids of namespaces that the log names are ours, whichever comes first", () => {
    const ownership = run(4);
    ownership.seen(ofSuite("a-1", "u2"), 0);
    ownership.seen(ofSuite("b-1", "u1"), 0);
    expect(ownership.of("u2")).toBe("unknown");
    ownership.named(["a-1", "c-1"], 1000);
    ownership.seen(going("a-1", "u2"), 1100);
    expect(ownership.uuids).toEqual(["u2"]);
    ownership.seen(going("c-1", "u0"), 2000);
    expect(ownership.uuids).toEqual(["u0", "u2"]);
  });

  test("parallel: as many as there are processes say nothing of whose they are", () => {
    const ownership = run(2);
    ownership.seen(ofSuite("a-1", "u1"), 0);
    ownership.seen(ofSuite("b-1", "u2"), 0);
    expect(ownership.uuids).toEqual([]);
    expect(ownership.of("u1")).toBe("unknown");
  });

  test("what nothing is known of yet is shown", () => {
    const ownership = run(2);
    ownership.seen(ofSuite("a-1", "u1"), 0);
    expect(ownership.shows("u1")).toBe("yes");
  });

  test("what an attach knows from the binding is ours", () => {
    const ownership = run(2);
    ownership.noted(["u1", "u2"]);
    expect(ownership.uuids).toEqual(["u1", "u2"]);
    expect(ownership.of("u3")).toBe("foreign");
  });
});

describe("two suites side by side", () => {
  test("serial and serial: the other's is foreign as soon as ours is announced", () => {
    const ownership = run(1);
    ownership.seen(ofSuite("a-1", "theirs"), 0);
    ownership.announced("u1");
    ownership.seen(ofSuite("b-1", "u1"), 0);
    expect(ownership.shows("u1")).toBe("yes");
    expect(ownership.shows("theirs")).toBe("no");
    expect(ownership.uuids).toEqual(["u1"]);
  });

  test("parallel and parallel, the other began before and makes namespaces of other processes since", () => {
    const ownership = run(2);
    ownership.before(ofSuite("old-1", "theirs-1", made - 20));
    ownership.seen(ofSuite("a-1", "u1"), 0);
    ownership.seen(ofSuite("new-1", "theirs-2"), 0);
    // as many as there are processes, and yet not all ours
    expect(ownership.of("theirs-2")).toBe("unknown");
    expect(ownership.shows("theirs-2")).toBe("wait");
    expect(ownership.shows("theirs-1")).toBe("no");
    ownership.seen(going("a-1", "u1"), 0);
    ownership.named(["a-1"], 0);
    ownership.seen(going("b-1", "u2"), 0);
    ownership.named(["b-1"], 0);
    expect(ownership.uuids).toEqual(["u1", "u2"]);
    expect(ownership.shows("theirs-2")).toBe("no");
  });

  test("parallel and parallel, the other began later: it turns out when there are more than processes", () => {
    const ownership = run(2);
    for (const [name, uuid] of [
      ["a-1", "u1"],
      ["b-1", "u2"],
    ] as const)
      ownership.seen(going(name, uuid), 0);
    ownership.named(["a-1"], 0);
    expect(ownership.uuids).toEqual(["u1"]);
    ownership.seen(ofSuite("c-1", "theirs-1"), 0);
    expect(ownership.shows("theirs-1")).toBe("wait");
    ownership.named(["b-1"], 0);
    expect(ownership.of("theirs-1")).toBe("foreign");
    expect(ownership.uuids).toEqual(["u1", "u2"]);
  });

  test.each([
    [
      "another run of this program",
      namespace("nightly", { "kubectl-conformance/run": "20261120-2215-k3x9" }),
    ],
    ["hydrophone", namespace("hydrophone")],
    ["sonobuoy", namespace("sonobuoy")],
    ["one by hand, by the namespaces that it has", ofSuite("old-1", "theirs", made - 1)],
  ])("with %s, only what the log names is ours", (_, other) => {
    const ownership = run(2);
    ownership.before(other);
    ownership.seen(ofSuite("a-1", "u1"), 0);
    ownership.seen(ofSuite("b-1", "u2"), 0);
    expect(ownership.uuids).toEqual([]);
    expect(ownership.shows("u1")).toBe("wait");
    ownership.seen(going("a-1", "u1"), 0);
    ownership.named(["a-1"], 0);
    expect(ownership.uuids).toEqual(["u1"]);
  });

  test("a namespace that is being deleted is a trace of an earlier suite, not of a concurrent one", () => {
    const ownership = run(2);
    ownership.before(going("old-1", "theirs", made - 60));
    ownership.seen(ofSuite("a-1", "u1"), 0);
    expect(ownership.shows("u1")).toBe("yes");
  });

  test("a uuid that both logs name, and the other run noted late, is not ours any more", () => {
    const ownership = run(2);
    ownership.seen(going("a-1", "u1"), 0);
    ownership.seen(going("b-1", "shared"), 0);
    ownership.named(["a-1", "b-1"], 0);
    expect(ownership.uuids).toEqual(["shared", "u1"]);
    ownership.notedByOthers(["shared"]);
    expect(ownership.of("shared")).toBe("foreign");
    expect(ownership.uuids).toEqual(["u1"]);
  });

  test("a name that was in the log long before or after does not claim another suite's namespace of that name", () => {
    const later = run(2);
    later.named(["pods-1234"], 0);
    later.seen(going("pods-1234", "theirs"), 61_000);
    expect(later.uuids).toEqual([]);
    const earlier = run(2);
    earlier.seen(going("pods-1234", "theirs"), 0);
    earlier.named(["pods-1234"], 61_000);
    expect(earlier.uuids).toEqual([]);
  });

  test("of a short spec it is enough that its namespace was made a moment ago: its removal may not be seen any more", () => {
    const ownership = run(3);
    ownership.seen(ofSuite("pods-1234", "u1"), 0);
    ownership.named(["pods-1234"], 20_000);
    expect(ownership.uuids).toEqual(["u1"]);
  });
});

describe("a log that lies", () => {
  test("cannot claim a uuid whose namespaces are older than the run's pod by the server's time", () => {
    const ownership = run(2);
    ownership.announced("victim");
    ownership.seen(ofSuite("old-1", "victim", made - 1), 0);
    ownership.seen(ofSuite("new-1", "victim", made + 50), 0);
    expect(ownership.of("victim")).toBe("foreign");
    expect(ownership.uuids).toEqual([]);
  });

  test("cannot claim more uuids than the suite has processes: then none is sure", () => {
    const ownership = run(1);
    ownership.announced("u1");
    ownership.announced("victim");
    expect(ownership.of("victim")).toBe("unknown");
    expect(ownership.uuids).toEqual([]);
  });
});

test("what began well after the suite had ended is another suite's, whatever name the log has", () => {
  const ownership = run(4);
  ownership.suiteEnded(new Date((made + 600) * second));
  ownership.seen(ofSuite("job-1", "theirs", made + 700), 0);
  ownership.named(["job-1"], 0);
  expect(ownership.of("theirs")).toBe("foreign");
});
