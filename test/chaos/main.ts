import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { renew } from "./document.ts";
import { generate, type Tier } from "./generator.ts";
import { kindOf } from "./kinds.ts";
import { type Outcome, type Player, playEach } from "./outcome.ts";
import { report } from "./report.ts";
import { Pool } from "./sandbox/pool.ts";
import type { Scenario } from "./scenario.ts";
import { shrink } from "./shrink.ts";

const usage = `npm run test:chaos -- [--sandbox] [--runs N] [--seed S] [--at-a-time N] [--shrink [--save FOLDER]] [--verbose]
                             [--summary FILE] [--write]
npm run test:chaos -- --replay FILE

Makes whole runs of chance, lets faults happen to them, and checks what was seen: on the cluster that KUBECONFIG names, which has to
be one of test/cluster/up, or with --sandbox on sandboxes in virtual time. --seed S begins with that seed, and with
--runs 1 plays that one again; without it, the seed is of chance and printed. --shrink leaves out of the first
failed one of each kind what is not needed for it to fail; --save keeps what remains as a file of FOLDER. --verbose shows the whole history.
--replay plays a scenario that was kept. --write puts what came of it into docs/reliability.md; with --runs 0, only what was found.
`;

const { values } = parseArgs({
  options: {
    sandbox: { type: "boolean" },
    runs: { type: "string", default: "40" },
    seed: { type: "string" },
    "at-a-time": { type: "string" },
    shrink: { type: "boolean" },
    verbose: { type: "boolean" },
    replay: { type: "string" },
    write: { type: "boolean" },
    save: { type: "string" },
    summary: { type: "string" },
    help: { type: "boolean" },
  },
});

const tier: Tier = values.sandbox === true || values.replay !== undefined ? "sandbox" : "cluster";

async function newPlayer(): Promise<Player> {
  if (tier === "sandbox") return new Pool();
  const { ClusterPlayer } = await import("./cluster/player.ts");
  return new ClusterPlayer();
}

async function main(): Promise<number> {
  if (values.help === true) {
    process.stdout.write(usage);
    return 0;
  }
  const replayed = values.replay === undefined ? [] : [readScenario(values.replay)];
  const runs = replayed.length || Number(values.runs);
  const first =
    (replayed[0]?.seed ?? values.seed === undefined) ? Date.now() % 1_000_000_000 : Number(values.seed);
  const say = (text: string) => process.stderr.write(`${text}\n`);
  say(`${runs} histories from seed ${first} on`);
  const began = Date.now();
  const player = await newPlayer();
  const kinds = new Map<string, number[]>();
  let done = 0;
  let failed = 0;
  const take = async (outcome: Outcome, scenario: Scenario) => {
    done += 1;
    if (done % (tier === "sandbox" ? 250 : 5) === 0)
      say(`${done} of ${runs}, ${failed} failed, ${Math.round((Date.now() - began) / 1000)} s`);
    if (outcome.breaches.length === 0) {
      if (values.verbose === true) say(report(scenario, [], outcome.events, again(scenario), true));
      return;
    }
    failed += 1;
    const all = outcome.breaches.map(kindOf);
    const fresh = all.filter((kind) => !kinds.has(kind));
    for (const kind of all) kinds.set(kind, [...new Set([...(kinds.get(kind) ?? []), scenario.seed])]);
    // one of a kind is enough to look at closely
    if (values.shrink !== true || fresh.length === 0) {
      say(report(scenario, outcome.breaches, outcome.events, again(scenario), values.verbose));
      return;
    }
    let last = outcome;
    const least = await shrink(scenario, async (candidate) => {
      const next = await player.play(candidate);
      const fails = next.breaches.some((breach) => fresh.includes(kindOf(breach)));
      if (fails) last = next;
      return fails;
    });
    say(report(least, last.breaches, last.events, `${again(scenario)} --shrink`, values.verbose));
    if (values.save === undefined) return;
    mkdirSync(values.save, { recursive: true });
    const file = path.join(values.save, `${tier}-${scenario.seed}.json`);
    writeFileSync(file, `${JSON.stringify({ kinds: fresh, scenario: least }, undefined, 2)}\n`);
  };
  try {
    const atATime = Number(values["at-a-time"] ?? (tier === "sandbox" ? availableParallelism() : 3));
    await playEach(
      player,
      replayed.length > 0 ? replayed : scenarios(first, runs),
      Math.min(atATime, runs),
      take,
    );
  } finally {
    await player.close();
  }
  const lines = [...kinds].map(
    ([kind, seeds]) => `${String(seeds.length).padStart(5)}  ${kind}: seeds ${seeds.slice(0, 12).join(" ")}`,
  );
  const took = Math.round((Date.now() - began) / 1000);
  const words = [`${runs} histories from seed ${first} on in ${took} s: ${failed} failed`, ...lines].join(
    "\n",
  );
  process.stdout.write(`${words}\n`);
  if (values.summary !== undefined) writeFileSync(values.summary, `${words}\n`);
  if (values.write === true) {
    const tally = { tier, histories: runs, seed: first, failed, seconds: took };
    renew(runs === 0 ? undefined : tally, new Date().toISOString().slice(0, 10));
  }
  return failed === 0 ? 0 : 1;
}

function readScenario(file: string): Scenario {
  const kept: { readonly scenario: Scenario } = JSON.parse(readFileSync(file, "utf8"));
  return kept.scenario;
}

function* scenarios(first: number, runs: number): Generator<Scenario> {
  for (let i = 0; i < runs; i++) yield generate(first + i, tier);
}

function again({ seed }: Scenario): string {
  if (values.replay !== undefined) return `npm run test:chaos -- --replay ${values.replay}`;
  return `npm run test:chaos -- ${tier === "sandbox" ? "--sandbox " : ""}--runs 1 --seed ${seed}`;
}

process.exitCode = await main();
