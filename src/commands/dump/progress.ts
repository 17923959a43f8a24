import { StatusLine } from "../../display/status-line.ts";
import type { DumpEvent } from "../../dump/dump.ts";
import type { Estimate } from "../../dump/estimate.ts";
import type { Io } from "../../process/io.ts";
import { byteWords } from "../../text/bytes.ts";

// milliseconds between two lines without a terminal
const elsewhere = 10_000;

/** `1 pod`, `2 pods`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** `about 1234 objects of 61 kinds, and the logs of 48 pods`. */
export function estimateWords({ kinds, objects, isLess, pods, nodes }: Estimate): string {
  const of = `${isLess ? "at least" : "about"} ${counted(objects, "object")} of ${counted(kinds, "kind")}`;
  const more = [
    ...(pods === 0 ? [] : [`the logs of ${counted(pods, "pod")}`]),
    ...(nodes === 0 ? [] : [counted(nodes, "kubelet")]),
  ];
  return more.length === 0 ? of : `${of}, and ${more.join(" and ")}`;
}

/** Shows how far a dump is: a line that changes on a terminal, a line now and then elsewhere. */
export class DumpProgress {
  readonly #io: Io;
  readonly #line: StatusLine;
  #estimate: Estimate | undefined;
  #kinds = 0;
  #items = 0;
  #logs = 0;
  #bytes = 0;
  #nodes = 0;

  constructor(io: Io) {
    this.#io = io;
    this.#line = new StatusLine(io, () => this.#text(), elsewhere);
  }

  take(event: DumpEvent): void {
    switch (event.kind) {
      case "planned":
        this.#estimate = event.estimate;
        this.#io.stderr.write(`${event.isResumed ? "continuing: " : ""}${estimateWords(event.estimate)}\n`);
        return;
      case "list":
        this.#kinds += 1;
        this.#items += event.items;
        return;
      case "log":
        this.#logs += 1;
        this.#bytes += event.bytes;
        return;
      case "node":
        this.#nodes += 1;
        return;
    }
  }

  end(): void {
    this.#line.end();
  }

  #text(): string {
    const { kinds = 0, nodes = 0 } = this.#estimate ?? {};
    return [
      `${this.#kinds}/${kinds} kinds`,
      `${this.#items} objects`,
      ...(this.#logs === 0 ? [] : [`${this.#logs} logs`, byteWords(this.#bytes)]),
      ...(this.#nodes === 0 ? [] : [`${this.#nodes}/${nodes} kubelets`]),
    ].join("   ");
  }
}
