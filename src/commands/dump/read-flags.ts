import path from "node:path";
import type { DumpOptions, LogChoice, NamespaceChoice } from "../../dump/options.ts";
import { InputError } from "../../errors.ts";
import { parseBytes } from "../../text/bytes.ts";
import { safe } from "../../text/safe.ts";
import { timeFlag } from "../time-flag.ts";
import type { SonobuoyConfig } from "./sonobuoy-config.ts";

/** The flags of `dump`, as they are given. */
export interface DumpFlags {
  readonly output?: string | undefined;
  readonly namespace?: readonly string[] | undefined;
  readonly namespaces?: string | undefined;
  readonly selector?: string | undefined;
  readonly resources?: readonly string[] | undefined;
  readonly secrets: "none" | "keys";
  readonly redact: boolean;
  readonly logs: boolean;
  readonly logsNamespaces?: string | undefined;
  readonly since?: string | undefined;
  readonly tail?: string | undefined;
  readonly limitBytes: string;
  readonly limitTotal: string;
  readonly nodes?: boolean | undefined;
  readonly around?: string | undefined;
}

const usualTail = 20_000;

/**
 * What the flags mean, over what a configuration file of Sonobuoy says. `now` is the time that durations count back from.
 * @throws InputError naming the flag that cannot be used
 */
export function readDumpFlags(flags: DumpFlags, from: SonobuoyConfig, cwd: string, now: number): DumpOptions {
  const given = flags.resources ?? from.resources;
  const words = new Set(given);
  const isWanted = (word: string) => given === undefined || words.has(word);
  const resources = given?.filter((name) => !ofSonobuoy.has(name));
  const namespaces = chosen(flags, from);
  const logs = flags.logs && isWanted("podlogs") ? logsOf(flags, from, now) : undefined;
  return {
    dir: path.resolve(
      cwd,
      flags.output ??
        `dump-${new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-")}`,
    ),
    asked: askedBy(flags, from),
    namespaces: namespaces ?? { kind: "matching", pattern: /.*/ },
    labelSelector: flags.selector ?? from.labelSelector,
    resources: resources === undefined ? undefined : words.has("secrets") ? [...resources] : resources,
    secrets: flags.secrets,
    redact: flags.redact,
    logs:
      logs === undefined || logs.namespaces !== undefined || namespaces !== undefined
        ? logs
        : { ...logs, namespaces: usualLogs },
    nodes: flags.nodes === true || from.resources?.includes("nodes") === true,
    groups: isWanted("servergroups"),
    version: isWanted("serverversion"),
  };
}

/** The flags and the configuration that choose what is taken, and no others: they may contain credentials. */
function askedBy(flags: DumpFlags, from: SonobuoyConfig): string {
  const { namespace, namespaces, selector, resources, secrets, redact, logs, logsNamespaces } = flags;
  const { since, tail, limitBytes, limitTotal, nodes, around } = flags;
  const objects = { namespace, namespaces, selector, resources, secrets, redact, around, nodes };
  const ofLogs = { logs, logsNamespaces, since, tail, limitBytes, limitTotal };
  return JSON.stringify([objects, ofLogs, from], (_key, value: unknown) =>
    value instanceof RegExp ? value.source : value,
  );
}

// words for what is not a kind of object
const ofSonobuoy: ReadonlySet<string> = new Set(["podlogs", "servergroups", "serverversion"]);
// as Sonobuoy
const usualLogs: NamespaceChoice = { kind: "matching", pattern: /^kube-system$/ };

function chosen(flags: DumpFlags, from: SonobuoyConfig): NamespaceChoice | undefined {
  if (flags.namespace !== undefined && flags.namespaces !== undefined)
    throw new InputError("--namespace and --namespaces exclude each other");
  if (flags.namespace !== undefined) {
    const wrong = flags.namespace.find((name) => !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name));
    if (wrong !== undefined)
      throw new InputError(`--namespace ${safe(wrong)}: not a name that Kubernetes accepts`, {
        fix: "for a regexp, use --namespaces",
      });
    return { kind: "named", names: [...new Set(flags.namespace)].toSorted() };
  }
  return flags.namespaces === undefined ? from.namespaces : matching("--namespaces", flags.namespaces);
}

/** @throws InputError if it is not a regexp */
export function matching(flag: string, pattern: string): NamespaceChoice {
  try {
    return { kind: "matching", pattern: new RegExp(pattern) };
  } catch (cause) {
    throw new InputError(`${flag} ${safe(pattern)} is not a regexp`, { cause });
  }
}

function logsOf(flags: DumpFlags, from: SonobuoyConfig, now: number): LogChoice {
  const { logs } = from;
  const since = flags.since === undefined ? undefined : timeFlag("--since", flags.since, now);
  const hasTime = since !== undefined || logs.sinceSeconds !== undefined || logs.sinceTime !== undefined;
  const tail = flags.tail === undefined ? logs.tailLines : wholeNumber("--tail", flags.tail);
  return {
    namespaces:
      flags.logsNamespaces === undefined
        ? logs.namespaces
        : matching("--logs-namespaces", flags.logsNamespaces),
    labelSelector: logs.labelSelector,
    fieldSelectors: logs.fieldSelectors,
    sinceSeconds: since === undefined ? logs.sinceSeconds : undefined,
    sinceTime: since === undefined ? logs.sinceTime : new Date(since).toISOString().replace(/\.\d+Z$/, "Z"),
    timestamps: logs.timestamps,
    tailLines: tail ?? (hasTime ? undefined : usualTail),
    most: bytes("--limit-bytes", flags.limitBytes),
    total: bytes("--limit-total", flags.limitTotal),
  };
}

function wholeNumber(flag: string, value: string): number | undefined {
  if (value === "-1") return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new InputError(`${flag} ${safe(value)}: not a whole number`);
}

function bytes(flag: string, value: string): number {
  const number = parseBytes(value);
  if (number !== undefined && number > 0) return number;
  throw new InputError(`${flag} ${safe(value)}: not a number of bytes`, { fix: "write it as 20MB or 1GiB" });
}
