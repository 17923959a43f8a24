import { describe, expect, test } from "bun:test";
import { check } from "./checker.ts";
import type { Event, Folder, Happening, Truth } from "./history.ts";
import { rules } from "./rules.ts";
import type { Fault, Scenario, Verb } from "./scenario.ts";

const scenario: Scenario = {
  seed: 1,
  suite: { first: 0, specs: 2, failing: 0, processes: 1, specMs: 1000 },
  ownNamespace: false,
  bystanders: [],
  clients: [],
  faults: [],
};

const truth: Truth = { state: "passed", log: 1000, passed: 2 };
const folder: Folder = {
  verdict: "passed",
  passed: 2,
  deviations: [],
  log: { length: 1000, same: 1000, verified: true },
  finished: ["one", "two"],
  junit: 2,
};
const nothing: Folder = {
  verdict: undefined,
  passed: undefined,
  deviations: [],
  log: undefined,
  finished: [],
  junit: undefined,
};

function begun(client: number, verb: Verb, ...words: string[]): Happening {
  return { what: "begun", client, verb, words: [verb, ...words], healer: false };
}

function ended(client: number, more: Partial<Extract<Happening, { what: "ended" }>> = {}): Happening {
  const end = { code: 0, how: "itself", stdout: "", stderr: "", left: [], folder, truth } as const;
  return { what: "ended", client, ...end, ...more };
}

const deletes = (client: number, more: Partial<Truth> = {}): Happening => ({
  what: "deleted",
  client,
  path: "/api/v1/namespaces/conformance",
  truth: { ...truth, ...more },
});

const untouched: Happening = { what: "touched", objects: [] };
const follows = { what: "request", client: 0, method: "GET", path: "/api/v1/x/exec tail -c +1" } as const;
const looks: Happening = { ...follows, path: "/api/v1/namespaces/conformance/events" };
const fault = (number: number): Happening => ({ what: "fault", fault: number, name: "a fault" });

/** What happens, a second after each other, or at its own time. */
function history(...happenings: readonly (Happening & { readonly at?: number })[]): { events: Event[] } {
  return { events: happenings.map((one, i) => ({ at: i * 1000, ...one })) };
}

const broken = (events: { events: Event[] }, faults: readonly Fault[] = []) => [
  ...new Set(check({ ...scenario, faults }, events).map(({ rule }) => rule)),
];

const passing: Fault = { at: { after: "running", ms: 0 }, ms: 8000, what: { kind: "blackout" } };
const ending: Fault = {
  at: { after: "running", ms: 0 },
  ms: 1,
  what: { kind: "cluster", deed: "delete-pod" },
};

test("a run that goes well breaks nothing", () => {
  expect(broken(history(begun(0, "run"), follows, deletes(0), ended(0), untouched))).toEqual([]);
});

test("nor does one that is left by a signal and taken up again, or lost with its pod", () => {
  const term: Happening = { what: "act", client: 0, act: "SIGTERM" };
  const left = ended(0, {
    code: 130,
    folder: nothing,
    truth: { ...truth, state: "running" },
    left: ["pods/x/suite"],
  });
  expect(
    broken(history(begun(0, "run"), follows, term, left, begun(1, "attach"), ended(1), untouched)),
  ).toEqual([]);
  const lost = ended(0, {
    code: 3,
    folder: { ...nothing, verdict: "incomplete" },
    truth: { ...truth, state: "lost" },
  });
  expect(broken(history(begun(0, "run"), follows, fault(0), lost, untouched), [ending])).toEqual([]);
});

const examples: Readonly<Record<string, readonly { events: Event[]; faults?: readonly Fault[] }[]>> = {
  "every error is one for a person": [
    history(begun(0, "run"), ended(0, { how: "crashed", code: undefined })),
    history(begun(0, "run"), { what: "uncaught", words: "TypeError: x is undefined" }, ended(0)),
  ],
  "no wait goes beyond its bound": [history(begun(0, "run"), ended(0, { how: "hung", code: undefined }))],
  "a signal to leave is heard": [
    history(
      begun(0, "run"),
      { what: "act", client: 0, act: "SIGTERM" },
      { ...ended(0, { code: 130 }), at: 70_000 },
    ),
  ],
  "the verdict is the truth": [
    history(begun(0, "run"), ended(0, { truth: { ...truth, state: "failed" } })),
    history(begun(0, "run"), ended(0, { code: 1, folder: nothing })),
    history(begun(0, "attach"), ended(0, { folder: nothing, truth: { ...truth, state: "lost" } })),
  ],
  "a fault that passes takes no verdict": [
    {
      ...history(begun(0, "run"), follows, fault(0), ended(0, { code: 3, folder: nothing })),
      faults: [passing],
    },
  ],
  "no byte of e2e.log is lost or changed": [
    history(
      begun(0, "run"),
      ended(0, { folder: { ...folder, log: { length: 1000, same: 10, verified: false } } }),
    ),
    history(
      begun(0, "run"),
      ended(0, { folder: { ...folder, log: { length: 900, same: 900, verified: true } } }),
    ),
    history(
      begun(0, "run"),
      ended(0, { folder: { ...folder, log: { length: 900, same: 900, verified: false } } }),
    ),
  ],
  "no spec is lost or counted twice": [
    history(begun(0, "run"), ended(0, { folder: { ...folder, finished: ["one", "one"] } })),
    history(begun(0, "run"), ended(0, { folder: { ...folder, passed: 1 } })),
    history(begun(0, "run"), ended(0, { folder: { ...folder, junit: 1 } })),
  ],
  "nothing is removed before the suite is over": [
    history(begun(0, "run"), looks, deletes(0, { state: "running" }), ended(0)),
    history(begun(0, "run"), looks, deletes(0, { state: "starting" }), ended(0)),
  ],
  "nothing of anybody else's is touched": [
    history(begun(0, "run"), ended(0), { what: "touched", objects: ["namespaces/pods-9001"] }),
  ],
  "what is left is said to be left, with exit code 3": [
    history(begun(0, "run"), ended(0, { left: ["pods/x/suite"] })),
  ],
  "nothing of the run is left in the end": [
    history(
      { ...begun(0, "cleanup"), healer: true } as Happening,
      ended(0, { code: 2, left: ["namespaces/x"] }),
    ),
  ],
  "a mark on a tenant's pod makes no run": [
    history(
      begun(0, "run"),
      ended(0),
      begun(1, "attach"),
      ended(1, { code: 3, folder: { ...folder, verdict: "incomplete" } }),
    ),
  ],
  "no request is repeated above 20 times a second": [
    history(
      begun(0, "run"),
      ...Array.from({ length: 100 }, (_, i) => ({ ...follows, at: 1000 + i * 30 })),
      ended(0),
    ),
  ],
  "no control character reaches the terminal": [
    history(begun(0, "run"), ended(0, { stderr: "begun \u001b[2J" })),
    history(begun(0, "status"), ended(0, { stdout: "x\u0007", folder: nothing })),
  ],
};

describe("each rule is broken by what it forbids, and no other is", () => {
  test.each(Object.keys(rules))("%s", (rule) => {
    expect(examples[rule]?.length).toBeGreaterThan(0);
    for (const { events, faults } of examples[rule] ?? []) expect(broken({ events }, faults)).toEqual([rule]);
  });
});

test("what another run created besides its pod does not belong to this run", () => {
  const mine = "serviceaccounts/x/conformance-bcdfghjk of conformance-20261128-1200-k3x9";
  const rule = "what is left is said to be left, with exit code 3";
  const end = (stderr: string) =>
    history(begun(0, "run"), follows, ended(0, { left: [mine], stderr }), untouched);
  expect(broken(end("following run 20261128-1200-bbbb"))).toEqual([]);
  expect(broken(end("following run 20261128-1200-k3x9"))).toEqual([rule]);
});
