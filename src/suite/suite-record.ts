import type { LogEvent, SuiteFinished } from "./log.ts";
import { hasFailed, type SpecResult } from "./spec.ts";

/** What a suite's log has told by now, gathered for what is kept of the run. */
export class SuiteRecord {
  readonly specs: SpecResult[] = [];
  seed: number | undefined;
  version: string | undefined;
  total = 0;
  processes = 1;
  /** When the suite's container began, in milliseconds since the epoch: before its log was first read, on an attach. */
  since: number | undefined;
  /** When the suite began and ended, in milliseconds since the epoch. */
  started: number | undefined;
  ended: number | undefined;
  finished: SuiteFinished | undefined;
  /** The first node of the suite itself that failed, and its message's first line. */
  nodeFailed: string | undefined;

  /** Why the suite ended before its time, as Ginkgo says it; undefined of one that came to its end or has not ended. */
  get endedBy(): string | undefined {
    const reason = this.finished?.reason;
    // with --fail-fast a spec that fails ends the other processes: a failure, as it is in a run on one process
    const failFast =
      reason === "Interrupted by Other Ginkgo Process" &&
      this.specs.some(({ state }) => hasFailed(state) && state !== "interrupted");
    return failFast ? undefined : reason;
  }

  add(event: LogEvent, at: number): void {
    switch (event.kind) {
      case "seed":
        this.seed = event.seed;
        break;
      case "versions":
        this.version = event.suite ?? this.version;
        break;
      case "suite-started":
        this.total = event.total;
        this.processes = event.processes;
        this.started ??= Math.min(this.since ?? at, at);
        break;
      case "spec-finished":
        this.specs.push(event.spec);
        break;
      case "suite-node-failed": {
        const [line = ""] = event.node.message?.split("\n") ?? [];
        this.nodeFailed ??= `${event.node.name} ${line}`.trim();
        break;
      }
      case "suite-finished":
        this.finished = event;
        // as long as it says it took: its last words may be read much later than they were written
        this.ended = (this.started ?? at) + Math.round(event.seconds * 1000);
        break;
      default:
        break;
    }
  }
}
