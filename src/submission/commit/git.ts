import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { InputError, RunError } from "../../errors.ts";
import { sizeWords } from "../../process/read-file.ts";
import { redactText } from "../../text/redact.ts";
import { overridesOf, parseSettings, settingVariables } from "./programs.ts";

/** The result of a git call. */
export interface GitResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The git program in one clone. */
export interface Git {
  readonly clone: string;
  /** Runs git with these arguments and returns how it ended. */
  try(...args: readonly string[]): Promise<GitResult>;
  /** Like `try`, but returns what it printed, without the last line end. Throws RunError with git's own message if it failed. */
  run(...args: readonly string[]): Promise<string>;
  /** Like `try`, but even after an interruption: for undoing what was started. */
  anyway(...args: readonly string[]): Promise<GitResult>;
}

export interface GitOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Whether the variables that name a repository are meant for this one. */
  readonly keepsGitVariables?: boolean;
  /** Milliseconds that one call may take; if undefined, there is no limit. */
  readonly longest?: number;
}

// another repository's, if this is called from one of its hooks; and messages in another language
const notInherited = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_COMMON_DIR",
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_NAMESPACE",
  "GIT_PREFIX",
  "LANGUAGE",
  "LC_ALL",
  "LC_MESSAGES",
];

// the clone's own hooks and file watchers change or delay commits; guessed names are no sign-off; a URL may name a program
const settings = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.quotePath=false",
  "user.useConfigOnly=true",
  "submodule.recurse=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "protocol.ext.allow=never",
  "protocol.fd.allow=never",
  "protocol.git.allow=never",
];

/** Git for a clone: arguments are passed unchanged and never through a shell; no terminal prompts, no pager, no editor. */
export function gitIn(clone: string, options: GitOptions): Git {
  const before = ["-C", clone, ...settings.flatMap((setting) => ["-c", setting])];
  const isLeftOut = (name: string) =>
    notInherited.includes(name) && !(options.keepsGitVariables === true && name.startsWith("GIT_"));
  const inherited = Object.entries(options.env).filter(([name]) => !isLeftOut(name));
  const env = {
    ...Object.fromEntries(inherited),
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_EDITOR: "true",
    GIT_PAGER: "cat",
  };
  const call = (args: readonly string[], signal = options.signal) =>
    runGit([...before, ...args], env, signal, options.longest);
  return {
    clone,
    try: (...args) => call(args),
    anyway: (...args) => call(args, new AbortController().signal),
    run: async (...args) => {
      const { code, stdout, stderr } = await call(args);
      if (code === 0) return stdout.replace(/\r?\n$/, "");
      throw new RunError(`git ${args[0]} failed in ${clone}: ${plain(stderr) || `exit code ${code}`}`);
    },
  };
}

// lists of files and commits; anything longer does not come from this kind of repository
const mostOutput = 64 * 2 ** 20;

/**
 * Git for a clone that the user named, with the user's settings and the clone's, except the programs that the clone names: which programs
 * run is the user's choice (see `overridesOf`).
 */
export async function gitForCommit(clone: string, options: GitOptions): Promise<Git> {
  const { code, stdout } = await gitIn(clone, options).try("config", "--list", "--show-scope", "--null");
  // if there is no clone, opening it says so
  const overrides = code === 0 ? overridesOf(parseSettings(stdout)) : [];
  const env = { ...options.env, ...settingVariables(overrides, options.env) };
  return gitIn(clone, { ...options, env });
}

function runGit(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  longest: number | undefined,
): Promise<GitResult> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const cannotStart = (cause: unknown) =>
      reject(new InputError("git cannot be started", { fix: "install git, or put it on the PATH", cause }));
    const child = startGit(args, env, signal, cannotStart);
    if (child === undefined) return;
    const giveUp = (why: string) => {
      child.kill("SIGKILL");
      reject(new InputError(`git ${why}`));
    };
    const timer =
      longest === undefined
        ? undefined
        : setTimeout(() => giveUp(`has not answered for ${longest / 1000} seconds`), longest);
    const stdout = collect(child.stdout, () => giveUp(`printed more than ${sizeWords(mostOutput)}`));
    const stderr = collect(child.stderr, () => giveUp(`printed more than ${sizeWords(mostOutput)}`));
    child.on("error", (cause) => {
      clearTimeout(timer);
      if (signal.aborted) reject(signal.reason);
      else cannotStart(cause);
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 128, stdout: stdout(), stderr: stderr() });
    });
  });
}

/** Collects a stream, up to a limit. */
function collect(stream: Readable, tooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostOutput) tooMuch();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString();
}

/** Deno throws immediately if it may not start programs. */
function startGit(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  cannotStart: (cause: unknown) => void,
) {
  try {
    return spawn("git", args, { env, signal, stdio: ["ignore", "pipe", "pipe"] });
  } catch (cause) {
    cannotStart(cause);
    return undefined;
  }
}

/** Git's message on one line, without control characters and without the secrets that a remote's URL may contain. */
function plain(text: string): string {
  return redactText(
    text
      .trim()
      .replace(/\s+/g, " ")
      .replace(/[\p{Cc}\p{Cf}]/gu, ""),
  );
}
