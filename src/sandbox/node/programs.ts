import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { Pulse } from "../clock.ts";
import type { Content, Folder } from "./files.ts";

/** Where a program in a container reads and writes. */
export interface Streams {
  readonly results: Folder;
  stdout(bytes: Uint8Array): Promise<void>;
  stderr(text: string): Promise<void>;
  /** Sends SIGINT to the suite's processes. */
  interrupt(): void;
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal;
}

/** Returns the exit code. */
type Program = (args: readonly string[], streams: Streams) => Promise<number>;

const encoder = new TextEncoder();

/** The few programs of the image that are useful on a results folder, in their GNU form. */
const programs: Readonly<Record<string, Program>> = {
  cat: (paths, streams) => eachFile("cat: ", paths, streams, (content) => copy(content, 0, streams)),
  gzip,
  ls,
  sh,
  sha256sum: (paths, streams) =>
    eachFile("sha256sum: ", paths, streams, (content, path) =>
      print(streams, `${sha256(content)}  ${path}\n`),
    ),
  stat,
  tail,
  test,
  true: async () => 0,
};

/** The program that a command names, if the image has it. */
export function findProgram(name: string): Program | undefined {
  const file = name.replace(/^(\/usr)?\/bin\//, "");
  return Object.hasOwn(programs, file) ? programs[file] : undefined;
}

/** There is no shell, but this is the one script that matters: it sends SIGINT to the suite itself. */
async function sh(args: readonly string[], streams: Streams): Promise<number> {
  const [flag, script = ""] = args;
  if (flag !== "-c" || !/e2e\.test[\s\S]*kill -(INT|2)/.test(script)) return usage("sh", streams, 2);
  streams.interrupt();
  return 0;
}

async function ls(args: readonly string[], streams: Streams): Promise<number> {
  const [directory = "."] = args.filter((arg) => arg !== "-1");
  if (directory.replace(/\/$/, "") !== streams.results.path) {
    await streams.stderr(`ls: cannot access '${directory}': No such file or directory\n`);
    return 2;
  }
  await print(
    streams,
    streams.results
      .names()
      .map((name) => `${name}\n`)
      .join(""),
  );
  return 0;
}

async function stat(args: readonly string[], streams: Streams): Promise<number> {
  const [flag, format, ...paths] = args;
  if (flag !== "-c" || format !== "%s") return usage("stat", streams);
  return eachFile("stat: cannot statx ", paths, streams, (content) => print(streams, `${content.size}\n`));
}

async function test(args: readonly string[], streams: Streams): Promise<number> {
  const [flag = "", path = ""] = args;
  const content = streams.results.open(path);
  if (flag === "-e" || flag === "-f") return content === undefined ? 1 : 0;
  if (flag === "-s") return content !== undefined && content.size > 0 ? 0 : 1;
  return usage("test", streams, 2);
}

async function gzip(args: readonly string[], streams: Streams): Promise<number> {
  const [flag, ...paths] = args;
  if (flag !== "-c") return usage("gzip", streams);
  return eachFile("gzip: ", paths, streams, async (content) => {
    await streams.stdout(gzipSync(Buffer.concat([...content.pieces(0)])));
  });
}

/** `tail -c +N [-f|-F] FILE`: from the Nth byte on, and additions for as long as they are wanted. */
async function tail(args: readonly string[], streams: Streams): Promise<number> {
  const [, offset, follow, path = ""] = /^-c \+?(\d+)(?: (-[fF]))? (\S+)$/.exec(args.join(" ")) ?? [];
  if (offset === undefined) return usage("tail", streams);
  const content = await tailed(path, follow === "-F", streams);
  if (content === undefined) return 1;
  const grown = content.grown ?? new Pulse();
  let at = Math.max(0, Number(offset) - 1);
  while (!streams.signal.aborted) {
    at = await copy(content, at, streams);
    if (follow === undefined) return 0;
    if (content.size <= at) await grown.next(streams.signal);
  }
  return 143;
}

/** The file to tail; with `-F`, tail waits for it. */
async function tailed(path: string, wait: boolean, streams: Streams): Promise<Content | undefined> {
  const found = streams.results.open(path);
  if (found !== undefined) return found;
  await streams.stderr(`tail: cannot open '${path}' for reading: No such file or directory\n`);
  while (wait && !streams.signal.aborted) {
    await streams.results.appeared.next(streams.signal);
    const appeared = streams.results.open(path);
    if (appeared === undefined) continue;
    await streams.stderr(`tail: '${path}' has appeared;  following new file\n`);
    return appeared;
  }
  if (!wait) await streams.stderr("tail: no files remaining\n");
  return undefined;
}

async function eachFile(
  complaint: string,
  paths: readonly string[],
  streams: Streams,
  work: (content: Content, path: string) => Promise<unknown>,
): Promise<number> {
  let code = 0;
  for (const path of paths) {
    const content = streams.results.open(path);
    if (content !== undefined) {
      await work(content, path);
      continue;
    }
    const quoted = complaint.startsWith("stat") ? `'${path}'` : path;
    await streams.stderr(`${complaint}${quoted}: No such file or directory\n`);
    code = 1;
  }
  return code;
}

/** Returns the offset that it reached. */
async function copy(content: Content, from: number, streams: Streams): Promise<number> {
  let at = from;
  for (const bytes of content.pieces(from)) {
    if (streams.signal.aborted) break;
    await streams.stdout(bytes);
    at += bytes.length;
  }
  return at;
}

function sha256(content: Content): string {
  const hash = createHash("sha256");
  for (const bytes of content.pieces(0)) hash.update(bytes);
  return hash.digest("hex");
}

function print(streams: Streams, text: string): Promise<void> {
  return streams.stdout(encoder.encode(text));
}

async function usage(name: string, streams: Streams, code = 1): Promise<number> {
  await streams.stderr(`${name}: the sandbox does not know these options\n`);
  return code;
}
