import { Machine } from "../../faults/cluster.ts";
import type { Outcome, Player } from "../outcome.ts";
import type { Scenario } from "../scenario.ts";
import { Api } from "./api.ts";
import { Audit } from "./audit.ts";
import type { Observatory } from "./cluster-ground.ts";
import { NodeFiles } from "./node-files.ts";
import { playOnCluster } from "./play.ts";

/** Plays on the cluster that KUBECONFIG names, which has to be one of test/cluster/up: its nodes' disks are looked at. */
export class ClusterPlayer implements Player {
  readonly #seen: Observatory;

  constructor() {
    const machine = Machine.find();
    if (machine === undefined) throw new Error("this needs a cluster of test/cluster/up, and root");
    this.#seen = { api: new Api(), audit: new Audit(machine.state), files: new NodeFiles(machine.state) };
  }

  play(scenario: Scenario): Promise<Outcome> {
    return playOnCluster(scenario, this.#seen);
  }

  close(): void {
    this.#seen.audit.close();
    this.#seen.files.close();
  }
}
