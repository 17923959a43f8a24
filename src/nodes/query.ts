import type { Query } from "../kube/transport.ts";

/** Which lines of a log to read. */
export interface Wanted {
  /** Milliseconds since the epoch. */
  readonly since?: number | undefined;
  /** Milliseconds since the epoch. */
  readonly until?: number | undefined;
  /** Only the last lines of the rest. */
  readonly tail?: number | undefined;
  /** A regexp that lines match; in any case if it has no capital letters. */
  readonly grep?: string | undefined;
  /** The boot, counted back from the current one: 0, -1, … */
  readonly boot?: number | undefined;
}

/** What the kubelet allows (`kubelet_server_journal.go`). */
export const mostTail = 100_000;
export const unitName = /^[a-zA-Z\-_.:0-9@]{1,256}$/;

// before every journal
const ever = "2000-01-01T00:00:00Z";

/**
 * The query for the journal of one unit. It always has an option, so that a unit that logs to a file is answered with a message and not with
 * the file, which looks like a journal. The kubelet gives times to journalctl without their zone, which takes them as the node's local
 * time: `zone` is its distance from UTC in milliseconds.
 */
export function journalQuery(unit: string, wanted: Wanted, zone: number): Query {
  const { since, until, tail, grep, boot } = wanted;
  const isEverything = Object.values(wanted).every((value) => value === undefined);
  return {
    query: unit,
    sinceTime: since === undefined ? (isEverything ? ever : undefined) : wall(since, zone),
    untilTime: until === undefined ? undefined : wall(until + 999, zone),
    tailLines: isTailHere(wanted) ? undefined : tail,
    pattern: grep,
    boot,
  };
}

/**
 * Whether the last lines have to be chosen here: with a time, journalctl's `--lines` counts from the beginning, unless a pattern makes it begin
 * at the end (systemd 252, `journalctl.c`).
 */
export function isTailHere({ since, until, tail, grep }: Wanted): boolean {
  return tail !== undefined && grep === undefined && (since !== undefined || until !== undefined);
}

/** The time on the node's clocks on the wall, in whole seconds. */
export function wall(at: number, zone: number): string {
  return `${new Date(at + zone).toISOString().slice(0, 19)}Z`;
}

/** A `--grep` as journalctl reads it: in any case if it has no capital letters. Throws SyntaxError. */
export function grepPattern(grep: string): RegExp {
  return new RegExp(grep, /\p{Lu}/u.test(grep) ? "u" : "iu");
}
