import { Client, type Phase } from "../client.ts";
import type { Fault, Scene } from "../fault.ts";
import { type Evidence, judge, type Seen } from "../judge.ts";
import { short, suiteWords } from "../suites.ts";
import { openVia } from "../via.ts";

const words: Readonly<Record<Phase, string>> = {
  nothing: "before anything is made",
  starting: "while the pod starts",
  running: "while specs run",
  collecting: "while results are collected",
  cleaning: "while the cluster is cleaned",
};

type Signal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** A signal in a phase of a run that has no terminal: SIGINT stops it, the others leave it running. */
export function signalled(signal: Signal, phase: Phase): Fault {
  return { name: `${signal} ${words[phase]}`, times: 1, inject: (scene) => send(scene, signal, phase) };
}

async function send(scene: Scene, signal: Signal, phase: Phase): Promise<Seen> {
  if (phase === "nothing") return sendAtFirst(scene, signal);
  const { before, witness } = scene;
  const client = new Client(["run", ...suiteWords(short)]);
  await client.reached(phase);
  if (phase === "running") await Bun.sleep(2000);
  client.kill(signal);
  const faultEnd = Date.now();
  const ended = await client.ended;
  const evidence: Omit<Evidence, "expected" | "client"> = {
    suite: short,
    witness,
    before,
    faultEnd,
    bound: 60_000,
  };
  if (phase === "collecting" || phase === "cleaning") {
    // so near the end it ends as if nothing had been, or it is left to be taken up
    if (ended.code === 0) return judge({ ...evidence, client, expected: finished });
    return judge({
      ...evidence,
      client: new Client(["attach"]),
      expected: finished,
      wrong: notCode(ended.code),
    });
  }
  if (signal === "SIGINT") {
    const log = phase === "running" ? "whole" : "none";
    return judge({ ...evidence, client, expected: { code: 130, verdict: "incomplete", log } });
  }
  return judge({
    ...evidence,
    client: new Client(["attach"]),
    expected: finished,
    wrong: notCode(ended.code),
  });
}

/** With the first connection to the API server nothing is made yet, and the program listens to signals. */
async function sendAtFirst({ before, witness }: Scene, signal: Signal): Promise<Seen> {
  const { proxy, kubeconfig } = await openVia();
  try {
    const client = new Client(["run", ...suiteWords(short)], { kubeconfig });
    while (proxy.connections === 0 && !client.over) await Bun.sleep(2);
    client.kill(signal);
    const faultEnd = Date.now();
    const expected = { code: 130, verdict: "none", log: "none" } as const;
    return await judge({ client, expected, suite: short, witness, before, faultEnd, bound: 5000 });
  } finally {
    proxy.close();
  }
}

const finished: Evidence["expected"] = { code: 0, verdict: "passed", log: "whole" };

function notCode(code: number | null): string[] {
  return code === 130 ? [] : [`exit code ${code} at the signal, must be 130`];
}

const signals: readonly Signal[] = ["SIGINT", "SIGTERM", "SIGHUP"];
const phases: readonly Phase[] = ["nothing", "starting", "running", "collecting", "cleaning"];

export const signalFaults: readonly Fault[] = signals.flatMap((signal) =>
  phases.map((phase) => signalled(signal, phase)),
);
