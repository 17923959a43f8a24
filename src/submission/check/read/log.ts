import { inPieces, type Steps } from "../../../async/steps.ts";
import { Lines } from "../../../suite/log/lines.ts";
import { SuiteLines } from "../../../suite/log/suite-lines.ts";
import type { SuiteFinished } from "../../../suite/log.ts";

/** What e2e.log says about the suite as a whole. */
export interface LogView {
  /** Its summaries, in the file's order: exactly one if the log is from a single run that finished. */
  readonly summaries: readonly SuiteFinished[];
  /** `e2e test version`, which logs without -v do not have. */
  readonly suite?: string;
  /** `kube-apiserver version` */
  readonly server?: string;
  /** The compression, in which case nothing was read. */
  readonly packed?: string;
  /** Its encoding, if that is not UTF-8. */
  readonly encoding?: string;
  /** Whether each line starts with a time, as `kubectl logs --timestamps` writes it. */
  readonly hasTimes: boolean;
}

/** Reads only the lines about the whole suite, and skips the output of specs. In steps. */
export function* logViewSteps(bytes: Uint8Array): Steps<LogView> {
  const packed = packedWith(bytes);
  if (packed !== undefined) return { summaries: [], packed, hasTimes: false };
  const summaries: SuiteFinished[] = [];
  let versions: Pick<LogView, "suite" | "server"> = {};
  const suite = new SuiteLines((event) => {
    if (event.kind === "suite-finished") summaries.push(event);
    else if (event.kind === "versions") {
      const { kind: _, ...found } = event;
      versions = { ...versions, ...found };
    }
  });
  suite.specsBegan();
  const encoding = encodingOf(bytes);
  const lines = new Lines();
  let withTime = 0;
  let withoutTime = 0;
  const read = (found: readonly string[]) => {
    for (const line of found) {
      const bare = line.includes("\u001b") ? plain(line) : line;
      const time = timeBefore.exec(bare);
      if (time === null) withoutTime += bare === "" ? 0 : 1;
      else withTime++;
      suite.line(time === null ? bare : bare.slice(time[0].length));
    }
  };
  const decoder = encoding === undefined ? undefined : new TextDecoder(encoding);
  const encoder = new TextEncoder();
  yield* inPieces(bytes, (piece) =>
    read(lines.push(decoder === undefined ? piece : encoder.encode(decoder.decode(piece, { stream: true })))),
  );
  read(lines.end());
  const hasTimes = withTime > withoutTime;
  return { summaries, ...versions, ...(encoding === undefined ? {} : { encoding }), hasTimes };
}

// from kubectl logs --timestamps, a container runtime, or a workflow's log
const timeBefore =
  /^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]?(?: std(?:out|err) [FP])? /;

const signatures: readonly (readonly [string, readonly number[]])[] = [
  ["gzip", [0x1f, 0x8b]],
  ["zip", [0x50, 0x4b, 0x03, 0x04]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
  ["bzip2", [0x42, 0x5a, 0x68]],
];

function packedWith(bytes: Uint8Array): string | undefined {
  return signatures.find(([, first]) => first.every((byte, at) => bytes[at] === byte))?.[0];
}

/** PowerShell's `>` writes UTF-16. */
function encodingOf(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const zeros = bytes.subarray(0, 512).reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
  if (zeros < Math.min(512, bytes.length) / 4) return undefined;
  return first === 0 ? "utf-16be" : "utf-16le";
}

/** Some runners keep the colors of a terminal. */
function plain(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
  return line.replace(/\u001b\[[\d;]*m/g, "");
}
