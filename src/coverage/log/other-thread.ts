import { Worker } from "node:worker_threads";
import type { DefinitionName } from "../definition/definition.ts";
import type { Question } from "../recorder.ts";
import type { PartReading } from "./part.ts";

/** A log of which two threads take parts. */
export interface SharedLog {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  /** How many parts were taken, by either thread. */
  readonly counter: Int32Array;
}

/** What the other thread is given. */
export interface Task {
  readonly log: SharedLog;
  readonly question: Omit<Question, "definition"> & { readonly definition: DefinitionName };
}

/** What it sends for each part that it took. */
export interface Message {
  readonly index: number;
  readonly reading: PartReading;
}

// a bundle has its parts in one folder, and the worker where it is below src/
const source = new URL(
  import.meta.url.endsWith(".ts") ? "./worker.ts" : "./coverage/log/worker.js",
  import.meta.url,
);

/** Whoever else takes parts of a log. */
export interface Other {
  /** A part that has arrived, once. */
  take(index: number): PartReading | undefined;
  /** Waits for a part; false if it will not come. */
  hasRead(index: number): Promise<boolean>;
  stop(): Promise<void>;
}

/** The other end of worker.ts. What goes wrong there is not reported: its parts are missing then. */
export class OtherThread implements Other {
  readonly #worker: Worker;
  readonly #readings = new Map<number, PartReading>();
  #isOver = false;
  #news = Promise.withResolvers<void>();

  constructor(log: SharedLog, question: Question) {
    const { definition, ...rest } = question;
    const task: Task = { log, question: { ...rest, definition: definition.name } };
    this.#worker = new Worker(source, { workerData: task, stdout: true, stderr: true });
    this.#worker.on("message", ({ index, reading }: Message) => {
      this.#readings.set(index, reading);
      this.#announce();
    });
    const end = () => {
      this.#isOver = true;
      this.#announce();
    };
    this.#worker.on("error", end);
    this.#worker.on("exit", end);
  }

  take(index: number): PartReading | undefined {
    const reading = this.#readings.get(index);
    this.#readings.delete(index);
    return reading;
  }

  async hasRead(index: number): Promise<boolean> {
    while (!this.#readings.has(index) && !this.#isOver) await this.#news.promise;
    return this.#readings.has(index);
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #announce(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers<void>();
  }
}
