// Follows a run on a cluster with thousands of pods that change all the time, beside `kubectl get pod -A -w`: the processor time and the memory of
// each, and whether each change of each pod arrived once and in order. Needs KUBECONFIG, kubectl, go (for KWOK), and the compiled command.
import { existsSync, mkdtempSync, openSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { FakePods } from "./fake-pods.ts";
import { command, fail } from "./process.ts";
import { table } from "./statistics.ts";

// three specs of 4 and 5 minutes
const slowSpecs =
  "CronJob should not schedule jobs when suspended|Probing container should \\*not\\* be restarted with a (exec|tcp)";

const { values: flags } = parseArgs({
  options: {
    nodes: { type: "string", default: "500" },
    pods: { type: "string", default: "10000" },
    rate: { type: "string", default: "200" },
    minutes: { type: "string", default: "10" },
    focus: { type: "string", default: slowSpecs },
  },
});
const [nodes, pods, rate, minutes] = [flags.nodes, flags.pods, flags.rate, flags.minutes].map(Number);
if (
  nodes === undefined ||
  pods === undefined ||
  rate === undefined ||
  minutes === undefined ||
  !(nodes * pods * rate * minutes > 0)
)
  fail("--nodes, --pods, --rate and --minutes are numbers above 0");

/** A process that follows the pods, and where its rows are. */
interface Follower {
  readonly name: string;
  readonly process: Bun.Subprocess;
  /** The changes of RESTARTS that it has shown, by pod. */
  rows(): Promise<ReadonlyMap<string, readonly number[]>>;
}

const dir = mkdtempSync(join(tmpdir(), "bench-large-"));

function follow(name: string, words: readonly string[], rows: Follower["rows"]): Follower {
  const output = openSync(join(dir, `${name}.log`), "w");
  return { name, process: Bun.spawn([...words], { stdin: "ignore", stdout: output, stderr: output }), rows };
}

/** Seconds of a process on a processor, and megabytes of memory now and at most. */
function usage(pid: number): { readonly cpu: number; readonly now: number; readonly peak: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const megabytes = (key: string) => (Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1]) * 1024) / 1e6;
  return {
    cpu: (Number(fields[11]) + Number(fields[12])) / 100,
    now: megabytes("VmRSS"),
    peak: megabytes("VmHWM"),
  };
}

async function kubectlRows(): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>();
  const text = await readFile(join(dir, "kubectl.log"), "utf8");
  for (const line of text.split("\n")) {
    const [namespace = "", name = "", , , restarts = ""] = line.split(/\s+/);
    if (namespace.startsWith("bench-")) add(found, `${namespace}/${name}`, Number(restarts));
  }
  return found;
}

async function ourRows(): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>();
  const { createReadStream } = await import("node:fs");
  for await (const line of createInterface({ input: createReadStream(join(dir, "results/events.jsonl")) })) {
    if (!line.includes('"pod"') || !line.includes('"bench-')) continue;
    const { namespace, name, columns, cells } = JSON.parse(line);
    add(found, `${namespace}/${name}`, Number(cells[columns.indexOf("Restarts")]));
  }
  return found;
}

/** A change counts once: other changes of the pod repeat the number before them. */
function add(found: Map<string, number[]>, pod: string, restarts: number): void {
  const before = found.get(pod);
  if (before === undefined) found.set(pod, [restarts]);
  else before.push(restarts);
}

/** How many changes of `made` are missing in what was shown, and how many were shown again or out of order. */
function compare(made: ReadonlyMap<string, number>, shown: ReadonlyMap<string, readonly number[]>) {
  let [missing, strange] = [0, 0];
  for (const [pod, count] of made) {
    const seen = shown.get(pod) ?? [];
    const numbers = new Set(seen);
    for (let n = 1; n <= count; n++) if (!numbers.has(n)) missing++;
    for (const [index, n] of seen.entries()) if (n !== 0 && n <= (seen[index - 1] ?? -1)) strange++;
  }
  return { missing, strange };
}

if (!existsSync(command)) fail(`${command} is missing: npm run build`);
process.stderr.write(`bench: ${pods} pods on ${nodes} nodes\n`);
const fake = await FakePods.create(nodes, pods);
try {
  const kubectl = follow("kubectl", ["kubectl", "get", "pod", "-A", "-w"], kubectlRows);
  const ours = follow(
    "kubectl-conformance",
    [
      command,
      "run",
      "--focus",
      flags.focus,
      "--parallel",
      "1",
      "--watch-pods",
      "all",
      "--extra-args=--non-blocking-taints=node-role.kubernetes.io/control-plane,kwok.x-k8s.io/node",
      "--results-dir",
      join(dir, "results"),
    ],
    ourRows,
  );
  const followers = [kubectl, ours];
  await Bun.sleep(60_000);
  for (const { name, process: child } of followers)
    if (child.exitCode !== null)
      fail(`${name} ended before the pods changed: see ${join(dir, `${name}.log`)}`);
  const before = followers.map(({ process: child }) => usage(child.pid));
  const made = new Map<string, number>();
  const started = performance.now();
  let changes = 0;
  const end = started + minutes * 60_000;
  const worker = async (first: number): Promise<void> => {
    for (let n = first; ; n += 16) {
      const due = started + (n / rate) * 1000;
      if (due > end) return;
      await Bun.sleep(Math.max(0, due - performance.now()));
      const round = Math.floor(n / pods) + 1;
      made.set(await fake.restart(n % pods, round), round);
      changes++;
    }
  };
  await Promise.all(Array.from({ length: 16 }, (_, n) => worker(n)));
  const seconds = (performance.now() - started) / 1000;
  await Bun.sleep(10_000);
  const after = followers.map(({ process: child }) =>
    child.exitCode === null ? usage(child.pid) : undefined,
  );
  for (const { process: child } of followers) child.kill("SIGINT");
  await Promise.all(followers.map(({ process: child }) => child.exited));
  process.stdout.write(
    `${changes} changes in ${seconds.toFixed(0)} s: ${(changes / seconds).toFixed(0)} a second\n\n`,
  );
  const rows: string[][] = [["FOLLOWER", "CPU S", "MB BEFORE", "MB AFTER", "MB PEAK", "MISSING", "REPEATED"]];
  for (const [index, follower] of followers.entries()) {
    const [from, to] = [before[index], after[index]];
    const { missing, strange } = compare(made, await follower.rows());
    rows.push([
      follower.name,
      from === undefined || to === undefined ? "ended" : (to.cpu - from.cpu).toFixed(1),
      from?.now.toFixed(0) ?? "",
      to?.now.toFixed(0) ?? "",
      to?.peak.toFixed(0) ?? "",
      String(missing),
      String(strange),
    ]);
  }
  process.stdout.write(table(rows));
  process.stderr.write(`bench: the rows are in ${dir}\n`);
} finally {
  await fake.remove();
}
