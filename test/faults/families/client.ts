import { Client, type Phase } from "../client.ts";
import { kubectl } from "../cluster.ts";
import type { Fault, Scene } from "../fault.ts";
import { judge, type Seen } from "../judge.ts";
import { short, suiteWords } from "../suites.ts";

const phases: readonly Phase[] = ["nothing", "starting", "running", "running", "collecting"];

/** kill -9 at a random moment after the run came into a phase; then `attach` from another folder. */
export function clientKilled(phase: Phase, times = 1): Fault {
  return {
    name: `client killed -9 while ${phase}, attach from another folder`,
    times,
    inject: (scene) => killAndAttach(scene, phase),
  };
}

const anyPhase: Fault = {
  name: "client killed -9 at a random moment, attach from another folder",
  times: 10,
  inject: (scene) => killAndAttach(scene, phases[scene.time % phases.length] ?? "running"),
};

async function killAndAttach({ before, witness }: Scene, phase: Phase): Promise<Seen> {
  const first = new Client(["run", ...suiteWords(short)]);
  await first.reached(phase);
  await Bun.sleep(Math.random() * (phase === "running" ? 8000 : phase === "collecting" ? 300 : 2500));
  first.kill("SIGKILL");
  await first.ended;
  const evidence = { suite: short, witness, before, faultEnd: Date.now(), bound: 60_000 };
  if (!runExists()) {
    const client = new Client(["cleanup", "--all"]);
    return judge({ ...evidence, client, expected: { code: 0, verdict: "none", log: "none" } });
  }
  const client = new Client(["attach"]);
  const ended = await client.ended;
  if (ended.code === 3 && ended.stderr.includes("cannot be taken up: its pod is gone")) {
    // killed between the making of the namespace and that of the pod
    const cleanup = new Client(["cleanup", "--all"]);
    return judge({ ...evidence, client: cleanup, expected: { code: 0, verdict: "none", log: "none" } });
  }
  return judge({ ...evidence, client, expected: { code: 0, verdict: "passed", log: "whole" } });
}

function runExists(): boolean {
  return (
    kubectl("get", "namespaces,clusterrolebindings", "-l", "kubectl-conformance/run", "-o", "name") !== ""
  );
}

export const clientFaults: readonly Fault[] = [anyPhase];
