import { RunError } from "../../errors.ts";
import { execText } from "../../kube/exec.ts";
import { persist } from "../../kube/retry.ts";
import type { PodFiles } from "../../run/pod-files.ts";
import { safe } from "../../text/safe.ts";
import { collectorName, pluginResults } from "../definition/hints.ts";

/** A file below a folder of a pod, with what the pod says about it. */
export interface Listed {
  /** Relative to the folder. */
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** What a plugin hands over. */
export type Given =
  | { readonly kind: "file"; readonly folder: string; readonly name: string }
  | { readonly kind: "folder"; readonly folder: string }
  /** Why it cannot be taken; `there` is what is in the results folder instead. */
  | { readonly kind: "nothing"; readonly why: string };

/** The collector of a pod, through which its files are read. */
export type Collector = Omit<PodFiles, "place"> & { readonly pod: string };

// milliseconds
const patience = 60_000;
// a plugin that has ended is not kept waiting for an answer that changes little
const shortPatience = 10_000;
// bytes: a hundred thousand files with long paths
const mostListing = 32 * 2 ** 20;
const mostFiles = 100_000;

interface RunOptions {
  /** Bytes that the script may print; 1 MiB by default. */
  readonly most?: number;
  /** Milliseconds for which it is tried. */
  readonly within?: number;
}

function run(
  collector: Collector,
  script: string,
  words: readonly string[],
  { most, within = patience }: RunOptions = {},
): Promise<string> {
  const { cluster, namespace, pod, signal, io } = collector;
  const command = ["sh", "-c", script, "sh", ...words];
  const program = { namespace, pod, container: collectorName, command, signal };
  return persist(io, within, () => execText(cluster, program, most), signal);
}

/** Whether the plugin has written its `done` file. */
export async function hasDone(collector: Collector): Promise<boolean> {
  const said = await run(collector, '[ -e "$1/done" ] && echo yes || echo no', [pluginResults], {
    within: shortPatience,
  });
  return said.trim() === "yes";
}

/**
 * What the `done` file names. A relative path is one from the results folder, and a path that is not in the volume does not exist for the
 * collector.
 */
export async function readGiven(collector: Collector): Promise<Given> {
  const script = `cat "$1/done" | head -c 4097`;
  const text = await run(collector, script, [pluginResults]);
  const named = text.trim();
  if (Buffer.byteLength(text) > 4096 || named.includes("\n")) return nothing("has more than one path in it");
  if (named === "") return nothing("is empty; write the path of the results into it");
  const path = named.startsWith("/") ? named : `${pluginResults}/${named}`;
  const kind = await run(
    collector,
    'if [ -d "$1" ]; then [ -r "$1" ] && [ -x "$1" ] && echo folder || echo closed; elif [ -f "$1" ]; then [ -r "$1" ] && echo file || echo closed; elif [ -e "$1" ]; then echo special; else echo absent; fi',
    [path],
  );
  const shown = safe(named);
  switch (kind.trim()) {
    case "folder":
      return { kind: "folder", folder: path.replace(/\/+$/, "") || "/" };
    case "file": {
      const at = path.lastIndexOf("/");
      return { kind: "file", folder: path.slice(0, at), name: path.slice(at + 1) };
    }
    case "closed":
      return nothing(
        `names ${shown}, which only its owner may read; make it readable for all (chmod -R a+rX)`,
      );
    case "special":
      return nothing(`names ${shown}, which is neither a file nor a folder`);
    default:
      return nothing(`names ${shown}, which does not exist in the results volume`);
  }
}

function nothing(why: string): Given {
  return { kind: "nothing", why: `its done file ${why}` };
}

/** The regular files below a folder, or one file of it, and why others cannot be read, in the collector's words. */
export async function listFiles(
  collector: Collector,
  folder: string,
  name = ".",
): Promise<{ readonly files: readonly Listed[]; readonly problems: readonly string[] }> {
  // a path that the plugin names may be a link; in a folder, links are not followed
  const isNamed = name !== ".";
  const find = isNamed ? "find -L" : "find";
  const words = [folder, isNamed ? `./${name}` : name];
  const sizes = await run(
    collector,
    `cd "$1" && ${find} "$2" -type f -exec stat -L -c "%s %n" {} + 2>/dev/null; true`,
    words,
    { most: mostListing },
  );
  const sums = await run(
    collector,
    `cd "$1" && ${find} "$2" -type f -exec sha256sum {} + 2>&1; true`,
    words,
    { most: mostListing },
  );
  const size = new Map<string, number>();
  for (const line of sizes.split("\n")) {
    const [, bytes, path] = /^(\d+) \.\/(.+)$/.exec(line) ?? [];
    if (path !== undefined) size.set(path, Number(bytes));
  }
  const files: Listed[] = [];
  const problems: string[] = [];
  for (const line of sums.split("\n")) {
    const [, sha256, path] = /^([0-9a-f]{64}) [ *]\.\/(.+)$/.exec(line) ?? [];
    const bytes = path === undefined ? undefined : size.get(path);
    if (sha256 !== undefined && path !== undefined && bytes !== undefined)
      files.push({ path, size: bytes, sha256 });
    else if (line !== "") problems.push(safe(line.slice(0, 500)));
  }
  if (files.length > mostFiles) throw new RunError(`the plugin left more than ${mostFiles} files`);
  return { files, problems };
}
