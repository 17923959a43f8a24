import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Outcome, Player } from "../outcome.ts";
import type { Scenario } from "../scenario.ts";

// what a process leaves behind of clients that were killed in it is not to add up
const playsEach = 150;
// real milliseconds: one that takes longer is caught in a loop that lets nothing else happen
const limit = 90_000;

/** Plays scenarios in processes of their own. */
export class Pool implements Player {
  readonly #idle: Worker[] = [];
  readonly #all = new Set<Worker>();

  async play(scenario: Scenario): Promise<Outcome> {
    const worker = this.#idle.pop() ?? new Worker();
    this.#all.add(worker);
    const outcome = await worker.play(scenario);
    if (worker.plays < playsEach && worker.alive) this.#idle.push(worker);
    else {
      worker.end();
      this.#all.delete(worker);
    }
    return outcome;
  }

  close(): void {
    for (const worker of this.#all) worker.end();
  }
}

class Worker {
  plays = 0;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #complaints = "";

  constructor() {
    const file = path.join(import.meta.dir, "worker.ts");
    this.#child = spawn(process.execPath, [file], { stdio: ["pipe", "pipe", "pipe"] });
    const { stdout, stderr } = this.#child;
    if (stdout === null) throw new Error("a worker has no standard output");
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
    stderr?.on("data", (chunk: Buffer) => {
      this.#complaints = (this.#complaints + chunk.toString()).slice(-2000);
    });
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async play(scenario: Scenario): Promise<Outcome> {
    this.plays += 1;
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), limit);
    this.#child.stdin?.write(`${JSON.stringify(scenario)}\n`);
    const line = await this.#lines.next();
    clearTimeout(timer);
    if (!line.done) return JSON.parse(line.value);
    if (this.alive) await once(this.#child, "exit");
    const seen = `${this.#child.signalCode ?? `exit code ${this.#child.exitCode}`}: ${this.#complaints.trim().split("\n").slice(-3).join(" | ")}`;
    return { seed: scenario.seed, breaches: [{ rule: "the process lives on", seen, at: 0 }], events: [] };
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }
}
