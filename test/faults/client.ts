import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dir, "../..");

/** How a client ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Whether it had to be killed, because it went over its bound. */
  readonly hung: boolean;
}

/** `nothing`: just begun. `collecting`: the suite has ended. `cleaning`: all files are here. */
export type Phase = "nothing" | "starting" | "running" | "collecting" | "cleaning";

/** `kubectl conformance` under way, with the folder it fills. */
export class Client {
  readonly folder: string;
  readonly ended: Promise<Ended>;
  readonly #pid: number;
  #over = false;

  /** `program` goes before the client's own words, as `nsenter --net=…` does. */
  constructor(
    words: readonly string[],
    options: { folder?: string; kubeconfig?: string | undefined; before?: readonly string[] } = {},
  ) {
    this.folder = options.folder ?? newFolder();
    const binary = process.env.CONFORMANCE_BINARY;
    const own = binary === undefined ? [process.execPath, path.join(root, "src/main.ts")] : [binary];
    const takesFolder = ["run", "attach", "stop", "retrieve"].includes(words[0] ?? "");
    const [program = "", ...args] = [
      ...(options.before ?? []),
      ...own,
      ...words,
      ...(takesFolder ? ["--results-dir", this.folder] : []),
    ];
    const child = spawn(program, args, {
      stdio: ["ignore", "pipe", "pipe"],
      cwd: newFolder(),
      env: {
        ...process.env,
        ...(options.kubeconfig === undefined ? {} : { KUBECONFIG: options.kubeconfig }),
      },
    });
    this.#pid = child.pid ?? 0;
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    let hung = false;
    // no fault may take longer than this, whatever its own bound is
    const limit = setTimeout(() => {
      hung = true;
      child.kill("SIGKILL");
    }, 480_000);
    this.ended = new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => {
        this.#over = true;
        clearTimeout(limit);
        const text = (chunks: readonly Buffer[]) => Buffer.concat([...chunks]).toString();
        resolve({ code, stdout: text(out), stderr: text(err), at: Date.now(), hung });
      });
    });
  }

  get over(): boolean {
    return this.#over;
  }

  kill(signal: NodeJS.Signals): void {
    if (!this.#over) process.kill(this.#pid, signal);
  }

  /** Everything that was printed so far. */
  events(): string {
    const file = path.join(this.folder, "events.jsonl");
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  /** Waits until the client is in this phase. Throws where it ended before. */
  async reached(phase: Phase): Promise<void> {
    while (!this.#isIn(phase)) {
      if (this.#over)
        throw new Error(`the client ended before it was ${phase}: ${(await this.ended).stderr}`);
      await Bun.sleep(20);
    }
  }

  #isIn(phase: Phase): boolean {
    switch (phase) {
      case "nothing":
        return true;
      case "starting":
        return this.events().includes('"kind":"starting"');
      case "running":
        return this.events().includes('"kind":"spec-');
      case "collecting":
        return this.events().includes('"kind":"suite-finished"');
      case "cleaning":
        return fileIn(this.folder, "junit_01.xml") !== undefined;
    }
  }
}

/** The path of a file of the submission inside a results folder, where it is there. */
export function fileIn(folder: string, name: string): string | undefined {
  const [found] = new Bun.Glob(`v1.*/*/${name}`).scanSync({ cwd: folder });
  return found === undefined ? undefined : path.join(folder, found);
}

export function newFolder(): string {
  return mkdtempSync(path.join(tmpdir(), "conformance-fault-"));
}
