import { InputError } from "../../errors.ts";
import type { LogOf } from "../../nodes/log.ts";
import { grepPattern, mostTail, unitName, type Wanted } from "../../nodes/query.ts";
import { parseBytes } from "../../text/bytes.ts";
import { safe } from "../../text/safe.ts";
import { timeFlag } from "../time-flag.ts";

/** The flags that choose logs and lines, as they are given. */
export interface LogFlags {
  readonly unit?: readonly string[] | undefined;
  readonly path?: readonly string[] | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly tail?: string | undefined;
  readonly grep?: string | undefined;
  readonly boot?: string | undefined;
  readonly follow?: boolean | undefined;
  readonly output?: string | undefined;
  readonly limitBytes?: string | undefined;
}

/** What they mean. */
export interface LogSettings {
  readonly logs: readonly LogOf[];
  readonly wanted: Wanted;
  readonly follow: boolean;
  /** Bytes of one log that are written to a folder. */
  readonly most: number;
}

const usualMost = "100MB";

/** @throws InputError naming the flag that cannot be used */
export function readLogFlags(flags: LogFlags, now: number): LogSettings {
  const { unit, path: paths = [], since, until, grep, follow = false } = flags;
  for (const name of unit ?? []) {
    if (!unitName.test(name))
      throw new InputError(`--unit ${safe(name)}: not a name of a service`, {
        fix: "use letters, digits and -_.:@; for a file below /var/log, use --path",
      });
  }
  for (const file of paths) {
    if (file === "" || /\\|(?:^|\/)\.{1,2}(?:\/|$)/.test(file))
      throw new InputError(`--path ${safe(file)}: not a file below /var/log`, {
        fix: "name it as pods/x.log",
      });
  }
  if (grep !== undefined) checkGrep(grep);
  const wanted: Wanted = {
    since: since === undefined ? undefined : timeFlag("--since", since, now),
    until: until === undefined ? undefined : timeFlag("--until", until, now),
    tail:
      flags.tail === undefined || flags.tail === "-1"
        ? undefined
        : wholeNumber("--tail", flags.tail, mostTail),
    grep,
    boot:
      flags.boot === undefined ? undefined : -wholeNumber("--boot", flags.boot.replace(/^-/, ""), 100_000),
  };
  if (wanted.since !== undefined && wanted.until !== undefined && wanted.since > wanted.until)
    throw new InputError("--since is after --until");
  if (follow && (wanted.until !== undefined || (wanted.boot ?? 0) < 0))
    throw new InputError("--follow: a log that has ended does not grow", {
      fix: "leave out --until and --boot",
    });
  if (follow && flags.output !== undefined)
    throw new InputError("--follow and --output exclude each other", {
      fix: "redirect the output: > node.log",
    });
  if (flags.limitBytes !== undefined && flags.output === undefined)
    throw new InputError("--limit-bytes is only for --output");
  const most = parseBytes(flags.limitBytes ?? usualMost);
  if (most === undefined || most === 0)
    throw new InputError(`--limit-bytes ${safe(flags.limitBytes ?? "")}: not a number of bytes`, {
      fix: "write it as 20MB or 1GiB",
    });
  const units = unit ?? (paths.length > 0 ? [] : ["kubelet"]);
  const logs: LogOf[] = [
    ...[...new Set(units)].map((name) => ({ kind: "unit" as const, name: name.replace(/\.service$/, "") })),
    ...[...new Set(paths)].map((path) => ({
      kind: "file" as const,
      path: path.replace(/^(?:\/var\/log)?\/+/, ""),
    })),
  ];
  return { logs, wanted, follow, most };
}

function checkGrep(grep: string): void {
  try {
    grepPattern(grep);
  } catch (cause) {
    throw new InputError(`--grep ${safe(grep)} is not a regexp`, { cause });
  }
}

function wholeNumber(flag: string, value: string, most: number): number {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (number <= most) return number;
  throw new InputError(`${flag} ${safe(value)}: not a whole number up to ${most}`);
}
