import type { Machine } from "./cluster.ts";
import { standing } from "./cluster.ts";
import type { Seen } from "./judge.ts";
import { type Witness, witness } from "./witness.ts";

/** A fault that can be put into a run. */
export interface Fault {
  /** As the table names it. */
  readonly name: string;
  readonly times: number;
  /** Whether it touches nodes or the control plane, beyond what kubectl can. */
  readonly needsMachine?: boolean;
  /** What this machine lacks for it, in words. */
  lacks?(machine: Machine): string | undefined;
  /** One run with the fault in it, judged. */
  inject(scene: Scene): Promise<Seen>;
}

/** What one injection has at hand. */
export interface Scene {
  readonly machine: Machine | undefined;
  /** Counts the injections from 0. */
  readonly time: number;
  /** What stood in the cluster before. */
  readonly before: ReadonlySet<string>;
  readonly witness: Witness;
}

/** Injects once, whatever happens. */
export async function injectOnce(fault: Fault, machine: Machine | undefined, time: number): Promise<Seen> {
  const scene = { machine, time, before: standing(), witness: witness(machine) };
  try {
    return await fault.inject(scene);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return { wrong: [words], bytesLost: 0, left: [], wait: 0 };
  } finally {
    scene.witness.release();
  }
}

/** The machine of a fault that needs one. */
export function machineOf(scene: Scene): Machine {
  if (scene.machine === undefined) throw new Error("this fault needs a cluster of test/cluster/up");
  return scene.machine;
}
