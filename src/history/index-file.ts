import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { homeFolder } from "../process/home.ts";
import type { Io } from "../process/io.ts";
import { readFileWithin } from "../process/read-file.ts";
import { writeWhole } from "../results/files.ts";
import type { BuildHead } from "./build/metadata.ts";
import type { WholeBuild } from "./read.ts";

/** What is kept of a build: its head, or all of it. */
export type Kept = { readonly head: BuildHead; readonly build?: WholeBuild["build"] };

/** The builds of a job that were read before, by their numbers. Complete builds never change, so they are read from a store once. */
export interface JobIndex {
  /** What opens the job's store. */
  readonly store: string;
  readonly builds: ReadonlyMap<string, Kept>;
}

/** Where the indexes are; each job has one, a file of JSON lines that can be removed at any time: the objects are the truth. */
export interface Indexes {
  read(store: string): Promise<JobIndex>;
  /** Keeps an index. One that cannot be written is reported by the returned reason. */
  write(index: JobIndex): Promise<string | undefined>;
  /** The jobs that have one. */
  all(): Promise<readonly JobIndex[]>;
}

// of the lines' form: a file of another one is ignored
const schema = 1;
const mostOfFile = 512 * 2 ** 20;

/** The folder of the indexes, as the XDG rules place it. */
export function indexFolder({ env }: Pick<Io, "env">): string {
  const cache = env.XDG_CACHE_HOME || path.join(homeFolder({ env }), ".cache");
  return path.join(cache, "kubectl-conformance", "history");
}

/** The indexes in a folder; undefined: nothing is kept. */
export function indexesIn(folder: string | undefined): Indexes {
  if (folder === undefined)
    return { read: async (store) => empty(store), write: async () => undefined, all: async () => [] };
  const fileOf = (store: string) =>
    path.join(folder, `${createHash("sha256").update(store).digest("hex").slice(0, 32)}.jsonl`);
  return {
    read: async (store) => {
      const found = await readIndex(fileOf(store));
      return found?.store === store ? found : empty(store);
    },
    async write({ store, builds }) {
      const lines = [{ schema, store }, ...builds.values()].map((line) => `${JSON.stringify(line)}\n`);
      try {
        await writeWhole(fileOf(store), lines.join(""), { overwrite: true });
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
    async all() {
      const files = await readdir(folder).catch((): string[] => []);
      const read = files
        .filter((name) => name.endsWith(".jsonl"))
        .map((name) => readIndex(path.join(folder, name)));
      const found = (await Promise.all(read)).filter((one) => one !== undefined);
      return found.toSorted((a, b) => (a.store < b.store ? -1 : 1));
    },
  };
}

function empty(store: string): JobIndex {
  return { store, builds: new Map() };
}

/** Undefined for a file that is not such an index, or is damaged: it is made again from the objects. */
async function readIndex(file: string): Promise<JobIndex | undefined> {
  const reading = await readFileWithin(file, { most: mostOfFile });
  if (reading.kind !== "read") return undefined;
  try {
    const [head = "", ...lines] = new TextDecoder().decode(reading.bytes).trimEnd().split("\n");
    const { schema: form, store } = JSON.parse(head) as { schema?: unknown; store?: unknown };
    if (form !== schema || typeof store !== "string") return undefined;
    // this program wrote them, in a folder that only its user can write to
    const kept = lines.map((line) => JSON.parse(line) as Kept);
    return { store, builds: new Map(kept.map((one) => [one.head.build, one])) };
  } catch {
    return undefined;
  }
}
