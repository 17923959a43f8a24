import { type FileHandle, mkdir, open } from "node:fs/promises";
import path from "node:path";
import { writeWhole } from "../../results/files.ts";
import { writingTo } from "../../submission/write.ts";
import { isEnd, type TestEvent } from "./events.ts";
import { JunitFile } from "./junit.ts";

/** How the tests of a run ended, by their names. */
export type Ends = ReadonlyMap<string, "pass" | "fail" | "skip">;

/** The three artifacts of one run, made from its one stream of events: results.json and e2e.log grow with it, junit.xml is written at the end. */
export class ArtifactFiles {
  readonly #folder: string;
  readonly #json: FileHandle;
  readonly #log: FileHandle;
  readonly #junit = new JunitFile();
  readonly #ends = new Map<string, "pass" | "fail" | "skip">();

  private constructor(folder: string, json: FileHandle, log: FileHandle) {
    this.#folder = folder;
    this.#json = json;
    this.#log = log;
  }

  /** Throws RunError if the folder cannot be written. */
  static async in(folder: string): Promise<ArtifactFiles> {
    return writingTo(folder, async () => {
      await mkdir(folder, { recursive: true });
      const json = await open(path.join(folder, "results.json"), "wx");
      const log = await open(path.join(folder, "e2e.log"), "wx");
      return new ArtifactFiles(folder, json, log);
    });
  }

  async take(events: readonly TestEvent[]): Promise<void> {
    for (const event of events) {
      this.#junit.take(event);
      if (event.Test !== undefined && isEnd(event.Action)) this.#ends.set(event.Test, event.Action);
    }
    await writingTo(this.#folder, async () => {
      await this.#json.write(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
      await this.#log.write(events.map(({ Output = "" }) => Output).join(""));
    });
  }

  /** Writes junit.xml and closes the others. */
  async finish(): Promise<Ends> {
    await this.#json.close();
    await this.#log.close();
    await writingTo(this.#folder, () => writeWhole(path.join(this.#folder, "junit.xml"), this.#junit.text()));
    return this.#ends;
  }
}
