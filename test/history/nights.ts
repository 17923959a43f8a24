import { createHash } from "node:crypto";
import path from "node:path";
import { inTurns } from "../../src/async/steps.ts";
import { type Publication, publicationOf, publish } from "../../src/history/publish/publish.ts";
import { readResults } from "../../src/results/read/read.ts";
import type { RunRecord } from "../../src/results/run-record.ts";
import { viewSteps } from "../../src/results/view.ts";
import { openStore } from "../../src/stores/open.ts";
import type { Store } from "../../src/stores/store.ts";
import { writeJunit } from "../../src/suite/junit-write.ts";
import { newFolder, write } from "../results/read/shapes.ts";
import { sample } from "../results/sample.ts";

/** A night's run: everything that is left out is as in every other night. */
export interface Night {
  /** Nights since the first one. */
  readonly day: number;
  readonly server?: string;
  readonly kernel?: string;
  readonly nodes?: number;
  readonly command?: readonly string[];
  /** Messages of failed tests, by their names. */
  readonly failed?: Readonly<Record<string, string>>;
  readonly seconds?: number;
  readonly tests?: readonly string[];
  readonly incomplete?: string;
  readonly deviations?: readonly string[];
}

export const tests = ["dns", "proxy", "volumes", "services"].map(
  (word) => `[sig-network] ${word} should work [Conformance]`,
);
export const [dns = "", proxy = "", volumes = "", services = ""] = tests;

const firstNight = Date.UTC(2026, 10, 1, 2);
const nightly = 24 * 3600 * 1000;

/** The number of a night's build. */
export const idOf = (day: number): string => String((firstNight + day * nightly) / 1000);

/** Writes the folder that this program leaves of such a night, and returns its path. */
export function nightFolder(night: Night, folder = newFolder()): string {
  const { day, server = "v1.35.4", kernel = "6.1.0-30", nodes = 2, failed = {}, seconds = 1600 } = night;
  const start = new Date(firstNight + day * nightly);
  const end = new Date(start.getTime() + seconds * 1000);
  const names = night.tests ?? tests;
  const cases = names.map((name, index) => {
    const message = failed[name];
    return message === undefined
      ? { name, state: "passed" as const, seconds: 10 + index }
      : { name, state: "failed" as const, seconds: 10 + index, message, location: "k8s.io/x.go:1" };
  });
  const junit = writeJunit({
    suiteNodes: [],
    cases,
    properties: {},
    seconds,
    timestamp: start.toISOString().slice(0, 19),
  });
  const count = Object.keys(failed).length;
  const [node] = sample.nodes;
  if (node === undefined) throw new Error("the sample has no node");
  const record: RunRecord = {
    ...sample,
    id: `night-${day}`,
    verdict: night.incomplete !== undefined ? "incomplete" : count === 0 ? "passed" : "failed",
    ...(night.incomplete === undefined ? {} : { reason: night.incomplete }),
    certifiable: count === 0 && night.incomplete === undefined,
    deviations: night.deviations ?? [],
    counts: { total: names.length, passed: names.length - count, failed: count, skipped: 0 },
    kubernetes: { ...sample.kubernetes, server },
    nodes: Array.from({ length: nodes }, (_, index) => ({
      ...node,
      name: `node-${index}`,
      kernel,
      kubelet: server,
    })),
    command: night.command ?? sample.command,
    suite: { ...sample.suite, seconds },
    times: {
      started: start.toISOString(),
      suiteStarted: start.toISOString(),
      suiteFinished: end.toISOString(),
      finished: end.toISOString(),
    },
    files: [
      {
        path: "v1.35/acme/junit_01.xml",
        bytes: junit.length,
        sha256: createHash("sha256").update(junit).digest("hex"),
        verified: true,
      },
    ],
  };
  write(folder, { "run.json": JSON.stringify(record), "v1.35/acme/junit_01.xml": junit });
  return folder;
}

/** A night, ready to be published. */
export async function publication(night: Night): Promise<Publication> {
  const results = await readResults([nightFolder(night)], { cwd: "/", isOneEnough: true });
  const view = await inTurns(viewSteps(results));
  return publicationOf(view, "<!doctype html><title>a run</title>\n", "kubectl-conformance v0.0.0");
}

/** Publishes nights to a store. */
export async function publishNights(store: Store, nights: readonly Night[]): Promise<void> {
  for (const night of nights) await publish(store, await publication(night), () => undefined);
}

/** A local store in a new folder. */
export async function localStore(folder = path.join(newFolder(), "nightly")): Promise<Store> {
  return openStore(folder, storeIo());
}

/** What a store needs of a process, in a test. */
export function storeIo(env: Record<string, string> = {}) {
  return {
    env,
    cwd: "/",
    now: Date.now,
    monotonic: () => performance.now(),
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    signal: new AbortController().signal,
  };
}

/** A store that fails after so many calls that change something, as a cut connection does. */
export function cutAfter(store: Store, puts: number): Store {
  let left = puts;
  const wrap = (inner: Store): Store => ({
    ...inner,
    put: async (...given) => {
      if (left === 0) throw new Error("cut");
      left -= 1;
      return inner.put(...given);
    },
    below: (folder) => wrap(inner.below(folder)),
  });
  return wrap(store);
}
