import type { LogEvent } from "./log/events.ts";
import { Ginkgo1 } from "./log/ginkgo1.ts";
import { Ginkgo2 } from "./log/ginkgo2.ts";
import { Lines } from "./log/lines.ts";
import { SuiteLines } from "./log/suite-lines.ts";

export type { LogEvent, SuiteFinished, SuiteStarted, WaitingForNodes, WaitingForPods } from "./log/events.ts";

/**
 * Reads the suite's e2e.log as it grows: Ginkgo v2 verbose (serial and parallel) and quiet, and Ginkgo v1 with
 * the progress lines of Kubernetes up to 1.25. Chunks may end anywhere; no more than the current spec is kept.
 */
export class LogParser {
  readonly #lines = new Lines();
  #events: LogEvent[] = [];
  readonly #suite = new SuiteLines((event) => this.#events.push(event));
  #specs: Ginkgo1 | Ginkgo2 = new Ginkgo2((event) => this.#specEvent(event));

  /** What `chunk` completes, in the log's order. */
  push(chunk: Uint8Array): LogEvent[] {
    return this.#read(this.#lines.push(chunk));
  }

  /** What one line completes, without its line end, for whoever cuts the log into lines themselves. */
  line(line: string): LogEvent[] {
    return this.#read([line]);
  }

  /** What remains at the end of the log, such as a spec whose closing line was cut off. */
  end(): LogEvent[] {
    // a line that broke off may hold half a name, for which no verdict must be reported
    for (const line of this.#lines.end()) this.#suite.line(line);
    const events = this.#take();
    this.#specs.end();
    this.#suite.end();
    return [...events, ...this.#take()];
  }

  #read(lines: readonly string[]): LogEvent[] {
    for (const line of lines) {
      // Only v2 prints the path of the suite after its name.
      if (line.startsWith("Running Suite: ") && !line.includes(" - ")) {
        this.#specs = new Ginkgo1((event) => this.#specEvent(event));
      }
      this.#suite.line(line);
      this.#specs.line(line);
    }
    return this.#take();
  }

  #specEvent(event: LogEvent): void {
    this.#suite.specsBegan();
    this.#events.push(event);
  }

  #take(): LogEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}
