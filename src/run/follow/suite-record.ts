import type { LogEvent, SuiteFinished } from "../../suite/log.ts";
import type { SpecResult } from "../../suite/spec.ts";

/** What a suite's log has told by now, gathered for what is kept of the run. */
export class SuiteRecord {
  readonly specs: SpecResult[] = [];
  seed: number | undefined;
  version: string | undefined;
  total = 0;
  processes = 1;
  /** When the log's first and last words came, in milliseconds since the epoch. */
  started: number | undefined;
  ended: number | undefined;
  finished: SuiteFinished | undefined;

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
        this.started ??= at;
        break;
      case "spec-finished":
        this.specs.push(event.spec);
        break;
      case "suite-finished":
        this.finished = event;
        this.ended = at;
        break;
      default:
        break;
    }
  }
}
