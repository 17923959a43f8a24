// Makes the sandbox's fixture from the folder of a recorded run: npx bun scripts/recording.ts FOLDER
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gunzipSync } from "node:zlib";
import type { NamespaceSpan, PodChange, Recording } from "../src/sandbox/replay/recording.ts";

/** A row event of the recorded pod watch. */
interface Recorded {
  readonly at: string;
  readonly type: "LIST" | "ADDED" | "MODIFIED" | "DELETED";
  readonly ns: string;
  readonly name: string;
  readonly cells: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly created: string;
  readonly deleted?: string;
}

/** Lines that arrived within this many milliseconds count as one write to the log. */
const grain = 10;
/** The namespace controller waits this long before it looks at a namespace again. */
const finalising = 5_000;

const folder = process.argv[2];
if (folder === undefined) throw new Error("usage: npx bun scripts/recording.ts FOLDER");
const out = fileURLToPath(new URL("../test/fixtures/recording/", import.meta.url));

const suiteLog = lines(read("suite.log")).map(splitTime);
const start = Date.parse(suiteLog[0]?.time ?? "");
const log = suiteLog.map((line) => `${line.text}\n`).join("");
const e2eLog = read("e2e.log");
const head = log.indexOf(e2eLog);
if (head < 0) throw new Error("e2e.log is not a part of suite.log");
const pods = lines(read("pods.jsonl")).map((line) => JSON.parse(line) as Recorded);
const changes = pods.filter((pod) => pod.ns !== "conformance");

const recording: Recording = {
  version: /e2e test version: (\S+)/.exec(log)?.[1] ?? "",
  ended: since(suiteLog.at(-1)?.time),
  standing: changes.filter((pod) => pod.type === "LIST").map(podChange),
  namespaces: namespaces(),
  log: {
    brotli: compress(log),
    writes: writes(),
    head: Buffer.byteLength(log.slice(0, head)),
    tail: Buffer.byteLength(log.slice(head + e2eLog.length)),
  },
  junit: { brotli: compress(read("junit_01.xml")) },
  pods: compress(
    changes
      .filter((pod) => pod.type !== "LIST")
      .map((pod) => JSON.stringify(podChange(pod)))
      .join("\n"),
  ),
};
writeFileSync(join(out, "recording.json"), `${JSON.stringify(recording)}\n`);
for (const name of ["pods.jsonl.gz", "kubectl-get-pod-A-w.txt.gz"]) {
  writeFileSync(join(out, name), readFileSync(join(folder, name)));
}

function read(name: string): string {
  return gunzipSync(readFileSync(join(folder ?? "", `${name}.gz`))).toString();
}

function lines(text: string): string[] {
  return text.replace(/\n$/, "").split("\n");
}

function splitTime(line: string): { time: string; text: string } {
  const space = line.indexOf(" ");
  return { time: line.slice(0, space), text: line.slice(space + 1) };
}

function since(time: string | undefined): number {
  return Date.parse(time ?? "") - start;
}

function compress(text: string): string {
  // A window of 1 MiB: a larger one saves little here and costs the reader as much memory.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 20 };
  return brotliCompressSync(text, { params }).toString("base64");
}

/** Pairs of milliseconds and bytes, each counted from the pair before. */
function writes(): number[] {
  const pairs: number[] = [];
  let last = 0;
  let bytes = 0;
  for (const [i, line] of suiteLog.entries()) {
    bytes += Buffer.byteLength(line.text) + 1;
    const at = Math.floor(since(line.time) / grain) * grain;
    const next = suiteLog[i + 1];
    if (next !== undefined && Math.floor(since(next.time) / grain) * grain === at) continue;
    pairs.push(at - last, bytes);
    last = at;
    bytes = 0;
  }
  return pairs;
}

function podChange(pod: Recorded): PodChange {
  const [, ready, status, restarts, , ...rest] = pod.cells;
  return {
    at: since(pod.at),
    type: pod.type === "LIST" ? "ADDED" : pod.type,
    ns: pod.ns,
    name: pod.name,
    cells: [ready ?? "", status ?? "", restarts ?? "", ...rest],
    ...(pod.labels && { labels: pod.labels }),
    ...(pod.type === "LIST" && { at: since(pod.created) }),
    ...(pod.deleted !== undefined && { deleted: since(pod.deleted) }),
  };
}

function namespaces(): NamespaceSpan[] {
  const spans = [...namedInLog(), ...ofOthers()];
  return spans.toSorted((a, b) => a.created - b.created);
}

/** The suite's namespaces: a spec's block of the log says when each was created and destroyed, and by which process. */
function namedInLog(): NamespaceSpan[] {
  return e2eLog.split("\n------------------------------\n").flatMap((block) => {
    const process = Number(/^ {2}[IWE]\d{4} \S+ (\d+) /m.exec(block)?.[1]);
    const built = [...block.matchAll(/Building a namespace api object, basename (\S+) @ (.+)/g)];
    const destroyed = [...block.matchAll(/Destroying namespace "([^"]+)" for this suite\. @ (.+)/g)];
    return destroyed.map(([, name = "", time = ""]) => {
      const base = name.replace(/-\d+$/, "");
      // A namespace that the spec made by itself has no such line: it came a little after the spec's own.
      const own = built.find((match) => match[1] === base)?.[2];
      const spec = stepTime(built[0]?.[2] ?? time);
      const created = own === undefined ? Math.min(spec + 100, stepTime(time) - 100) : stepTime(own);
      return span(name, base, process, created, stepTime(time));
    });
  });
}

/** Namespaces seen in the pod watch that the log does not name: others used the cluster at the same time. */
function ofOthers(): NamespaceSpan[] {
  const own = new Set(namedInLog().map((namespace) => namespace.name));
  const names = new Set(
    changes.map((pod) => pod.ns).filter((name) => name !== "kube-system" && !own.has(name)),
  );
  return [...names].map((name) => {
    const ofIt = changes.filter((pod) => pod.ns === name);
    const alive = new Set<string>();
    for (const pod of ofIt) pod.type === "DELETED" ? alive.delete(pod.name) : alive.add(pod.name);
    const base = /^(.+)-\d+$/.exec(name)?.[1];
    const destroyed = alive.size > 0 ? undefined : since(ofIt.at(-1)?.at);
    return span(name, base, undefined, since(ofIt[0]?.at), destroyed);
  });
}

function span(
  name: string,
  base: string | undefined,
  process: number | undefined,
  created: number,
  destroyed: number | undefined,
): NamespaceSpan {
  const ofIt = changes.filter((pod) => pod.ns === name).map((pod) => since(pod.at));
  return {
    name,
    ...(base !== undefined && { base }),
    ...(process !== undefined && { process }),
    created: Math.min(created, (ofIt[0] ?? Number.POSITIVE_INFINITY) - grain),
    ...(destroyed !== undefined && {
      destroyed,
      gone: Math.max(destroyed + finalising, (ofIt.at(-1) ?? 0) + grain),
    }),
  };
}

/** The time in a STEP line, `11/20/26 22:16:10.061`, in UTC as the image writes it. */
function stepTime(text: string): number {
  const [, month, day, year, clock] = /^(\d+)\/(\d+)\/(\d+) (\S+)/.exec(text) ?? [];
  return since(
    `20${year}-${month}-${day}T${clock?.replace(/\.(\d+)$/, (_, ms) => `.${ms.padEnd(3, "0")}`)}Z`,
  );
}
