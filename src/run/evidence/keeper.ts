import { mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { Slots } from "../../async/slots.ts";
import { messageOf } from "../../errors.ts";
import { type Cluster, endingWith } from "../../kube/cluster.ts";
import type { Io } from "../../process/io.ts";
import { evidenceDir, evidencePath } from "../../results/evidence.ts";
import { writeWhole } from "../../results/files.ts";
import { safe } from "../../text/safe.ts";
import { gather, gatherNodes, type LeftOut, type Reading } from "./gather.ts";
import { evidenceFiles } from "./texts.ts";

/** A spec that has failed, and its namespaces, which are about to be deleted. */
export interface FailedSpec {
  readonly name: string;
  readonly namespaces: readonly string[];
}

export interface EvidenceBounds {
  /** Specs of a run whose evidence is kept. */
  readonly specs: number;
  /** Characters of all of it. */
  readonly size: number;
  /** Milliseconds after which a spec's namespaces are gone, so that reading them is useless. */
  readonly tooLate: number;
}

const usual: EvidenceBounds = { specs: 50, size: 32 * 2 ** 20, tooLate: 45_000 };

// a spec has one or two
const mostNamespaces = 4;
// specs of which evidence is read at the same time, and requests
const atOnce = { specs: 3, requests: 4 };
// milliseconds for which the nodes' conditions are as good as new
const nodesLast = 10_000;

/** What keeps the evidence of failed specs in a run's folder. Nothing that goes wrong with it disturbs the run. */
export class EvidenceKeeper {
  readonly #dir: string;
  readonly #io: Pick<Io, "now" | "monotonic" | "sleep">;
  readonly #bounds: EvidenceBounds;
  readonly #reading: Reading;
  readonly #over = new AbortController();
  readonly #specs = new Slots(atOnce.specs);
  readonly #pending = new Set<Promise<unknown>>();
  readonly #leftOut: string[] = [];
  #nodes: { readonly read: ReturnType<typeof gatherNodes>; readonly at: number } | undefined;
  #begun = 0;
  #size = 0;
  readonly #warned = new Set<"forbidden" | "disk" | "many">();

  /** `dir` is the results folder; `signal` ends everything that is read. */
  constructor(
    cluster: Cluster,
    options: {
      readonly dir: string;
      readonly io: Pick<Io, "now" | "monotonic" | "sleep">;
      readonly signal: AbortSignal;
      readonly bounds?: EvidenceBounds;
    },
  ) {
    const signal = AbortSignal.any([options.signal, this.#over.signal]);
    this.#dir = options.dir;
    this.#io = options.io;
    this.#bounds = options.bounds ?? usual;
    this.#reading = { cluster: endingWith(cluster, signal), slots: new Slots(atOnce.requests), signal };
  }

  /** Reads and keeps the evidence of a spec's failure. Returns a warning, once for each kind. Never throws. */
  async add(spec: FailedSpec): Promise<string | undefined> {
    if (this.#begun >= this.#bounds.specs || this.#size >= this.#bounds.size) {
      this.#leftOut.push(spec.name);
      return this.#once("many", `evidence is kept of the first ${this.#begun} failed tests only`);
    }
    this.#begun += 1;
    const work = this.#keep(spec, this.#io.now(), this.#io.monotonic()).catch((error: unknown) =>
      this.#reading.signal.aborted
        ? undefined
        : this.#once("disk", `evidence of failed tests cannot be kept: ${messageOf(error)}`),
    );
    this.#pending.add(work);
    try {
      return await work;
    } finally {
      this.#pending.delete(work);
    }
  }

  /**
   * Waits until what was begun is kept, for at most `ms` milliseconds, and ends.
   */
  async finish(ms: number): Promise<void> {
    const { signal } = this.#reading;
    if (this.#pending.size > 0) {
      const enough = new AbortController();
      const wait = this.#io.sleep(ms, AbortSignal.any([signal, enough.signal])).catch(() => undefined);
      await Promise.race([Promise.allSettled(this.#pending), wait]);
      enough.abort();
    }
    this.#over.abort();
    await Promise.allSettled(this.#pending);
    if (this.#leftOut.length > 0)
      await writeWhole(path.join(this.#dir, evidenceDir, "left-out.txt"), leftOutText(this.#leftOut), {
        overwrite: true,
      }).catch(() => undefined);
  }

  async #keep({ name, namespaces }: FailedSpec, failed: number, since: number): Promise<string | undefined> {
    const folder = path.join(this.#dir, evidencePath(name));
    // that of an earlier follower, who was there in time
    if ((await readdir(folder).catch(() => [])).length > 0) return undefined;
    return await this.#specs.run(async () => {
      if (this.#io.monotonic() - since > this.#bounds.tooLate) {
        this.#leftOut.push(name);
        return this.#once("many", "too many tests failed at once: evidence is kept of some of them");
      }
      const [gathered, { nodes, leftOut }] = await Promise.all([
        Promise.all(namespaces.slice(0, mostNamespaces).map((one) => gather(this.#reading, one))),
        this.#nodesNow(),
      ]);
      this.#reading.signal.throwIfAborted();
      const took = this.#io.monotonic() - since;
      const files = evidenceFiles({ spec: name, failed, took, namespaces: gathered, nodes, leftOut });
      if (files.length > 0) await mkdir(folder, { recursive: true });
      for (const { name: file, text } of files) {
        this.#size += text.length;
        await writeWhole(path.join(folder, file), text);
      }
      const all: readonly LeftOut[] = [...leftOut, ...gathered.flatMap((one) => one.leftOut)];
      const refused = all.find(({ forbidden }) => forbidden);
      return refused === undefined
        ? undefined
        : this.#once(
            "forbidden",
            `evidence of failed tests is incomplete: ${refused.what} cannot be read: ${refused.why}`,
          );
    });
  }

  /** The nodes' conditions, read once for specs that fail together. */
  #nodesNow(): ReturnType<typeof gatherNodes> {
    const now = this.#io.monotonic();
    if (this.#nodes === undefined || now - this.#nodes.at > nodesLast)
      this.#nodes = { read: gatherNodes(this.#reading), at: now };
    return this.#nodes.read;
  }

  #once(kind: "forbidden" | "disk" | "many", words: string): string | undefined {
    if (this.#warned.has(kind)) return undefined;
    this.#warned.add(kind);
    return words;
  }
}

function leftOutText(names: readonly string[]): string {
  const lines = ["No evidence was kept of these failed tests: there were too many.", "", ...names.map(safe)];
  return `${lines.join("\n")}\n`;
}

/** The files of evidence in a results folder, those of an earlier follower too, in order; no links. */
export async function evidenceIn(dir: string): Promise<readonly string[]> {
  const top = path.join(dir, evidenceDir);
  const entries = await readdir(top, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted();
}
