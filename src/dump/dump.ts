import path from "node:path";
import { allDone } from "../async/all-done.ts";
import { Slots } from "../async/slots.ts";
import { readText } from "../kube/transport.ts";
import { safeJson } from "../text/safe.ts";
import { type Estimate, estimate } from "./estimate.ts";
import { faultOf, isOfCluster } from "./fault.ts";
import { DumpFolder } from "./folder.ts";
import { dumpHosts } from "./hosts.ts";
import { dumpList } from "./lists.ts";
import { dumpLogs } from "./logs.ts";
import type { Plan, Reading } from "./plan.ts";
import { resourceName } from "./resources.ts";

/** What happens while a dump is taken. */
export type DumpEvent =
  | { readonly kind: "planned"; readonly estimate: Estimate; readonly isResumed: boolean }
  | { readonly kind: "list"; readonly items: number }
  | { readonly kind: "log"; readonly bytes: number }
  | { readonly kind: "node" };

/** What is in a dump. */
export interface Dumped {
  readonly items: number;
  readonly logs: number;
  readonly logBytes: number;
  readonly nodes: number;
  /** How many things are left out, as meta/errors.jsonl lists them. */
  readonly faults: number;
}

// lists that are read at the same time: a page of each is in memory
const lists = 2;

/**
 * Takes a dump. What cannot be read costs only itself, and is listed in meta/errors.jsonl.
 `about` are further small files, by their paths.
 * @throws InputError if the folder is used, DiskError, the signal's reason; the folder is marked as unfinished then
 */
export async function takeDump(
  reading: Reading,
  plan: Plan,
  take: (event: DumpEvent) => void,
  about: Readonly<Record<string, string>>,
): Promise<Dumped> {
  const { cluster, io, signal } = reading;
  const { options, namespaces } = plan;
  const folder = await DumpFolder.open(options.dir, options.asked);
  for (const fault of plan.faults) await folder.left(fault);
  take({ kind: "planned", estimate: await estimate(reading, plan), isResumed: folder.isResumed });
  for (const [name, content] of Object.entries(about)) await folder.write(name, content);
  if (options.groups) await folder.write("servergroups.json", jsonLine(plan.served.groups));
  if (options.version) await writeVersion(reading, folder);
  const times: object[] = [];
  let items = 0;
  const slots = new Slots(lists);
  const dir = path.join(options.dir, "resources");
  const { labelSelector, redact } = options;
  await allDone(
    plan.resources.map((resource) =>
      slots.run(async () => {
        signal.throwIfAborted();
        const step = resourceName(resource);
        if (folder.isDone(step)) return take({ kind: "list", items: 0 });
        const begun = io.monotonic();
        const listed = await dumpList(
          { cluster, clock: io, signal, dir, namespaces, labelSelector, redact },
          resource,
        );
        for (const fault of listed.faults) await folder.left(fault);
        if (listed.faults.length === 0) await folder.did(step);
        items += listed.items;
        times.push({ queryobj: resource.plural, time: `${(io.monotonic() - begun).toFixed(3)}ms` });
        take({ kind: "list", items: listed.items });
      }),
    ),
  );
  let [logs, logBytes] = [0, 0];
  if (options.logs !== undefined) {
    const logging = {
      cluster,
      clock: io,
      signal,
      dir: path.join(options.dir, "podlogs"),
      namespaces: plan.logNamespaces,
      choice: options.logs,
    };
    const faults = await dumpLogs(logging, async ({ bytes, fault, isThere }) => {
      if (fault !== undefined) await folder.left(fault);
      if (isThere) logs += 1;
      logBytes += bytes;
      take({ kind: "log", bytes });
    });
    for (const fault of faults) await folder.left(fault);
  }
  const { sinceSeconds, sinceTime, tailLines, most = usualLog } = options.logs ?? {};
  const since =
    sinceTime === undefined ? sinceSeconds && io.now() - sinceSeconds * 1000 : Date.parse(sinceTime);
  const nodes = plan.nodes.map((name) => ({ cluster, name, clock: io, signal }));
  const wantedLines = { since, tail: tailLines };
  await dumpHosts(folder, nodes, { redact, wanted: wantedLines, most }, () => take({ kind: "node" }));
  await folder.write("meta/query-time.json", jsonLine(times));
  signal.throwIfAborted();
  await folder.finish();
  return { items, logs, logBytes, nodes: nodes.length, faults: folder.faults };
}

const usualLog = 10_000_000;

async function writeVersion({ cluster }: Reading, folder: DumpFolder): Promise<void> {
  try {
    const { body } = await cluster.send({ method: "GET", path: "/version" });
    await folder.write("serverversion.json", safeJson(await readText(body)));
  } catch (error) {
    if (!isOfCluster(error)) throw error;
    await folder.left(faultOf("the server's version", "/version", error));
  }
}

function jsonLine(value: unknown): string {
  return `${safeJson(JSON.stringify(value))}\n`;
}
