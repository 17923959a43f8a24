import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { InputError } from "../../../errors.ts";
import { connect } from "../../../kube/connection.ts";
import type { ConnectionFlags } from "../../../kube/flags.ts";
import { loadKubeConfig } from "../../../kube/kubeconfig.ts";
import type { Io } from "../../../process/io.ts";
import { systemWords } from "../../../text/system-words.ts";
import type { FleetFlags } from "./flags.ts";

/** One of several clusters that runs are executed on side by side. */
export interface Member {
  /** The context's name, or the kubeconfig's file name without its extension. */
  readonly name: string;
  readonly flags: ConnectionFlags;
  /** The arguments that would name only this cluster on a command line. */
  readonly words: readonly string[];
}

type Files = Pick<Io, "env" | "cwd">;

/**
 * The clusters that `--contexts` or `--kubeconfigs` name. It contacts no cluster.
 * @throws InputError if one is unknown, named twice, or the same server as another
 */
export function readMembers(flags: FleetFlags & ConnectionFlags, io: Files): readonly Member[] {
  const { contexts, kubeconfigs, ...connection } = flags;
  const members =
    kubeconfigs === undefined
      ? ofContexts(contexts ?? [], connection, io)
      : ofFolder(kubeconfigs, connection, io);
  refuseSameServer(members, io);
  return members;
}

function ofContexts(names: readonly string[], flags: ConnectionFlags, io: Files): readonly Member[] {
  if (names.length === 0) throw new InputError("--contexts names no context");
  const known = loadKubeConfig(flags.kubeconfig, false, io).kubeConfig.contexts.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new InputError(`--contexts ${unknown.join(",")}: no such context`, {
      fix: known.length === 0 ? "the kubeconfig has no contexts" : `choose among: ${known.join(", ")}`,
    });
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new InputError(`--contexts names ${twice} twice`);
  return names.map((name) => ({
    name,
    flags: { ...flags, context: name },
    words: ["--context", name],
  }));
}

function ofFolder(folder: string, flags: ConnectionFlags, io: Files): readonly Member[] {
  const files = kubeconfigsIn(path.resolve(io.cwd, folder), `--kubeconfigs ${folder}`);
  const stems = files.map((file) => path.parse(file).name);
  return files.map((file, index) => {
    const stem = stems[index] ?? file;
    const place = path.join(folder, file);
    return {
      name: stems.filter((other) => other === stem).length === 1 ? stem : file,
      flags: { ...flags, kubeconfig: place },
      words: ["--kubeconfig", place],
    };
  });
}

/** All files in the folder: one that is not a kubeconfig is reported when it is read, so that no cluster is silently left out. */
function kubeconfigsIn(folder: string, origin: string): readonly string[] {
  let files: readonly string[];
  try {
    files = readdirSync(folder)
      .filter((file) => !file.startsWith(".") && statSync(path.join(folder, file)).isFile())
      .sort();
  } catch (cause) {
    throw new InputError(`${origin} cannot be read: ${systemWords(cause)}`, { cause });
  }
  if (files.length === 0) throw new InputError(`${origin}: this folder has no kubeconfig`);
  return files;
}

function refuseSameServer(members: readonly Member[], io: Files): void {
  const seen = new Map<string, string>();
  for (const { name, flags } of members) {
    const server = serverOf(name, flags, io);
    const { href } = new URL(server);
    const other = seen.get(href);
    if (other !== undefined) {
      throw new InputError(`${other} and ${name} are the same cluster: ${server}`, {
        fix: "leave one of them out; two suites in one cluster disturb each other",
      });
    }
    seen.set(href, name);
  }
}

function serverOf(name: string, flags: ConnectionFlags, io: Files): string {
  try {
    return connect(flags, io).server;
  } catch (error) {
    // most errors in a kubeconfig name no file, and their fixes are flags for a single cluster
    const place = flags.kubeconfig ?? `context ${name}`;
    if (error instanceof InputError && !error.message.includes(place))
      throw new InputError(`${place}: ${error.message}`, {
        fix: "fix it, or move it out of the folder",
        cause: error,
      });
    throw error;
  }
}
