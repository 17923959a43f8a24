// Plays the scenarios that come as lines on its standard input, and writes what came of each as a line: a process of its own, since
// its time and its chance are not those of the machine.
import { createInterface } from "node:readline";
import { Random } from "../../fuzz/random.ts";
import { check } from "../checker.ts";
import type { Outcome } from "../outcome.ts";
import type { Scenario } from "../scenario.ts";
import { govern, type Rule } from "./globals.ts";
import { VirtualTime } from "./virtual-time.ts";

const rule: Rule = { time: new VirtualTime(0), random: new Random(1) };
govern(rule);
// what it imports is to see the time above alone
const { play } = await import("./play.ts");

// what a command imports at its first call takes its time, which is not to be that of a history
const verbs = ["status", "logs", "retrieve", "stop", "attach", "cleanup"] as const;
const warmUp: Scenario = {
  seed: 0,
  suite: { first: 0, specs: 1, failing: 0, processes: 1, specMs: 100 },
  ownNamespace: false,
  bystanders: [],
  faults: [],
  clients: [
    { verb: "run", at: { after: "begun", ms: 0 }, flags: ["--detach"], acts: [] },
    ...verbs.map((verb, i) => ({ verb, at: { after: "left", ms: i * 2000 }, flags: [], acts: [] }) as const),
  ],
};
await play(warmUp, rule);

for await (const line of createInterface({ input: process.stdin })) {
  const scenario: Scenario = JSON.parse(line);
  const { events } = await play(scenario, rule);
  const outcome: Outcome = { seed: scenario.seed, breaches: check(scenario, { events }), events };
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
}
process.exit(0);
