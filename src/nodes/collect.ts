import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { allDone } from "../async/all-done.ts";
import type { Slots } from "../async/slots.ts";
import { firstLine, UserError } from "../errors.ts";
import { DiskError, onDisk } from "../process/on-disk.ts";
import { fileName } from "../text/file-name.ts";
import type { Node } from "./kubelet.ts";
import { type LogOf, readNodeLog } from "./log.ts";
import type { Wanted } from "./query.ts";

/** Which logs to keep, and where. */
export interface Collecting {
  readonly nodes: readonly Node[];
  readonly logs: readonly LogOf[];
  readonly wanted: Wanted;
  readonly dir: string;
  /** Bytes of one log; what comes after them is left out. */
  readonly most: number;
  /** How many logs are read at the same time. */
  readonly slots: Slots;
}

/** What became of a log. */
export interface CollectedLog {
  readonly node: string;
  readonly of: LogOf;
  /** The file, relative to the folder, with slashes; undefined where nothing was read. An incomplete one has `.incomplete` in its name. */
  readonly file: string | undefined;
  readonly bytes: number;
  readonly notes: readonly string[];
  /** Why it is incomplete, or not there; undefined if it is whole. */
  readonly fault: { readonly words: string; readonly fix: string | undefined } | undefined;
}

/**
 * Reads logs of nodes into `DIR/NODE/UNIT.log`. What goes wrong with one costs only that one; existing files are overwritten.
 * @throws DiskError if a file cannot be written; the signal's reason
 */
export async function collectNodeLogs(
  collecting: Collecting,
  take: (log: CollectedLog) => void = () => undefined,
): Promise<readonly CollectedLog[]> {
  const { nodes, logs, slots } = collecting;
  const pairs = nodes.flatMap((node) => logs.map((of) => ({ node, of })));
  return allDone(
    pairs.map(({ node, of }) =>
      slots.run(async () => {
        const log = await collectOne(node, of, collecting);
        take(log);
        return log;
      }),
    ),
  );
}

/** The name of a log: `kubelet`, `pods/x.log`. */
export function logName(of: LogOf): string {
  return of.kind === "unit" ? of.name : of.path;
}

async function collectOne(node: Node, of: LogOf, { wanted, dir, most }: Collecting): Promise<CollectedLog> {
  node.signal.throwIfAborted();
  const steps = [node.name, ...logName(of).split("/")].map(fileName);
  const name = path.posix.join(...steps);
  const base = path.join(dir, ...steps);
  const temporary = `${base}.${randomUUID()}`;
  const notes: string[] = [];
  let bytes = 0;
  let fault: CollectedLog["fault"];
  await onDisk(base, () => mkdir(path.dirname(base), { recursive: true }));
  const handle = await onDisk(base, () => open(temporary, "wx"));
  try {
    try {
      for await (const piece of readNodeLog(node, of, { wanted, follow: false })) {
        if (piece.kind === "note") {
          notes.push(piece.text);
          continue;
        }
        const part = piece.bytes.subarray(0, most - bytes);
        await onDisk(base, () => handle.write(part));
        bytes += part.length;
        if (part.length === piece.bytes.length) continue;
        fault = {
          words: `only its first ${most} bytes are kept`,
          fix: "ask for less, with --since or --tail",
        };
        break;
      }
    } catch (error) {
      node.signal.throwIfAborted();
      if (error instanceof DiskError) throw error;
      fault = { words: firstLine(error), fix: error instanceof UserError ? error.fix : undefined };
    } finally {
      await handle.close();
    }
    if (bytes === 0 && fault !== undefined)
      return { node: node.name, of, file: undefined, bytes, notes, fault };
    const ending = `${fault === undefined ? "" : ".incomplete"}${of.kind === "unit" ? ".log" : ""}`;
    await onDisk(base, () => rename(temporary, `${base}${ending}`));
    return { node: node.name, of, file: `${name}${ending}`, bytes, notes, fault };
  } finally {
    await rm(temporary, { force: true });
  }
}
