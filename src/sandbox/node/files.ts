import { Pulse } from "../clock.ts";

/** The content of a file. */
export interface Content {
  readonly size: number;
  /** The bytes from an offset on, in pieces. */
  pieces(from: number): Iterable<Uint8Array>;
  /** Fires when it has grown; absent if it never does. */
  readonly grown?: Pulse;
}

interface Piece {
  /** When it was written, in milliseconds since the epoch. */
  readonly at: number;
  readonly start: number;
  readonly bytes: Uint8Array;
}

/** A file or a log that is appended to; the pieces are kept as they come, nothing is copied. */
export class Growing implements Content {
  readonly grown = new Pulse();
  readonly written: Piece[] = [];
  #size = 0;
  #ended = false;

  get size(): number {
    return this.#size;
  }

  /** Whether it is complete. */
  get ended(): boolean {
    return this.#ended;
  }

  append(bytes: Uint8Array, at: number): void {
    this.written.push({ at, start: this.#size, bytes });
    this.#size += bytes.length;
    this.grown.fire();
  }

  end(): void {
    this.#ended = true;
    this.grown.fire();
  }

  *pieces(from: number): Generator<Uint8Array> {
    for (const { start, bytes } of this.written) {
      if (start + bytes.length > from) yield bytes.subarray(Math.max(0, from - start));
    }
  }
}

/** A file whose bytes are generated on every read, so that they need not be kept. */
export function lazy(make: () => Uint8Array): Content {
  return {
    get size() {
      return make().length;
    },
    *pieces(from) {
      yield make().subarray(from);
    },
  };
}

/** The results folder that the containers of a pod share. */
export class Folder {
  readonly path: string;
  /** Fires when a file appears. */
  readonly appeared = new Pulse();
  readonly #files = new Map<string, Content>();

  constructor(path: string) {
    this.path = path;
  }

  put(name: string, content: Content): void {
    this.#files.set(name, content);
    this.appeared.fire();
  }

  /** The file at an absolute path. */
  open(path: string): Content | undefined {
    return path.startsWith(`${this.path}/`) ? this.#files.get(path.slice(this.path.length + 1)) : undefined;
  }

  names(): string[] {
    return [...this.#files.keys()].sort();
  }
}
