import { afterAll, expect, test } from "bun:test";
import { kubectl, Machine } from "../faults/cluster.ts";
import { clientKilled } from "../faults/families/client.ts";
import { longCut, randomCuts } from "../faults/families/connection.ts";
import { collectorEnded, podDeleted, podEvicted } from "../faults/families/pod.ts";
import { signalled } from "../faults/families/signals.ts";
import { type Fault, injectOnce } from "../faults/fault.ts";
import { short } from "../faults/suites.ts";

/** Those of the faults that are soon over and take no more than kubectl and a proxy; `npm run test:faults` has them all. */
const quick: readonly Fault[] = [
  randomCuts(5, short),
  longCut(8, "collecting"),
  clientKilled("running"),
  podDeleted,
  podEvicted,
  collectorEnded,
  signalled("SIGTERM", "running"),
  signalled("SIGINT", "starting"),
  signalled("SIGINT", "collecting"),
];

const machine = Machine.find();

test.each(quick.map((fault) => [fault.name, fault] as const))(
  "%s",
  async (_, fault) => {
    const { wrong, left } = await injectOnce(fault, machine, 0);
    expect(wrong).toEqual([]);
    expect(left).toEqual([]);
  },
  180_000,
);

afterAll(() => {
  // what a fault that failed left must not trouble the tests after it
  kubectl("delete", "namespaces", "-l", "kubectl-conformance/run", "--ignore-not-found");
  kubectl("delete", "namespaces", "-l", "e2e-run", "--ignore-not-found");
  kubectl("delete", "clusterrolebindings", "-l", "kubectl-conformance/run", "--ignore-not-found");
});
