import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { check } from "../checker.ts";
import type { Active } from "../front.ts";
import { History } from "../history.ts";
import type { Outcome } from "../outcome.ts";
import type { Scenario } from "../scenario.ts";
import { Stage } from "../stage.ts";
import { ClusterGround, type Observatory } from "./cluster-ground.ts";

/** Lets a scenario happen on the cluster, in a namespace of its own, and gives what came of it. */
export async function playOnCluster(scenario: Scenario, seen: Observatory): Promise<Outcome> {
  const home = mkdtempSync(path.join(tmpdir(), "conformance-chaos-"));
  const active = new Set<Active>();
  const ground = new ClusterGround(scenario, seen, active, (point) => {
    history.add({ what: "point", point });
    stage.moved();
  });
  const history = new History(() => ground.now());
  const stage = new Stage(scenario, ground, history, home, active);
  try {
    await ground.open();
    await stage.play();
  } finally {
    stage.close();
    await ground.close();
    rmSync(home, { recursive: true, force: true });
  }
  const { events } = history;
  return { seed: scenario.seed, breaches: check(scenario, history), events };
}
