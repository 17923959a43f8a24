import { backoff } from "../async/backoff.ts";
import { firstLine } from "../errors.ts";
import { safe } from "../text/safe.ts";
import { JournalLines } from "./journal-lines.ts";
import { askLogs, Cut, mayCome, type Node, NodeError } from "./kubelet.ts";
import { type KeptLines, lastLines, turnedLines } from "./last-lines.ts";
import type { Entry } from "./listing.ts";
import { isTailHere, journalQuery, type Wanted } from "./query.ts";

/** A part of a log. */
export type LogPiece =
  /** Whole lines. */
  | { readonly kind: "lines"; readonly bytes: Uint8Array }
  /** Something to know about it. */
  | { readonly kind: "note"; readonly text: string };

/** How a journal was read. */
export type JournalEnd =
  | { readonly kind: "read" }
  /** The kubelet ignores queries, and has these files. */
  | { readonly kind: "off"; readonly entries: readonly Entry[] }
  | { readonly kind: "not in the journal" };

// milliseconds after which the kubelet ends its answer, whatever is missing (`kubelet_server_journal.go`, Copy); a little less, for the way
const cap = 29_500;
// answers without anything new, one after the other
const mostIdle = 3;

// milliseconds between two looks at a journal that grows
const every = 2000;

/** How a log is read. */
export interface Reading {
  readonly wanted: Wanted;
  /** Goes on with what is added to it, without an end. */
  readonly follow: boolean;
}

/**
 * Reads the journal of a unit. An answer that the kubelet ends after its 30 s, or that is cut, is continued at the last line. `zone` is asked
 * for where times matter.
 * @throws NodeError if journalctl fails or the journal cannot be read to its end; ConnectionError; the signal's reason
 */
export async function* readJournal(
  node: Node,
  unit: string,
  { wanted, follow }: Reading,
  zone: () => Promise<number>,
): AsyncGenerator<LogPiece, JournalEnd> {
  const { clock } = node;
  const began = clock.now();
  const lines = new JournalLines(wanted, began);
  const isHere = isTailHere(wanted);
  // until the last lines so far have come
  let kept = keptOf(wanted, began);
  let isFirst = true;
  let isTroubled = false;
  for (let idle = 0; ; ) {
    const before = lines.last;
    const look = isFirst
      ? wanted
      : { ...wanted, tail: undefined, since: fullSecond(before ?? wanted.since ?? began) };
    let end: Ended;
    try {
      const isTimed = !isFirst || wanted.since !== undefined || wanted.until !== undefined;
      end = yield* oneAnswer(node, unit, look, isTimed ? await zone() : 0, lines, kept);
      isTroubled = false;
    } catch (error) {
      node.signal.throwIfAborted();
      if (!follow || isFirst || !mayCome(error)) throw error;
      if (!isTroubled) yield { kind: "note", text: `reading it again: ${firstLine(error)}` };
      isTroubled = true;
      await clock.sleep(backoff(++idle), node.signal);
      lines.again();
      continue;
    }
    if (end.kind === "off") return end;
    if (end.kind === "whole") {
      const read = ending(node, unit, lines);
      if (read.kind !== "read" || !follow) return read;
      kept = undefined;
      idle = 0;
      await clock.sleep(every, node.signal);
    } else {
      idle = lines.last === before ? idle + 1 : 0;
      if ((isFirst && wanted.tail !== undefined && !isHere) || idle === mostIdle)
        throw incomplete(node, unit, end.cause);
      if (end.cause !== undefined) await clock.sleep(backoff(idle + 1), node.signal);
    }
    isFirst = false;
    lines.again();
  }
}

/** What keeps lines until all have come; undefined where they can be passed on. */
function keptOf(wanted: Wanted, now: number): KeptLines | undefined {
  if (wanted.tail === undefined || (wanted.grep === undefined && !isTailHere(wanted))) return undefined;
  return isTailHere(wanted) ? lastLines(wanted.tail) : turnedLines(now);
}

function fullSecond(at: number): number {
  return Math.floor(at / 1000) * 1000;
}

/** How an answer ended. */
type Ended =
  | { readonly kind: "whole" }
  | Extract<JournalEnd, { kind: "off" }>
  /** By the kubelet after its 30 s, or for another cause. */
  | { readonly kind: "cut"; readonly cause: unknown };

async function* oneAnswer(
  node: Node,
  unit: string,
  wanted: Wanted,
  zone: number,
  lines: JournalLines,
  kept: KeptLines | undefined,
): AsyncGenerator<LogPiece, Ended> {
  const { clock } = node;
  const begun = clock.monotonic();
  const answer = await askLogs(node, "", { query: journalQuery(unit, wanted, zone) });
  if (answer.kind === "folder") return { kind: "off", entries: answer.entries };
  try {
    for await (const chunk of answer.reply.chunks) {
      const fresh = lines.push(chunk);
      if (kept !== undefined) kept.push(fresh);
      else if (fresh.length > 0) yield { kind: "lines", bytes: Buffer.concat(fresh) };
    }
  } catch (error) {
    if (error instanceof Cut) return { kind: "cut", cause: error };
    throw error;
  }
  if (clock.monotonic() - begun >= cap) return { kind: "cut", cause: undefined };
  const rest = lines.end();
  kept?.push(rest);
  const all = kept?.all() ?? rest;
  if (all.length > 0) yield { kind: "lines", bytes: Buffer.concat(all) };
  return { kind: "whole" };
}

function incomplete(node: Node, unit: string, cause: unknown): NodeError {
  const why = cause === undefined ? "its kubelet gives up after 30s" : "the answer was cut again and again";
  return new NodeError(`node ${safe(node.name)}: the log of ${unit} is incomplete: ${why}`, {
    fix: "ask for less, with --since and --until",
    cause,
  });
}

function ending(node: Node, unit: string, { trouble }: JournalLines): JournalEnd {
  if (trouble === undefined) return { kind: "read" };
  if (trouble.kind === "not in the journal") return trouble;
  throw new NodeError(
    `node ${safe(node.name)}: the log of ${unit} cannot be read: ${safe(trouble.words.slice(0, 500))}`,
  );
}
