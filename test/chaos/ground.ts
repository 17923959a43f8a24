import type { FailingProxy } from "../faults/proxy.ts";
import type { Truth } from "./history.ts";
import type { Bystander, Deed, Point, Signal } from "./scenario.ts";

/** How the program came to its end. */
export interface End {
  readonly code: number | undefined;
  readonly how: "itself" | "killed" | "hung" | "crashed";
}

/** The program under way. */
export interface Client {
  readonly ended: Promise<End>;
  stdout(): string;
  stderr(): string;
  signal(name: Signal): void;
  /** Ends it without a word. */
  stop(how: "killed" | "hung"): void;
}

/** The API server as one client sees it. */
export interface Door {
  readonly proxy: FailingProxy;
  readonly kubeconfig: string;
  close(): void;
}

/** What a client is begun with. */
export interface ClientOptions {
  readonly door: Door;
  /** A folder of its own. */
  readonly home: string;
  readonly answers?: readonly string[] | undefined;
  onAsked(answer: string): void;
}

/** Where a scenario happens: a sandbox in virtual time, or a cluster in that of the machine. */
export interface Ground {
  /** Milliseconds that only ever grow. */
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Resolves when the run has come to a point for the first time. */
  reached(point: Point): Promise<void>;
  reach(point: Point): void;
  /** The namespace that the run is put into with `-n`; absent where it takes the usual one. */
  readonly namespace: string | undefined;
  /** The words that choose the suite. */
  readonly suiteWords: readonly string[];
  /** The words that say which run is meant, where there may be others. */
  readonly which: readonly string[];
  door(onRequest: (method: string, url: string) => void): Promise<Door>;
  begin(words: readonly string[], options: ClientOptions): Client;

  /** Puts what belongs to others into the cluster. */
  place(bystander: Bystander): Promise<void>;
  hurt(deed: Deed): Promise<void>;
  /** The server forgets its past. */
  compact(): Promise<void>;
  moveWallClock(ms: number): void;

  /** The first run that came to have a pod. */
  firstId(): string | undefined;
  hasPod(id: string): Promise<boolean>;
  /** The pod's own e2e.log of the run with this id, or of the first. */
  log(id: string | undefined): Buffer;
  truth(id: string | undefined): Truth | undefined;
  /** What stands in the cluster that was not there before and belongs to nobody else. */
  left(): Promise<string[]>;
  /** What belongs to others and is not as it was. */
  touched(): Promise<string[]>;
  close(): Promise<void>;
}
