import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { InputError } from "../../errors.ts";
import type { Io } from "../../process/io.ts";
import { safe } from "../../text/safe.ts";
import { systemWords } from "../../text/system-words.ts";

/** A credential plugin of a kubeconfig user (client-go `clientcmd/api/v1/types.go`, `ExecConfig`). */
export interface Plugin {
  readonly user: string;
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly installHint: string | undefined;
  /** Whether it has the terminal: it reads the user's answers there, and its messages go there unchanged. */
  readonly interactive: boolean;
}

export interface PluginRun {
  /** What it wrote to standard output; rejects with an InputError if it cannot be started, or with its last messages if it fails. */
  readonly printed: Promise<string>;
  /** Ends it; even if it does not end, nothing waits for it any longer. */
  stop(): void;
}

// characters: certificates and tokens have a few thousand
const mostPrinted = 1024 * 1024;

// characters and lines of its messages that are kept and shown
const mostMessages = 64 * 1024;
const mostLines = 200;
const longestLine = 1000;

// milliseconds; if it ends sooner, usually without a person, only a failure is reported
const quietTime = 1000;

/** Runs a plugin. Messages to the user while it waits, such as `open https://…`, are passed to `say` line by line. */
export function runPlugin(plugin: Plugin, env: Io["env"], say: (line: string) => void): PluginRun {
  if (!plugin.interactive) return runNow(plugin, env, say);
  // two plugins must not ask on the same terminal at once
  const turn = terminal;
  let run: PluginRun | undefined;
  let isStopped = false;
  const printed = turn.then(() => {
    if (isStopped) throw new Error("nobody is waiting for it any longer");
    run = runNow(plugin, env, say);
    return run.printed;
  });
  terminal = printed.then(
    () => undefined,
    () => undefined,
  );
  return {
    printed,
    stop() {
      isStopped = true;
      run?.stop();
    },
  };
}

let terminal: Promise<void> = Promise.resolve();

function runNow(plugin: Plugin, env: Io["env"], say: (line: string) => void): PluginRun {
  const { command, args, user } = plugin;
  const { promise: printed, resolve, reject } = Promise.withResolvers<string>();
  const own = Object.fromEntries(plugin.env.map(({ name, value }) => [name, value]));
  let child: ReturnType<typeof start>;
  try {
    const program = own.PATH === undefined ? command : inPath(command, env.PATH);
    child = start(program, args, { ...env, ...own }, plugin.interactive);
  } catch (error) {
    reject(startError(plugin, error));
    return { printed, stop: () => undefined };
  }
  let stdout = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    if (stdout.length <= mostPrinted) return;
    reject(new InputError(`credential plugin ${command} of user ${user} printed more than 1 MiB`));
    stop();
  });
  const messages = messagesOf(say);
  child.stderr?.setEncoding("utf8").on("data", (text: string) => messages.add(text));
  child.on("error", (error) => {
    messages.end();
    reject(startError(plugin, error));
  });
  child.on("close", (code, signal) => {
    messages.end();
    if (code === 0) return resolve(stdout);
    const words = messages.all().replace(/\s+/g, " ").trim().slice(-300);
    const end = code === null ? `was ended by ${signal}` : `failed with exit code ${code}`;
    reject(new Error(`credential plugin ${command} of user ${user} ${end}${words && `: ${words}`}`));
  });
  const stop = () => {
    messages.end();
    child.kill();
    // it may stay, or leave children that hold its pipes: do not let the process wait for them
    child.unref();
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  return { printed, stop };
}

/** Where this process finds a command, whatever PATH the plugin gets. */
function inPath(command: string, list: string | undefined): string {
  if (command.includes("/")) return command;
  const places = (list ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return places.map((folder) => path.join(folder, command)).find(existsSync) ?? command;
}

function start(command: string, args: readonly string[], env: Io["env"], interactive: boolean) {
  const [stdin, stderr] = interactive ? (["inherit", "inherit"] as const) : (["ignore", "pipe"] as const);
  return spawn(command, args, { env, stdio: [stdin, "pipe", stderr] });
}

/** A plugin's messages: kept, and passed on by whole lines once the plugin has run for long enough. */
function messagesOf(say: (line: string) => void) {
  let text = "";
  let shown = 0;
  let lineNumber = 0;
  let isLong = false;
  const sayUpTo = (end: number) => {
    if (!isLong || end <= shown) return;
    const lines = text.slice(shown, end).split(/[\r\n]+/);
    shown = end;
    for (const line of lines.map(plain)) if (line !== "" && lineNumber++ < mostLines) say(line);
  };
  const timer = setTimeout(() => {
    isLong = true;
    sayUpTo(text.lastIndexOf("\n") + 1);
  }, quietTime);
  return {
    add(more: string) {
      text += more;
      sayUpTo(text.lastIndexOf("\n") + 1);
      const excess = text.length - 2 * mostMessages;
      if (excess <= 0) return;
      text = text.slice(excess);
      shown = Math.max(0, shown - excess);
    },
    end() {
      clearTimeout(timer);
      sayUpTo(text.length);
    },
    all: () => text,
  };
}

/** A line without its colors, safe for a terminal. */
function plain(line: string): string {
  return safe(stripVTControlCharacters(line.slice(0, longestLine))).trimEnd();
}

function startError({ command, user, installHint }: Plugin, error: unknown): Error {
  const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
  const hint = installHint?.replace(/\s+/g, " ").trim();
  const isForbidden = error instanceof Error && "code" in error && error.code === "EACCES";
  const isFolder = command.includes("/") && existsSync(`${command}/.`);
  const obvious = isFolder
    ? "name the program in it"
    : isForbidden
      ? `make it executable: chmod +x ${command}`
      : `install ${command}`;
  const fix = hint || `${obvious}, or choose another user with --user`;
  const options = { fix, cause: error };
  if (!missing) {
    const why = isFolder ? "it is a directory" : systemWords(error);
    return new InputError(`credential plugin ${command} of user ${user} cannot be started: ${why}`, options);
  }
  if (command.includes("/")) {
    return new InputError(`credential plugin ${command} of user ${user} does not exist`, options);
  }
  return new InputError(`credential plugin ${command} of user ${user} is not on PATH`, options);
}
