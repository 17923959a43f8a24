// Feeds changed files to everything that reads files of others: npm run fuzz -- --time 60
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { inputOf } from "./mutate.ts";
import { targets } from "./targets.ts";
import type { Job } from "./worker.ts";

const usage = `npm run fuzz -- [--time SECONDS] [--seed N] [TARGET…]
npm run fuzz -- --replay FILE TARGET

Changes files at random and feeds them to the readers of: ${Object.keys(targets).join(", ")}.
A crash, an input that takes over 2 s, and memory that grows over 700 MB end it with exit code 1 and keep the input.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    time: { type: "string", default: "60" },
    seed: { type: "string" },
    replay: { type: "string" },
    help: { type: "boolean" },
  },
});

const chosen = positionals.length === 0 ? Object.keys(targets) : positionals;
const longest = 2000;
const most = 700_000_000;

interface Outcome {
  readonly inputs: number;
  readonly milliseconds: number;
  /** Bytes of the whole process. */
  readonly memory: number;
  readonly finding?: { readonly index: number; readonly why: string };
}

/** Runs one target for a time; what hangs it is ended with its thread. */
async function run(target: string, seed: number, milliseconds: number): Promise<Outcome> {
  const progress = new SharedArrayBuffer(4);
  const now = new Int32Array(progress);
  const job: Job = { target, seed, from: 0, progress };
  const began = performance.now();
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: job });
  let crash: string | undefined;
  worker.on("message", (why: string) => {
    crash = why;
  });
  worker.on("error", (error) => {
    crash = String(error);
  });
  const start = process.memoryUsage.rss();
  let memory = start;
  let last = { index: -1, since: began };
  try {
    while (performance.now() - began < milliseconds) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const index = Atomics.load(now, 0);
      const at = performance.now();
      if (index !== last.index) last = { index, since: at };
      memory = Math.max(memory, process.memoryUsage.rss());
      const outcome = { inputs: index, milliseconds: at - began, memory };
      if (crash !== undefined) return { ...outcome, finding: { index, why: crash } };
      // the first input waits for the seeds to be read
      const patience = index === 0 ? 20_000 : longest;
      if (at - last.since > patience)
        return { ...outcome, finding: { index, why: `took over ${patience} ms` } };
      if (memory - start > most)
        return { ...outcome, finding: { index, why: `${memory - start} bytes more memory` } };
    }
    return { inputs: Atomics.load(now, 0), milliseconds, memory };
  } finally {
    await worker.terminate();
  }
}

function keep(target: string, seed: number, { index, why }: NonNullable<Outcome["finding"]>): void {
  const { seeds, words } = targets[target] ?? {};
  if (seeds === undefined || words === undefined) return;
  const file = path.resolve("fuzz-findings", `${target}-${seed}-${index}`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, inputOf(seeds, words, seed, index));
  process.stdout.write(`${why}\nkept as ${file}\nagain: npm run fuzz -- --replay ${file} ${target}\n`);
}

async function main(): Promise<number> {
  const unknown = chosen.find((name) => targets[name] === undefined);
  if (values.help === true || unknown !== undefined) {
    process.stderr.write(unknown === undefined ? usage : `no target ${unknown}\n\n${usage}`);
    return unknown === undefined ? 0 : 2;
  }
  if (values.replay !== undefined) {
    for (const name of chosen) await targets[name]?.read(readFileSync(values.replay));
    return 0;
  }
  const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
  const each = (Number(values.time) * 1000) / chosen.length;
  process.stdout.write(`seed ${seed}\n`);
  let found = 0;
  for (const name of chosen) {
    const { inputs, milliseconds, memory, finding } = await run(name, seed, each);
    const rate = Math.round(inputs / (milliseconds / 1000));
    const words = finding === undefined ? "no finding" : "FOUND";
    process.stdout.write(
      `${name.padEnd(12)}${String(inputs).padStart(9)} inputs ${String(rate).padStart(7)}/s ${String(Math.round(memory / 1e6)).padStart(5)} MB  ${words}\n`,
    );
    if (finding === undefined) continue;
    found++;
    keep(name, seed, finding);
  }
  return found === 0 ? 0 : 1;
}

process.exitCode = await main();
