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
export function journalQuery(unit: string, { since, until, tail, grep, boot }: Wanted, zone: number): Query {
  return {
    query: unit,
    sinceTime: since === undefined ? ever : wall(since, zone),
    untilTime: until === undefined ? undefined : wall(until + 999, zone),
    tailLines: tail,
    pattern: grep,
    boot,
  };
}

/** The time on the node's clocks on the wall, in whole seconds. */
function wall(at: number, zone: number): string {
  return `${new Date(at + zone).toISOString().slice(0, 19)}Z`;
}

/** A `--grep` as journalctl reads it: in any case if it has no capital letters. Throws SyntaxError. */
export function grepPattern(grep: string): RegExp {
  return new RegExp(grep, /\p{Lu}/u.test(grep) ? "u" : "iu");
}
