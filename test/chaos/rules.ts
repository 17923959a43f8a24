import { type Event, those } from "./history.ts";
import {
  type Ended,
  firstLines,
  gives,
  hadNone,
  hasSeenPod,
  isHealer,
  isNamespaceDoomed,
  isSpared,
  isTakenAway,
  lastError,
  others,
  outOfReach,
  removes,
  verbOf,
  wasAskedToEnd,
  wasReported,
  worst,
} from "./reading.ts";
import type { Scenario } from "./scenario.ts";

type Rule = (
  scenario: Scenario,
  events: readonly Event[],
) => { readonly at: number; readonly seen: string }[];

// milliseconds: what is under way has to be let go, and the cluster may be out of reach
const leaveBound = 60_000;
// seconds, and requests in each: a start asks many things at once
const loopWindow = 4;
const loopRate = 20;

/** What must be so of every history. */
export const rules: Readonly<Record<string, Rule>> = {
  "every error is one for a person": (_, events) => [
    ...those(events, "ended")
      .filter(({ how }) => how === "crashed")
      .map(({ at, client, stderr }) => ({ at, seen: `client ${client}: ${lastError(stderr)}` })),
    ...those(events, "uncaught")
      // of a client that was killed here, whose process would have closed its files
      .filter(({ words }) => !words.includes("closed during garbage collection"))
      .map(({ at, words }) => ({ at, seen: firstLines(words) })),
  ],

  "no wait goes beyond its bound": (scenario, events) => [
    ...those(events, "ended")
      .filter(({ how }) => how === "hung")
      .map(({ at, client }) => ({ at, seen: `client ${client} (${verbOf(events, client)}) never ended` })),
    ...those(events, "relief").flatMap(({ at }) => {
      const out = outOfReach(scenario, events, at);
      return isSpared(out) ? [{ at, seen: `a client waited for what can be spared: ${out.join(", ")}` }] : [];
    }),
  ],

  "a signal to leave is heard": (_, events) =>
    those(events, "act").flatMap(({ at, client, act }) => {
      const end = those(events, "ended").find((one) => one.client === client);
      if (!["SIGTERM", "SIGHUP"].includes(act) || end === undefined || end.at - at <= leaveBound) return [];
      return [{ at, seen: `${act} was followed by the end ${Math.round((end.at - at) / 1000)} s later` }];
    }),

  "the verdict is the truth": (_, events) =>
    those(events, "ended").flatMap((end) => {
      const { verdict } = end.folder;
      const truth = end.truth?.state ?? "none";
      const claims = [
        ...(verdict === "passed" || verdict === "failed" ? [{ claim: verdict, by: "run.json" }] : []),
        ...(end.code === 1 ? [{ claim: "failed", by: "exit code 1" }] : []),
        ...(end.code === 0 && gives(events, end) ? [{ claim: "passed", by: "exit code 0" }] : []),
      ];
      return claims
        .filter(({ claim }) => claim !== truth)
        .map(({ claim, by }) => ({
          at: end.at,
          seen: `client ${end.client}: ${by} says ${claim}, the suite ${truth}`,
        }));
    }),

  "a fault that passes takes no verdict": (scenario, events) =>
    those(events, "ended").flatMap((end) => {
      const verb = verbOf(events, end.client);
      if (!["run", "attach"].includes(verb) || end.how !== "itself" || end.code !== 3) return [];
      // a run that never began is none, and a second one is refused
      if (
        end.truth === undefined ||
        wasReported(events, end) ||
        !["passes", "spares"].includes(worst(scenario, events, end.client, end.at))
      )
        return [];
      if (end.truth.state === "lost" || end.truth.state === "interrupted" || others(events, end)) return [];
      if (isTakenAway(events, end) || hadNone(events, end)) return [];
      // whose runner was killed right after it had made the pod: in a namespace that is not the run's own, no pod is believed unseen
      if (end.stderr.includes("before it could record which pod belongs to the run")) return [];
      return [
        {
          at: end.at,
          seen: `client ${end.client} (${verb}): exit code 3, the suite ${end.truth.state}: ${lastError(end.stderr)}`,
        },
      ];
    }),

  "no byte of e2e.log is lost or changed": (scenario, events) =>
    those(events, "ended").flatMap((end) => {
      const { log, deviations } = end.folder;
      if (log === undefined || end.truth === undefined) return [];
      const at = end.at;
      if (log.length > log.same)
        return [
          { at, seen: `client ${end.client}: e2e.log differs from the pod's from byte ${log.same} on` },
        ];
      if (log.verified && log.length !== end.truth.log)
        return [
          {
            at,
            seen: `client ${end.client}: e2e.log is said to be whole and has ${log.length} of ${end.truth.log} bytes`,
          },
        ];
      const hasVerdict = end.folder.verdict === "passed" || end.folder.verdict === "failed";
      if (!hasVerdict || log.length === end.truth.log) return [];
      if (worst(scenario, events, end.client, end.at) === "passes")
        return [
          { at, seen: `client ${end.client}: ${end.truth.log - log.length} bytes of e2e.log are missing` },
        ];
      return deviations.some((line) => line.includes("e2e.log"))
        ? []
        : [{ at, seen: `client ${end.client}: bytes of e2e.log are missing and nothing says so` }];
    }),

  "no spec is lost or counted twice": (_, events) =>
    those(events, "ended").flatMap((end) => {
      const { folder, truth, at, client } = end;
      const twice = folder.finished.filter((name, i) => folder.finished.indexOf(name) !== i);
      if (twice.length > 0)
        return [{ at, seen: `client ${client}: events.jsonl has ${twice.length} specs twice: ${twice[0]}` }];
      if (truth === undefined || !(folder.verdict === "passed" || folder.verdict === "failed")) return [];
      if (folder.passed !== truth.passed)
        return [
          {
            at,
            seen: `client ${client}: run.json counts ${folder.passed} passed specs, the log ${truth.passed}`,
          },
        ];
      if (folder.junit !== truth.passed)
        return [
          { at, seen: `client ${client}: junit has ${folder.junit} passed specs, the log ${truth.passed}` },
        ];
      return [];
    }),

  "nothing is removed before the suite is over": (scenario, events) =>
    those(events, "deleted").flatMap(({ at, client, path, truth }) => {
      if (truth === undefined || !["starting", "running"].includes(truth.state)) return [];
      const verb = verbOf(events, client);
      if (verb === "stop" || verb === "cleanup" || wasAskedToEnd(events, client, at)) return [];
      // a start whose answer never came is taken back
      if (verb === "run" && !hasSeenPod(events, client, at)) return [];
      // it is on its way out already
      if (those(events, "deleted").some((other) => other.client !== client && other.at <= at)) return [];
      // what does not come to run is given up
      const worstMet = worst(scenario, events, client, at);
      if (worstMet === "ends" || (truth.state === "starting" && worstMet === "degrades")) return [];
      return [{ at, seen: `client ${client} (${verb}) deletes ${path} while the suite is ${truth.state}` }];
    }),

  "nothing of anybody else's is touched": (_, events) =>
    those(events, "touched").flatMap(({ at, objects }) =>
      objects.length === 0 ? [] : [{ at, seen: objects.slice(0, 5).join(", ") }],
    ),

  "what is left is said to be left, with exit code 3": (scenario, events) =>
    those(events, "ended").flatMap((end) => {
      if (end.how !== "itself" || end.left.length === 0 || !removes(events, end)) return [];
      if (others(events, end) || isNamespaceDoomed(scenario, events)) return [];
      const before = those(events, "ended").filter(({ at }) => at < end.at);
      // what a client before said it had left, and a run's binding that this client knows nothing of, are not its own
      const left = end.left.filter((what) => !isSaid(what, before) && !isOfAnotherRun(what, end));
      if (left.length === 0) return [];
      return [
        {
          at: end.at,
          seen: `client ${end.client} (${verbOf(events, end.client)}): exit code ${end.code}, and left ${left.slice(0, 4).join(", ")}`,
        },
      ];
    }),

  "nothing of the run is left in the end": (scenario, events) => {
    const last = those(events, "ended").at(-1);
    if (last === undefined || last.left.length === 0 || !isHealer(events, last.client)) return [];
    const unreported = last.left.filter((what) => !isSaid(what, those(events, "ended")));
    if (unreported.length === 0 || isNamespaceDoomed(scenario, events)) return [];
    return [{ at: last.at, seen: unreported.slice(0, 5).join(", ") }];
  },

  "a mark on a tenant's pod makes no run": (_, events) =>
    those(events, "ended").flatMap((end) => {
      if (!hadNone(events, end) || ["status", "cleanup"].includes(verbOf(events, end.client))) return [];
      if (
        end.how !== "itself" ||
        // a signal ended the process before it could hear it
        end.code === undefined ||
        end.code === 2 ||
        end.code === 130 ||
        (end.code === 3 && end.folder.verdict === undefined)
      )
        return [];
      return [
        {
          at: end.at,
          seen: `client ${end.client} (${verbOf(events, end.client)}): exit code ${end.code}, and there was no run`,
        },
      ];
    }),

  "no request is repeated above 20 times a second": (_, events) => {
    const times = new Map<string, number[]>();
    for (const { at, client, method, path } of those(events, "request")) {
      const key = `client ${client}: ${method} ${path}`;
      times.set(key, [...(times.get(key) ?? []), at]);
    }
    return [...times].flatMap(([key, list]) => {
      const first = list.find(
        (at, i) => (list[i + loopWindow * loopRate] ?? Number.POSITIVE_INFINITY) - at < loopWindow * 1000,
      );
      return first === undefined ? [] : [{ at: first, seen: `${key}, ${list.length} times in all` }];
    });
  },

  "no control character reaches the terminal": (_, events) =>
    those(events, "ended").flatMap(({ at, client, stdout, stderr }) => {
      const text = verbOf(events, client) === "logs" ? stderr : stdout + stderr;
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
      const found = /.{0,60}[\u0000-\u0008\u000b-\u001f\u007f\u009b].{0,20}/.exec(text);
      return found === null ? [] : [{ at, seen: `client ${client}: ${JSON.stringify(found[0])}` }];
    }),
};

/** Whether one of them ended with 3 and named it, or the namespace or run that it is of. */
function isSaid(what: string, ends: readonly Pick<Ended, "code" | "stderr">[]): boolean {
  const run = /\bconformance-(\d{8}-\d{4}-\w{4})$/.exec(what)?.[1];
  const namespace = /^(?:namespaces|\w+(?=\/[^/]+\/))\/([^/]+)/.exec(what)?.[1];
  const names = [run, namespace].flatMap((name) => name ?? []);
  return ends.some(
    ({ code, stderr }) =>
      code === 3 && (names.length === 0 ? [what] : names).some((name) => stderr.includes(name)),
  );
}

function isOfAnotherRun(what: string, { stderr }: Pick<Ended, "stderr">): boolean {
  const run = /\bconformance-(\d{8}-\d{4}-\w{4})$/.exec(what)?.[1];
  return run !== undefined && !stderr.includes(run);
}
