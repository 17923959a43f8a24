import { Client } from "../client.ts";
import type { Fault, Scene } from "../fault.ts";
import { type Evidence, judge, type Seen } from "../judge.ts";
import type { FailingProxy } from "../proxy.ts";
import { long, mixed, type Suite, short, suiteWords } from "../suites.ts";
import { openVia } from "../via.ts";

const whole: Evidence["expected"] = { code: 0, verdict: "passed", log: "whole" };

/** `n` cuts at random moments, each refusing connections for up to five seconds. */
export function randomCuts(n: number, suite: Suite): Fault {
  return {
    name: `API connection cut ${n} times in a run, refused for 0–5 s each`,
    times: 1,
    inject: (scene) =>
      throughProxy(scene, suite, 60_000, async (client, proxy) => {
        await client.reached("starting");
        let cuts = 0;
        for (; cuts < n && !client.over; cuts++) {
          await Bun.sleep(300 + Math.random() * 3000);
          if (!client.over) await proxy.cut(Math.random() * 5000);
        }
        return cuts < n ? [`only ${cuts} cuts: the run was over`] : [];
      }),
  };
}

/** One cut of some length, as the run comes into a phase. */
export function longCut(seconds: number, phase: "running" | "collecting" | "cleaning"): Fault {
  return {
    name: `API connection refused for ${seconds} s while ${phase}`,
    times: 1,
    inject: (scene) =>
      throughProxy(scene, short, 60_000, async (client, proxy) => {
        await client.reached(phase);
        await proxy.cut(seconds * 1000);
        return [];
      }),
  };
}

/** All that is open falls silent, and stays open. */
export function stranded(phase: "running" | "collecting" | "cleaning"): Fault {
  return {
    name: `open connections fall silent for ever while ${phase}`,
    times: 1,
    inject: (scene) =>
      throughProxy(scene, phase === "running" ? mixed : short, 120_000, async (client, proxy) => {
        await client.reached(phase);
        proxy.strand();
        return [];
      }),
  };
}

export const blackout: Fault = {
  name: "nothing passes for 35 s, nothing is closed",
  times: 1,
  inject: (scene) =>
    throughProxy(scene, short, 120_000, async (client, proxy) => {
      await client.reached("running");
      await proxy.blackout(35_000);
      return [];
    }),
};

const slow: Fault = {
  name: "slow link (200 ms each way, 2 % of packets a second late)",
  times: 1,
  inject: (scene) =>
    throughProxy(
      scene,
      mixed,
      60_000,
      async () => [],
      (proxy) => proxy.slowDown(200, 2),
    ),
};

async function throughProxy(
  scene: Scene,
  suite: Suite,
  bound: number,
  fail: (client: Client, proxy: FailingProxy) => Promise<string[]>,
  prepare: (proxy: FailingProxy) => void = () => undefined,
): Promise<Seen> {
  const { proxy, kubeconfig } = await openVia();
  prepare(proxy);
  try {
    const client = new Client(["run", ...suiteWords(suite)], { kubeconfig });
    const wrong = await fail(client, proxy);
    const { before, witness } = scene;
    const evidence = { client, suite, witness, before, bound, wrong, faultEnd: Date.now(), expected: whole };
    return await judge(evidence);
  } finally {
    proxy.close();
  }
}

export const connectionFaults: readonly Fault[] = [
  randomCuts(20, long),
  longCut(35, "running"),
  longCut(35, "collecting"),
  longCut(35, "cleaning"),
  stranded("running"),
  stranded("collecting"),
  stranded("cleaning"),
  blackout,
  slow,
];
