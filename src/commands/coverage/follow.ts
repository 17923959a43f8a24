import { type FileHandle, open, stat } from "node:fs/promises";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { coverageOf } from "../../coverage/build.ts";
import { isCovered } from "../../coverage/groups.ts";
import { unreadable } from "../../coverage/log/open.ts";
import { LogReader } from "../../coverage/log/read.ts";
import { Recorder } from "../../coverage/recorder.ts";
import type { Coverage } from "../../coverage/schema.ts";
import { Tally } from "../../coverage/tally.ts";
import { InputError } from "../../errors.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import type { MeasuringFlags } from "./flags.ts";
import { prepare } from "./measure.ts";
import { asTable } from "./table.ts";
import { headline, sayResult } from "./words.ts";

const piece = 512 * 1024;
/** Between two looks at the end of the file. */
const pause = 500;

/**
 * Reads a log while it grows, also across its rotation, and prints each endpoint when it is first tested; an interruption ends it with the
 * table.
 */
export async function follow(
  context: Context,
  logs: readonly string[],
  flags: MeasuringFlags,
): Promise<void> {
  const { io } = context;
  const [name, ...more] = logs;
  if (name === undefined || name === "-" || more.length > 0)
    throw new InputError("--follow reads exactly one log, a file", {
      fix: "name the log that the API server writes now",
    });
  const { question, subject } = await prepare(context, flags);
  const tally = new Tally(question);
  const recorder = new Recorder(question);
  const reader = new LogReader(name, recorder);
  const count = tally.source();
  const ended = new AbortController();
  const release = io.onSignal(() => ended.abort());
  const now = () =>
    coverageOf(subject, tally, {
      read: reader.read,
      broken: reader.broken,
      shown: reader.shown,
      missing: [],
    });
  let before: Coverage | undefined;
  const take = (bytes: Uint8Array) => {
    reader.push(bytes);
    count(recorder.drain());
  };
  const end = () => {
    reader.end();
    count(recorder.drain());
  };
  const show = () => {
    const coverage = now();
    for (const line of news(before, coverage)) io.stdout.write(`${safe(line)}\n`);
    if (before === undefined || headline(before) !== headline(coverage))
      io.stderr.write(`${headline(coverage)}\n`);
    before = coverage;
  };
  try {
    await grow(path.resolve(io.cwd, name), name, { take, end, show }, context, ended.signal);
  } finally {
    release();
  }
  const coverage = now();
  io.stdout.write(
    asTable({ coverage, endpoints: coverage.endpoints, isChosen: false, by: "group", name, io }),
  );
  sayResult(io.stderr, coverage);
}

/** The endpoints that were tested since; none of the first look, which may be thousands. */
function news(before: Coverage | undefined, after: Coverage): string[] {
  if (before === undefined) return [];
  const known = new Set(before.endpoints.flatMap((one) => (isCovered(before, one) ? [one.operationId] : [])));
  return after.endpoints
    .filter((one) => isCovered(after, one) && !known.has(one.operationId))
    .map(({ operationId, tests: [test] }) => `${operationId}${test === undefined ? "" : `   ${test}`}`);
}

/** Where what is read goes. */
interface Follower {
  take(bytes: Uint8Array): void;
  /** The file ended, and another begins. */
  end(): void;
  /** Everything that is there was taken. */
  show(): void;
}

/** Reads what is there and what comes, until the signal; a file that was moved away or cut is read again from its start. */
async function grow(
  file: string,
  name: string,
  { take, end, show }: Follower,
  { io }: Context,
  signal: AbortSignal,
): Promise<void> {
  let handle = await opened(file, name);
  const buffer = Buffer.alloc(piece);
  let at = 0;
  let isShown = false;
  try {
    while (!signal.aborted) {
      io.signal.throwIfAborted();
      const { bytesRead } = await handle.read(buffer, 0, piece, at);
      if (bytesRead > 0) {
        at += bytesRead;
        take(buffer.subarray(0, bytesRead));
        isShown = false;
        await setImmediate();
        continue;
      }
      if (!isShown) show();
      isShown = true;
      await io.sleep(pause, signal).catch(() => undefined);
      const there = await stat(file).catch(() => undefined);
      const { ino, size } = await handle.stat();
      // while it is rotated there is none for a moment
      if (there === undefined) continue;
      if (there.ino !== ino && size <= at) {
        const next = await open(file).catch(() => undefined);
        if (next === undefined) continue;
        await handle.close();
        handle = next;
      } else if (size >= at) continue;
      // a line that was not whole does not go on in the new file
      end();
      at = 0;
    }
  } finally {
    await handle.close();
  }
}

async function opened(file: string, name: string): Promise<FileHandle> {
  return open(file).catch((cause: unknown) => {
    throw unreadable(name, cause);
  });
}
