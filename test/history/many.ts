import { headOf } from "../../src/history/build/metadata.ts";
import type { Build, BuildTest } from "../../src/history/build/schema.ts";
import type { Job } from "../../src/history/load.ts";
import type { WholeBuild } from "../../src/history/read.ts";
import { listedTests } from "../../src/suite/required/required.ts";

const firstNight = Date.UTC(2026, 4, 1, 2);
const nightly = 24 * 3600 * 1000;
/** Messages of real failures, of which each run has other numbers. */
const messages = [
  "timed out waiting for the condition: 2 of 3 pods of e2e-%n are running; node2 has disk pressure",
  "ErrImagePull of agnhost:2.66.%n on node2: no such host; waited 2m",
  "expected 3 endpoints of affinity-nodeport-%n, got 2",
  "the server was unable to return a response in the time allotted (get pods e2e-%n)",
];

/** As many names as asked for: those of the release, then made ones. */
function names(count: number): readonly string[] {
  const listed = listedTests("v1.37") ?? [];
  const made = Array.from({ length: count }, (_, index) => `[sig-testing] Made test ${index} [Conformance]`);
  return [...listed, ...made].slice(0, count);
}

/**
 * A job of many nights, the newest first: replays, whose failures follow from a fixed rule. One in sixteen tests is flaky; in the newest fifth of
 * the nights, a new kernel breaks twelve of them.
 */
export function manyBuilds(name: string, nights: number, tests = 460): Job<WholeBuild> {
  const all = names(tests);
  const dice = rolled(name.length + 7);
  const broken = Math.floor(nights / 5);
  const builds = Array.from({ length: nights }, (_, at) => {
    const started = firstNight + (nights - 1 - at) * nightly;
    const results = all.map((test, index): BuildTest => {
      const isFlaky = index % 16 === 3 && dice() < 0.08;
      const isBroken = at < broken && index % 38 === 5;
      const seconds = Math.round((2 + (index % 40) * (0.8 + dice() * 0.4)) * 10) / 10;
      if (!isFlaky && !isBroken) return { name: test, state: "passed", seconds };
      const message = messages[isBroken ? 0 : 1 + (index % 3)] ?? "";
      return {
        name: test,
        state: "failed",
        seconds,
        cause: message.replace("%n", String(Math.floor(dice() * 9000))),
      };
    });
    return whole(name, started, results, at < broken ? "6.12.0-2" : "6.12.0-1");
  });
  return {
    name,
    store: `gs://acme-conformance/logs/${name}`,
    builds: builds.map((value) => ({ kind: "complete", build: value.head.build, value })),
  };
}

function whole(job: string, started: number, tests: readonly BuildTest[], kernel: string): WholeBuild {
  const failed = tests.filter(({ state }) => state === "failed").length;
  const build: Build = {
    schema: 1,
    job,
    build: String(started / 1000),
    runner: "kubectl conformance",
    verdict: failed === 0 ? "passed" : "failed",
    certifiable: false,
    deviations: ["a recorded run was replayed"],
    replayed: true,
    counts: { total: tests.length, passed: tests.length - failed, failed, skipped: 0 },
    started: new Date(started).toISOString(),
    seconds: 5400,
    versions: { server: "v1.37.2", suite: "v1.37.2" },
    nodes: [
      {
        count: 3,
        kubelet: "v1.37.2",
        os: "linux",
        architecture: "amd64",
        osImage: "Debian GNU/Linux 13 (trixie)",
        kernel,
        containerRuntime: "containerd://2.2.0",
      },
    ],
    image: { name: "registry.k8s.io/conformance:v1.37.2" },
    tool: "kubectl-conformance v0.1.0",
    suite: { mode: "certified", processes: 4 },
    tests,
  };
  return { head: headOf(build, started + 5_400_000), build };
}

/** The same numbers from 0 to 1 each time (mulberry32). */
function rolled(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
