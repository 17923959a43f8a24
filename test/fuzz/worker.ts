import { parentPort, workerData } from "node:worker_threads";
import { UserError } from "../../src/errors.ts";
import { inputOf } from "./mutate.ts";
import { targets } from "./targets.ts";

/** Where main sees how far this is: the number of the input that is being read. */
export interface Job {
  readonly target: string;
  readonly seed: number;
  readonly from: number;
  readonly progress: SharedArrayBuffer;
}

const { target: name, seed, from, progress }: Job = workerData;
const target = targets[name];
const now = new Int32Array(progress);

async function run(): Promise<void> {
  if (target === undefined) throw new Error(`no target ${name}`);
  for (let index = from; ; index++) {
    Atomics.store(now, 0, index);
    // what is left after this is kept, not yet to be swept
    if (index % 100 === 0) Bun.gc(true);
    try {
      await target.read(inputOf(target.seeds, target.words, seed, index));
    } catch (error) {
      if (error instanceof UserError) continue;
      parentPort?.postMessage(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return;
    }
  }
}

void run();
