import type { LogEvent, SuiteFinished } from "./log.ts";
import type { SpecResult } from "./spec.ts";
import { earlyEnd, nodeWords, type SuiteWords } from "./suite-words.ts";

/** What a suite's log has said so far, collected for the record of the run. */
export class SuiteRecord implements SuiteWords {
  readonly specs: SpecResult[] = [];
  seed: number | undefined;
  version: string | undefined;
  total = 0;
  processes = 1;
  /** When the suite's container started, by the cluster's clock, in milliseconds since the epoch. */
  since: number | undefined;
  /** When the suite's start and its summary were read, by this machine's clock, in milliseconds since the epoch. */
  started: number | undefined;
  ended: number | undefined;
  finished: SuiteFinished | undefined;
  nodeFailed: string | undefined;
  dyingWords: string | undefined;

  get endedBy(): string | undefined {
    return earlyEnd(this.finished?.reason, this.specs);
  }

  get planned(): number | undefined {
    return this.started === undefined ? undefined : this.total;
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
        this.started ??= at;
        break;
      case "spec-finished":
        this.specs.push(event.spec);
        break;
      case "suite-node-failed":
        this.nodeFailed ??= nodeWords(event.node);
        break;
      case "dying-words":
        this.dyingWords = event.words;
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
