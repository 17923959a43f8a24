import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runProgram } from "../../../src/commands/program.ts";
import { Interrupted, UserError } from "../../../src/errors.ts";
import type { EndSignal, Io, Sink } from "../../../src/process/io.ts";
import { safe } from "../../../src/text/safe.ts";
import type { Client, ClientOptions, Door, End } from "../ground.ts";
import type { Signal } from "../scenario.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** The program under way in this process, as its own process would be. */
export class OwnClient implements Client {
  readonly ended: Promise<End>;
  readonly #door: Door;
  #out = "";
  #err = "";
  #frozen = false;
  #taken: ((signal: EndSignal) => void) | undefined;
  readonly #interrupt = new AbortController();
  readonly #end = Promise.withResolvers<End>();

  constructor(words: readonly string[], options: ClientOptions, time: VirtualTime) {
    const { door, home } = options;
    this.#door = door;
    this.ended = this.#end.promise;
    mkdirSync(home, { recursive: true });
    const kubeconfig = path.join(home, "kubeconfig");
    writeFileSync(kubeconfig, door.kubeconfig);
    const answers = [...(options.answers ?? [])];
    const sink = (put: (text: string) => void): Sink => ({
      isTTY: false,
      columns: undefined,
      write: (data) => {
        if (!this.#frozen) put(typeof data === "string" ? data : Buffer.from(data).toString());
      },
    });
    const io: Io = {
      stdout: sink((text) => {
        this.#out += text;
      }),
      stderr: sink((text) => {
        this.#err += text;
      }),
      env: { HOME: home, LANG: "C.UTF-8", KUBECONFIG: kubeconfig },
      cwd: home,
      now: time.now,
      monotonic: () => time.monotonic,
      // a process that was killed does nothing more
      sleep: (ms, signal) => (this.#frozen ? new Promise(() => undefined) : time.sleep(ms, signal)),
      signal: this.#interrupt.signal,
      onSignal: (handler) => {
        this.#taken = handler;
        return () => {
          if (this.#taken === handler) this.#taken = undefined;
        };
      },
      ask:
        options.answers === undefined
          ? undefined
          : async (_question, signal) => {
              await time.sleep(1500, signal);
              const answer = answers.shift() ?? "d";
              options.onAsked(answer);
              return answer;
            },
    };
    void this.#run(words, io);
  }

  async #run(words: readonly string[], io: Io): Promise<void> {
    const version = { version: "v0.0.0", runtime: "test", platform: "linux/amd64" };
    try {
      const code = await runProgram(words, io, version, "kubectl conformance");
      this.#end.resolve({ code, how: "itself" });
    } catch (error) {
      if (error instanceof UserError) {
        // as main.ts shows it
        const lines = [`error: ${error.message}`, ...(error.fix === undefined ? [] : [`fix: ${error.fix}`])];
        this.#err += `${lines.join("\n").split("\n").map(safe).join("\n")}\n`;
        this.#end.resolve({ code: error.code, how: "itself" });
      } else {
        this.#err += `unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
        this.#end.resolve({ code: undefined, how: "crashed" });
      }
    }
  }

  stdout(): string {
    return this.#out;
  }

  stderr(): string {
    return this.#err;
  }

  signal(name: Signal): void {
    if (this.#taken !== undefined) this.#taken(name);
    else if (this.#interrupt.signal.aborted) this.stop("killed", 130);
    else this.#interrupt.abort(new Interrupted(name));
  }

  /** Ends it without a word. */
  stop(how: "killed" | "hung", code?: number): void {
    this.#frozen = true;
    this.#door.close();
    this.#end.resolve({ code, how: code === undefined ? how : "itself" });
  }
}
