import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Client, ClientOptions, End } from "../ground.ts";
import type { Signal } from "../scenario.ts";

const root = path.resolve(import.meta.dir, "../../..");

/** The program as a process of its own: the one that CONFORMANCE_BINARY names, else the source. */
export class ProcessClient implements Client {
  readonly ended: Promise<End>;
  readonly #child: ChildProcess;
  #out = "";
  #err = "";
  #how: "itself" | "killed" | "hung" = "itself";

  constructor(words: readonly string[], { door, home }: ClientOptions) {
    mkdirSync(home, { recursive: true });
    const kubeconfig = path.join(home, "kubeconfig");
    writeFileSync(kubeconfig, door.kubeconfig, { mode: 0o600 });
    const binary = process.env.CONFORMANCE_BINARY;
    const [program = "", ...own] =
      binary === undefined ? [process.execPath, path.join(root, "src/main.ts")] : [binary];
    this.#child = spawn(program, [...own, ...words], {
      stdio: ["ignore", "pipe", "pipe"],
      cwd: home,
      env: { ...process.env, KUBECONFIG: kubeconfig, HOME: home },
    });
    this.#child.stdout?.on("data", (chunk: Buffer) => {
      this.#out += chunk.toString();
    });
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      this.#err += chunk.toString();
    });
    this.ended = new Promise((resolve, reject) => {
      this.#child.on("error", reject);
      this.#child.on("close", (code) => {
        const crashed = code !== null && /encountered an unexpected error|^\s+at .*:\d+:\d+/m.test(this.#err);
        if (this.#how !== "itself") resolve({ code: undefined, how: this.#how });
        else
          resolve({ code: crashed ? undefined : (code ?? undefined), how: crashed ? "crashed" : "itself" });
      });
    });
  }

  stdout(): string {
    return this.#out;
  }

  stderr(): string {
    return this.#err;
  }

  signal(name: Signal): void {
    this.#child.kill(name);
  }

  stop(how: "killed" | "hung"): void {
    this.#how = how;
    this.#child.kill("SIGKILL");
  }
}
