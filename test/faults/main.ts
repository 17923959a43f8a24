import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { kubectl, Machine } from "./cluster.ts";
import { clientFaults } from "./families/client.ts";
import { connectionFaults } from "./families/connection.ts";
import { controlPlaneFaults } from "./families/control-plane.ts";
import { nodeFaults } from "./families/node.ts";
import { podFaults } from "./families/pod.ts";
import { signalFaults } from "./families/signals.ts";
import { type Fault, injectOnce } from "./fault.ts";
import { allRight, type Row, renewed, table } from "./table.ts";

const usage = `npm run test:faults -- [--write] [--list] [--times N] [WORD…]

Puts faults into real runs on the cluster that KUBECONFIG names, and prints what came of each as a table.
WORD takes only faults whose name holds it. --write renews their lines in docs/reliability.md.
Faults of nodes and of the control plane need a cluster of test/cluster/up, and root.
`;

const faults: readonly Fault[] = [
  ...connectionFaults,
  ...controlPlaneFaults,
  ...clientFaults,
  ...podFaults,
  ...nodeFaults,
  ...signalFaults,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    write: { type: "boolean" },
    list: { type: "boolean" },
    help: { type: "boolean" },
    times: { type: "string" },
  },
});

const chosen = faults.filter(
  ({ name }) => positionals.length === 0 || positionals.some((word) => name.includes(word)),
);

/** Removes what a fault left, so that the next begins on a clean cluster. */
function sweep(left: readonly string[] = []): void {
  kubectl("delete", "namespaces", "-l", "kubectl-conformance/run", "--ignore-not-found");
  kubectl("delete", "namespaces", "-l", "e2e-run", "--ignore-not-found");
  kubectl("delete", "clusterrolebindings", "-l", "kubectl-conformance/run", "--ignore-not-found");
  for (const object of left.filter((what) => /^[^ ]+\/[^ ]+$/.test(what)))
    kubectl("delete", object, "--ignore-not-found");
}

async function run(fault: Fault, machine: Machine | undefined): Promise<Row> {
  if (fault.needsMachine === true && machine === undefined) {
    return { fault: fault.name, seen: [], leftOut: "needs a cluster of test/cluster/up, and root" };
  }
  const lack = machine === undefined ? undefined : fault.lacks?.(machine);
  if (lack !== undefined) return { fault: fault.name, seen: [], leftOut: lack };
  const seen = [];
  const times = values.times === undefined ? fault.times : Number(values.times);
  for (let time = 0; time < times; time++) {
    const one = await injectOnce(fault, machine, time);
    const words = [...one.wrong, ...one.left.map((what) => `left: ${what}`)];
    const verdict = words.length === 0 ? "right" : words.join("; ");
    process.stderr.write(
      `${new Date().toISOString()} ${fault.name}: ${verdict} (${one.bytesLost} bytes lost, ${one.wait} ms)\n`,
    );
    if (words.length > 0) sweep(one.left);
    seen.push(one);
  }
  return { fault: fault.name, seen };
}

async function main(): Promise<number> {
  if (values.help === true || values.list === true) {
    process.stdout.write(values.help === true ? usage : `${chosen.map(({ name }) => name).join("\n")}\n`);
    return 0;
  }
  const machine = Machine.find();
  sweep();
  const rows: Row[] = [];
  for (const fault of chosen) {
    const row = await run(fault, machine);
    rows.push(row);
    if (values.write === true) write(row);
  }
  process.stdout.write(`${table(rows, today())}\n`);
  return allRight(rows) ? 0 : 1;
}

/** Puts the line where the document has the fault's last one. */
function write(row: Row): void {
  const file = path.resolve(import.meta.dir, "../../docs/reliability.md");
  const text = readFileSync(file, "utf8");
  const marks = /(<!-- table -->\n)([\s\S]*)(<!-- end -->)/;
  const names = faults.map(({ name }) => name);
  const put = (_: string, begin: string, earlier: string, end: string) =>
    `${begin}\n${renewed(earlier, [row], names, today())}\n\n${end}`;
  writeFileSync(file, text.replace(marks, put));
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

process.exitCode = await main();
