import path from "node:path";
import type { V1Toleration } from "@kubernetes/client-node";
import { InputError } from "../../errors.ts";
import { readSmall } from "../../process/read-small.ts";
import { isLabelKey, isLabelName, isSubdomain } from "../../run/plan/names.ts";
import type { RunRequest } from "../../run/plan/plan.ts";
import { namePattern } from "../../run/plan/plan-schema.ts";
import { mostProcesses } from "../../run/plan/processes.ts";
import { locationOf } from "../../stores/location.ts";
import { readRepoList } from "../../suite/repo-list.ts";
import { parseDuration } from "../../text/duration.ts";
import { systemWords } from "../../text/system-words.ts";

/** A whole number above 0. Throws InputError. */
export function positive(flag: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InputError(`${flag} ${text}: not a whole number above 0`);
}

/** A number of Ginkgo processes. Throws InputError. */
export function parallel(text: string): number {
  const processes = positive("--parallel", text);
  if (processes <= mostProcesses) return processes;
  throw new InputError(`--parallel ${text}: more than ${mostProcesses}`, {
    fix: "each process needs about 160 MB, all in one pod; --parallel auto uses at most 25",
  });
}

/** Milliseconds. Throws InputError. */
export function duration(flag: string, text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new InputError(`${flag} ${text}: not a duration`, { fix: "write it like 90s, 15m or 2h30m" });
}

/** The URL of a list of registries, or the content of its file. Throws InputError if the file cannot be read. */
export function repoList(given: string, cwd: string): NonNullable<RunRequest["testRepoList"]> {
  if (/^https?:\/\//.test(given)) return { url: given };
  const unusable = (why: string) =>
    new InputError(`--test-repo-list ${given}: ${why}`, {
      fix: "name a readable file, or an http(s) URL",
    });
  const file = path.resolve(cwd, given);
  try {
    return { yaml: readRepoList(readSmall(file, largestRepoList)) };
  } catch (error) {
    throw unusable(systemWords(error));
  }
}

// bytes; the limit of a config map
const largestRepoList = 1 << 20;

/** The secret in `[NAMESPACE/]NAME`. Throws InputError. */
export function pullSecret(given: string): { namespace: string; name: string } {
  const [first = "", second, ...more] = given.split("/");
  const names = second === undefined ? ["default", first] : [first, second];
  const [namespace = "", name = ""] = names;
  if (more.length > 0 || !new RegExp(namePattern).test(namespace) || !isSubdomain(name)) {
    throw new InputError(`--image-pull-secret ${given}: not [namespace/]name`, {
      fix: "write it like default/registry",
    });
  }
  return { namespace, name };
}

/** The label and value of `key=value`. Throws InputError. */
export function selector(given: string): [string, string] {
  const cut = given.indexOf("=");
  const [key, value] = [given.slice(0, Math.max(cut, 0)), given.slice(cut + 1)];
  if (!isLabelKey(key) || !(value === "" || isLabelName(value)))
    throw new InputError(`--node-selector ${given}: not key=value`, {
      fix: "write it as a node's label: topology.kubernetes.io/zone=eu-1a",
    });
  return [key, value];
}

const effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

/** The toleration in `key[=value][:effect]`. Throws InputError. */
export function toleration(given: string): V1Toleration {
  const found = /^([^=:]+)(?:=([^:]*))?(?::(\w+))?$/.exec(given);
  const [, key, value, effect] = found ?? [];
  if (
    key === undefined ||
    !isLabelKey(key) ||
    !(value === undefined || value === "" || isLabelName(value)) ||
    (effect !== undefined && !effects.includes(effect))
  ) {
    throw new InputError(`--toleration ${given}: not key[=value][:effect]`, {
      fix: `effects are ${effects.join(", ")}`,
    });
  }
  return {
    key,
    ...(value === undefined ? { operator: "Exists" } : { operator: "Equal", value }),
    ...(effect === undefined ? {} : { effect }),
  };
}

/** Checks the value of --publish. Throws InputError if it does not name a store. */
export function checkPublish(text: string, cwd: string): void {
  try {
    locationOf(text, cwd);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`--publish ${error.message}`, {
      ...(error.fix === undefined ? {} : { fix: error.fix }),
    });
  }
}
