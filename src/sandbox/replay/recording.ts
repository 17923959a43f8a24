import { brotliDecompressSync } from "node:zlib";

/** A row of the recorded pod watch. Times are milliseconds since the suite's container started. */
export interface PodChange {
  readonly at: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly ns: string;
  readonly name: string;
  /** Ready, Status, Restarts, IP, Node, Nominated Node, Readiness Gates: without Name and Age. */
  readonly cells: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  /** The pod's deletion timestamp: when its grace period ends. */
  readonly deleted?: number;
}

/** When a namespace existed. */
export interface NamespaceSpan {
  readonly name: string;
  /** The framework's base name, the `e2e-framework` label. */
  readonly base?: string;
  /** The Ginkgo process it belongs to, by its pid in the log; absent if another run on the cluster created it. */
  readonly process?: number;
  readonly created: number;
  /** When its deletion started. */
  readonly destroyed?: number;
  readonly gone?: number;
}

/** A recorded run of the suite, as `scripts/recording.ts` makes it. */
export interface Recording {
  /** The version of Kubernetes and of the suite: `v1.35.4`. */
  readonly version: string;
  /** When the suite's container wrote its last line. */
  readonly ended: number;
  /** Pods that existed before the run. */
  readonly standing: readonly PodChange[];
  readonly namespaces: readonly NamespaceSpan[];
  /** The suite container's log: `e2e.log` with the runner's own lines before (`head` bytes) and after it. */
  readonly log: {
    readonly brotli: string;
    /** Pairs of milliseconds and bytes, each relative to the previous pair. */
    readonly writes: readonly number[];
    readonly head: number;
    readonly tail: number;
  };
  readonly junit: { readonly brotli: string };
  /** The pod watch: one `PodChange` per line, compressed. */
  readonly pods: string;
}

/** Loads the recording; nothing of it is read before. A JSON module works the same on Bun, Deno, Node and in a binary. */
export async function loadRecording(): Promise<Recording> {
  const module = await import("../../../test/fixtures/recording/recording.json", { with: { type: "json" } });
  return module.default as Recording;
}

/** The bytes of a compressed part of the recording, as one piece: joining parts would take twice the memory. */
export function unpack(brotli: string): Buffer {
  return brotliDecompressSync(Buffer.from(brotli, "base64"), { chunkSize: 4 * 1024 * 1024 });
}

/** The recorded pod changes in order, each parsed only on demand. */
export function* podChanges(recording: Recording): Generator<PodChange> {
  const text = unpack(recording.pods);
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf(10, from);
    const to = end < 0 ? text.length : end;
    yield JSON.parse(text.toString("utf8", from, to)) as PodChange;
    from = to + 1;
  }
}
