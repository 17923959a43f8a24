import { Random } from "../fuzz/random.ts";
import {
  type Bystander,
  type ClientPlan,
  type Fault,
  type Moment,
  type Point,
  type Route,
  routes,
  type Scenario,
  type Signal,
  type Trouble,
} from "./scenario.ts";

/** Lasts to the end of the history. */
const always = 1e9;

/** Where a scenario is to happen. On a cluster of others its time and its memory stay as they are, and no spec fails at will. */
export type Tier = "sandbox" | "cluster";

/** A whole run, with what happens next to it and what goes wrong. The same seed gives the same run. */
export function generate(seed: number, tier: Tier): Scenario {
  const dice = new Dice(new Random(seed, 1));
  const specs = 1 + dice.below(tier === "cluster" ? 3 : 5);
  const suite = {
    first: dice.below(60),
    specs,
    failing: tier === "sandbox" && dice.chance(0.25) ? 1 + dice.below(specs) : 0,
    processes: dice.pick([1, 1, 3]),
    specMs: dice.pick([500, 1500, 4000]),
  };
  const bystanders = (["suite", "older", "forged-pod", "forged-namespace"] as const).filter((): boolean =>
    dice.chance(0.3),
  );
  return {
    seed,
    suite,
    ownNamespace: dice.chance(0.25),
    bystanders: bystanders satisfies readonly Bystander[],
    clients: clients(dice).map((client) => (tier === "sandbox" ? client : onCluster(client))),
    faults: faults(dice).filter((fault) => tier === "sandbox" || isForCluster(fault)),
  };
}

function isForCluster({ what }: Fault): boolean {
  if (what.kind === "cluster") return what.deed !== "kill-collector";
  return what.kind !== "compact" && what.kind !== "clock";
}

/** Nobody is asked there, and of all runs none is to be removed. */
function onCluster({ answers: _, ...client }: ClientPlan): ClientPlan {
  return { ...client, flags: client.flags.filter((flag) => flag !== "--all") };
}

function clients(dice: Dice): ClientPlan[] {
  const leader: ClientPlan = {
    verb: "run",
    at: moment("begun", 0),
    flags: runFlags(dice),
    acts: acts(dice),
    ...person(dice),
  };
  const others: ClientPlan[] = [];
  // somebody who looks on, or takes part
  if (dice.chance(0.25)) {
    const verb = dice.pick(["status", "logs", "attach", "stop", "cleanup", "run", "retrieve"] as const);
    others.push({
      verb,
      at: dice.moment(["made", "running", "over"]),
      flags: otherFlags(dice, verb),
      acts: [],
    });
  }
  // somebody who comes back
  if (dice.chance(0.5)) {
    const verb = dice.pick(["attach", "attach", "attach", "stop", "retrieve", "cleanup", "logs"] as const);
    others.push({
      verb,
      at: dice.moment(["left"]),
      flags: otherFlags(dice, verb),
      acts: dice.chance(0.2) ? [act(dice, ["left"])] : [],
    });
  }
  return [leader, ...others];
}

function runFlags(dice: Dice): string[] {
  return [
    ...(dice.chance(0.9) ? ["--skip-preflight", "all"] : []),
    ...(dice.chance(0.5) ? ["-o", "jsonl"] : []),
    ...(dice.chance(0.3) ? ["--watch-pods", dice.pick(["none", "run", "all"])] : []),
    ...(dice.chance(0.15) ? ["--detach"] : []),
    ...(dice.chance(0.05) ? ["--keep"] : []),
    ...(dice.chance(0.08) ? ["--timeout", dice.pick(["5s", "10s", "20s"])] : []),
  ];
}

function otherFlags(dice: Dice, verb: ClientPlan["verb"]): string[] {
  if (verb === "logs") return dice.chance(0.6) ? ["-f"] : [];
  if (verb === "run") return ["--skip-preflight", "all"];
  if (verb === "cleanup") return dice.chance(0.3) ? ["--all"] : [];
  return [];
}

/** A person at a terminal, or nobody. */
function person(dice: Dice): { answers?: string[] } {
  if (!dice.chance(0.4)) return {};
  return { answers: Array.from({ length: 1 + dice.below(3) }, () => dice.pick(["d", "s", "a", "what?"])) };
}

function acts(dice: Dice): ClientPlan["acts"] {
  if (!dice.chance(0.4)) return [];
  return Array.from({ length: 1 + dice.below(2) }, () =>
    act(dice, ["begun", "made", "running", "running", "over", "cleaning"]),
  );
}

function act(dice: Dice, when: readonly [Point, ...Point[]]): ClientPlan["acts"][number] {
  const what = dice.pick(["SIGINT", "SIGINT", "SIGTERM", "SIGHUP", "kill"] as const satisfies readonly (
    | Signal
    | "kill"
  )[]);
  return { at: dice.moment(when), act: what };
}

function faults(dice: Dice): Fault[] {
  const count = dice.pick([0, 1, 1, 1, 2, 2, 3, 4]);
  return Array.from({ length: count }, () => fault(dice)).flatMap((one) => {
    // a watch that is open meets a server that refuses it only when it has to be opened again
    const isMet = one.what.kind !== "trouble" || !dice.chance(0.35);
    if (isMet) return [one];
    const cut: Fault = {
      at: moment(one.at.after, one.at.ms + 1 + dice.below(500)),
      ms: 300,
      what: { kind: dice.pick(["refused", "strand"] as const) },
    };
    return [one, cut];
  });
}

function fault(dice: Dice): Fault {
  const at = dice.moment(["begun", "made", "running", "running", "running", "over", "cleaning"]);
  const ms = dice.pick([1, 300, 2000, 8000, 20_000, 35_000]);
  switch (dice.below(11)) {
    case 0:
      return { at, ms, what: { kind: "refused" } };
    case 1:
      return { at, ms: 1, what: { kind: "strand" } };
    case 2:
      return { at, ms, what: { kind: "blackout" } };
    case 3:
      return dice.chance(0.5)
        ? { at, ms: always, what: { kind: "slow", delay: dice.pick([50, 200, 1000]) } }
        : { at, ms: 1, what: { kind: "compact", restart: dice.chance(0.5) } };
    case 4:
      return {
        at,
        ms: 1,
        what: { kind: "clock", by: dice.pick([-3_600_000, -30_000, 30_000, 3_600_000, 86_400_000]) },
      };
    case 5:
      return { at, ms: 1, what: { kind: "joins", bystander: dice.pick(["suite", "forged-run"]) } };
    case 6:
      return {
        at: dice.moment(["made", "running", "running", "over"]),
        ms: 1,
        what: {
          kind: "cluster",
          deed: dice.pick([
            "delete-pod",
            "force-pod",
            "delete-namespace",
            "delete-binding",
            "kill-collector",
          ]),
        },
      };
    default:
      return { at, ms: dice.chance(0.15) ? always : ms, what: trouble(dice) };
  }
}

function trouble(dice: Dice): Extract<Fault["what"], { kind: "trouble" }> {
  const route: Route | "any" = dice.chance(0.15) ? "any" : dice.pick(routes);
  const kind = dice.pick([
    "refuse",
    "refuse",
    "refuse",
    "gone",
    "silent",
    "stall",
    "cut",
    "nonsense",
    "redirect",
    "endless",
    "again",
    "reorder",
    "frames",
  ] as const satisfies readonly Trouble["kind"][]);
  switch (kind) {
    case "refuse": {
      const status = dice.pick([400, 401, 403, 404, 406, 410, 422, 426, 429, 429, 500, 502, 503, 504]);
      const body = dice.pick(["status", "status", "bare", "page", "empty"] as const);
      const retryAfter = dice.chance(0.4) ? { retryAfter: dice.pick([0, 0, 1, 3]) } : {};
      return { kind: "trouble", route, trouble: { kind, status, body, ...retryAfter } };
    }
    case "stall":
    case "cut":
      return { kind: "trouble", route, trouble: { kind, bytes: dice.pick([0, 1, 20, 300, 2000]) } };
    case "nonsense":
      return {
        kind: "trouble",
        route,
        trouble: { kind, body: dice.pick(["empty", "not-json", "null", "array", "page", "gzip"]) },
      };
    case "frames":
      return {
        kind: "trouble",
        route: "exec",
        trouble: {
          kind,
          frames: dice.pick(["empty", "text", "unknown", "bad-status", "no-status", "stderr"]),
        },
      };
    case "reorder":
      // of one pod it would be a server that lies
      return { kind: "trouble", route: dice.pick(["rows", "events", "namespaces"]), trouble: { kind } };
    default:
      return { kind: "trouble", route, trouble: { kind } };
  }
}

function moment(after: Point, ms: number): Moment {
  return { after, ms };
}

class Dice {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  below(limit: number): number {
    return this.#random.below(limit);
  }

  chance(share: number): boolean {
    return this.#random.below(1000) < share * 1000;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return this.#random.pick(items);
  }

  moment(after: readonly [Point, ...Point[]]): Moment {
    const point = this.pick(after);
    return moment(point, this.pick([0, 0, this.below(50), this.below(1000), this.below(12_000)]));
  }
}
