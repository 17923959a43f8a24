import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { InputError, RunError } from "../../errors.ts";
import { sizeWords } from "../../process/read-file.ts";
import { redactText } from "../../text/redact.ts";
import { overridesOf, parseSettings, settingVariables } from "./programs.ts";

/** What a call of git gave. */
export interface GitResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The git program in one clone. */
export interface Git {
  readonly clone: string;
  /** Runs git with these words and tells how it ended. */
  try(...args: readonly string[]): Promise<GitResult>;
  /** As `try`, and gives what it printed without the last line end. Throws RunError with git's own words where it failed. */
  run(...args: readonly string[]): Promise<string>;
  /** As `try`, even after an interruption: for taking back what was begun. */
  anyway(...args: readonly string[]): Promise<GitResult>;
}

export interface GitOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Whether the variables that name a repository are meant for this one. */
  readonly keepsGitVariables?: boolean;
  /** Milliseconds that one call may take; no bound where there is none. */
  readonly longest?: number;
}

// another repository's, when this is called from one of its hooks; and words that would be another language's
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

// the clone's own hooks and file watchers change or delay commits; guessed names make no sign-off; a URL may name a program
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

/** Git for a clone: words as they are and never through a shell, nothing asked of a terminal, no pager, no editor. */
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

// lists of files and commits; what is longer is not of this kind of repository
const mostOutput = 64 * 2 ** 20;

/**
 * Git for a clone that the person named, with the person's settings and the clone's, but for the programs that the clone's name: what
 * runs is the person's choice (see `overridesOf`).
 */
export async function gitForCommit(clone: string, options: GitOptions): Promise<Git> {
  const { code, stdout } = await gitIn(clone, options).try("config", "--list", "--show-scope", "--null");
  // where there is no clone, opening it says so
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

/** Keeps what a stream gives, until it is too much. */
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

/** Deno throws at once where it may not start programs. */
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

/** Git's words on one line, without control characters and without the secrets that a remote's URL may hold. */
function plain(text: string): string {
  return redactText(
    text
      .trim()
      .replace(/\s+/g, " ")
      .replace(/[\p{Cc}\p{Cf}]/gu, ""),
  );
}
