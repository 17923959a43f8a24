import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { clearTimeout, setTimeout } from "node:timers";

import { firstLine } from "../../../errors.ts";
import type { Io } from "../../../process/io.ts";
import { safe } from "../../../text/safe.ts";
import type { EndAction, RunEnd } from "./end.ts";

// milliseconds
const longest = 60_000;
// after the command has ended, for what it printed to arrive
const lastWords = 1000;
const mostPrinted = 64 * 1024;

/**
 * Runs the command of --on-finish in a shell when the suite has ended, with the result in its environment. What it prints goes to stderr, the
 * first 64 KiB of it; its shell is killed after `within` milliseconds. Its failure is a warning.
 */
export function onFinish(
  command: string,
  { env, cwd, stderr, signal }: Pick<Io, "env" | "cwd" | "stderr" | "signal">,
  cluster: string | undefined,
  within = longest,
): EndAction {
  return async (end) => {
    if (end.kind === "left") return;
    const say = (text: string) => stderr.write(`${text}\n`);
    const own = {
      ...env,
      ...endVariables(end),
      ...(cluster === undefined ? {} : { CONFORMANCE_CLUSTER: cluster }),
    };
    const failure = await run(command, { env: own, cwd, signal, within }, say);
    if (failure !== undefined) say(`warning: the command of --on-finish ${failure}`);
  };
}

/** What the command of --on-finish finds in its environment; control characters in it are visible. */
export function endVariables(end: RunEnd): Record<string, string> {
  return Object.fromEntries(
    Object.entries({
      CONFORMANCE_RUN: end.run,
      CONFORMANCE_VERDICT: end.verdict,
      CONFORMANCE_CERTIFIABLE: String(end.certifiable),
      CONFORMANCE_SUMMARY: end.words,
      CONFORMANCE_REASON: end.reason ?? "",
      CONFORMANCE_PASSED: String(end.passed),
      CONFORMANCE_FAILED: String(end.failed),
      CONFORMANCE_TOTAL: String(end.total),
      CONFORMANCE_KUBERNETES: end.kubernetes,
      CONFORMANCE_FOLDER: end.folder ?? "",
    }).map(([name, value]) => [name, name === "CONFORMANCE_FOLDER" ? value : safe(value)]),
  );
}

interface Call {
  readonly env: Io["env"];
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly within: number;
}

/** How the command failed; undefined if it did not. */
function run(
  command: string,
  { env, cwd, signal, within }: Call,
  say: (line: string) => void,
): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const cannotStart = (error: unknown) => resolve(`could not be started: ${safe(firstLine(error))}`);
  let child: ReturnType<typeof start>;
  try {
    child = start(command, env, cwd);
  } catch (error) {
    // Deno throws immediately if it may not start programs
    cannotStart(error);
    return promise;
  }
  const timeout = AbortSignal.timeout(within);
  const ending = AbortSignal.any([signal, timeout]);
  let room = mostPrinted;
  const pass = (stream: Readable) => {
    const decoder = new StringDecoder("utf8");
    let rest = "";
    const lines = (text: string, isEnd: boolean) => {
      const all = (rest + text.slice(0, room)).split(/\r?\n/);
      room -= text.length;
      rest = isEnd ? "" : (all.pop() ?? "");
      for (const line of all) if (!isEnd || line !== "") say(safe(line));
    };
    stream.on("data", (bytes: Buffer) => {
      if (room > 0) lines(decoder.write(bytes), false);
    });
    stream.on("end", () => lines(decoder.end(), true));
  };
  pass(child.stdout);
  pass(child.stderr);
  // what it started may stay and hold its pipes: do not wait for that
  const release = () => {
    child.unref();
    child.stdout.destroy();
    child.stderr.destroy();
  };
  const kill = () => {
    child.kill("SIGKILL");
    release();
    // what it started may go on: only the shell itself can be killed everywhere
    const why = timeout.aborted
      ? `did not end within ${within / 1000} seconds, and its`
      : "was interrupted: its";
    resolve(`${why} shell was killed`);
  };
  ending.addEventListener("abort", kill, { once: true });
  if (ending.aborted) kill();
  child.on("error", cannotStart);
  let closing: NodeJS.Timeout | undefined;
  const finish = (code: number | null, by: string | null) => {
    if (code === 0) return resolve(undefined);
    resolve(code === null ? `was ended by ${by}` : `failed with exit code ${code}`);
  };
  child.on("exit", (code, by) => {
    closing = setTimeout(() => {
      release();
      finish(code, by);
    }, lastWords);
  });
  child.on("close", finish);
  return promise.finally(() => {
    clearTimeout(closing);
    ending.removeEventListener("abort", kill);
  });
}

function start(command: string, env: Io["env"], cwd: string) {
  return spawn(command, { env, cwd, shell: true, stdio: ["ignore", "pipe", "pipe"] });
}
