// what the image's own runner writes around the suite's output (test/conformance/image/go-runner in kubernetes)
const runner = [
  /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (?:Running command:|Now listening for interrupts|Saving results at |Got signal: )/,
  /^(?:Command env: \[|Run from directory: |Executable path: |Args \(comma-delimited\): |sep is )/,
];

/** Turns the container's log into e2e.log: the same bytes without the runner's own lines. */
export class RunnerLines {
  #rest: Buffer = Buffer.alloc(0);

  /** The suite's complete lines in these bytes and those kept from before. */
  push(bytes: Uint8Array): Buffer {
    const all = Buffer.concat([this.#rest, bytes]);
    const end = all.lastIndexOf(0x0a) + 1;
    this.#rest = all.subarray(end);
    const kept: Buffer[] = [];
    for (let from = 0; from < end; ) {
      const to = all.indexOf(0x0a, from) + 1;
      // the runner's lines are recognized by their beginning; a spec's line may be very long
      if (!isRunners(all.subarray(from, Math.min(to, from + 120)).toString("utf8")))
        kept.push(all.subarray(from, to));
      from = to;
    }
    return Buffer.concat(kept);
  }

  /** A last line without a line end. */
  end(): Buffer {
    const last = this.#rest;
    this.#rest = Buffer.alloc(0);
    return isRunners(last.toString("utf8")) ? Buffer.alloc(0) : last;
  }
}

function isRunners(line: string): boolean {
  return runner.some((pattern) => pattern.test(line));
}
