import type { RunEnd } from "../../../../src/commands/run/end/end.ts";

/** The end of a run in which `failed` tests failed. */
export function end(failed: number, over: Partial<RunEnd> = {}): RunEnd {
  return {
    kind: "ended",
    run: "20261120-2215-k3x9",
    verdict: failed === 0 ? "passed" : "failed",
    certifiable: failed === 0,
    words: `${441 - failed} passed of 441 in 27m02s`,
    reason: undefined,
    isStopped: false,
    passed: 441 - failed,
    failed,
    total: 441,
    kubernetes: "v1.35.4",
    folder: "/out",
    summary: undefined,
    specs: Array.from({ length: failed }, (_, n) => ({
      name: `${n}: a test`,
      state: "failed",
      seconds: 1,
      cause: "ErrImagePull",
    })),
    ...over,
  };
}

/** A stderr that keeps what it is given. */
export function keptSink() {
  const sink = {
    isTTY: false,
    columns: undefined,
    text: "",
    write: (data: string | Uint8Array) => {
      sink.text += String(data);
    },
  };
  return sink;
}
