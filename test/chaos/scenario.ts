/** What a run is, what happens next to it, and what goes wrong: all of it from a seed, and nothing of it done yet. */
export interface Scenario {
  readonly seed: number;
  readonly suite: SuiteShape;
  /** Somebody's own namespace, which is there already; else the run makes one. */
  readonly ownNamespace: boolean;
  readonly bystanders: readonly Bystander[];
  readonly clients: readonly ClientPlan[];
  readonly faults: readonly Fault[];
}

/** The suite's size. */
export interface SuiteShape {
  /** Which specs: each number means others. */
  readonly first: number;
  readonly specs: number;
  readonly failing: number;
  readonly processes: number;
  /** Milliseconds that the shortest spec takes. */
  readonly specMs: number;
}

/** What somebody who looks on can see of a run. */
/** `left`: whoever began the run has ended, one way or another. */
export const points = ["begun", "made", "running", "over", "cleaning", "left"] as const;
export type Point = (typeof points)[number];

/** So many milliseconds after the run has come to a point. Where it never comes there, never. */
export interface Moment {
  readonly after: Point;
  readonly ms: number;
}

export type Verb = "run" | "attach" | "stop" | "cleanup" | "retrieve" | "status" | "logs";
export type Signal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** What somebody does with the program. */
export interface ClientPlan {
  readonly verb: Verb;
  readonly at: Moment;
  readonly flags: readonly string[];
  /** What is done to it; `kill` ends it without a word. */
  readonly acts: readonly { readonly at: Moment; readonly act: Signal | "kill" }[];
  /** What a person types who is asked, one line a question; absent where nobody is there. */
  readonly answers?: readonly string[];
}

/** Objects that belong to others. */
export type Bystander =
  /** Another suite's namespaces, with its e2e-run. */
  | "suite"
  /** A tenant's pod with the run label and a forged state: of a run that never was, or of this one. */
  | "forged-pod"
  | "forged-run"
  /** A tenant's namespace that has the run label. */
  | "forged-namespace"
  /** What looks like the suite's, but older. */
  | "older";

/** What a request is for, as far as a network can see it. */
export const routes = [
  "own-pod",
  "rows",
  "events",
  "namespaces",
  "log",
  "exec",
  "write",
  "delete",
  "other",
] as const;
export type Route = (typeof routes)[number];

/** How the server misbehaves. */
export type Trouble =
  /** A whole answer with this status. `bare` has no code in its body, `page` is a proxy's HTML. */
  | {
      readonly kind: "refuse";
      readonly status: number;
      readonly body: "status" | "bare" | "page" | "empty";
      readonly retryAfter?: number;
    }
  /** 410: a list or a watch begins anew. */
  | { readonly kind: "gone" }
  /** Nothing is answered. */
  | { readonly kind: "silent" }
  /** After so many bytes nothing more comes. */
  | { readonly kind: "stall"; readonly bytes: number }
  /** After so many bytes the connection is cut. */
  | { readonly kind: "cut"; readonly bytes: number }
  /** 200, but not what was asked for. */
  | { readonly kind: "nonsense"; readonly body: "empty" | "not-json" | "null" | "array" | "page" | "gzip" }
  | { readonly kind: "redirect" }
  /** Each page of a list says that there is another. */
  | { readonly kind: "endless" }
  /** Each event of a watch comes twice, or neighbours change places. */
  | { readonly kind: "again" }
  | { readonly kind: "reorder" }
  /** Frames of exec that no kubelet sends. */
  | {
      readonly kind: "frames";
      readonly frames: "empty" | "text" | "unknown" | "bad-status" | "no-status" | "stderr";
    };

/** A fault and its time. */
export interface Fault {
  readonly at: Moment;
  /** Milliseconds that it lasts. */
  readonly ms: number;
  readonly what:
    | { readonly kind: "trouble"; readonly route: Route | "any"; readonly trouble: Trouble }
    /** Connections are cut and refused. */
    | { readonly kind: "refused" }
    /** What is open falls silent for ever; new connections work. */
    | { readonly kind: "strand" }
    /** Nothing passes, nothing is closed. */
    | { readonly kind: "blackout" }
    | { readonly kind: "slow"; readonly delay: number }
    /** The server forgets its past, and with `restart` cuts all connections. */
    | { readonly kind: "compact"; readonly restart: boolean }
    /** The wall clock is moved. */
    | { readonly kind: "clock"; readonly by: number }
    /** Somebody else comes to the cluster. */
    | { readonly kind: "joins"; readonly bystander: Bystander }
    /** Something is done to the run in the cluster. */
    | { readonly kind: "cluster"; readonly deed: Deed };
}

export type Deed = "delete-pod" | "force-pod" | "delete-namespace" | "delete-binding" | "kill-collector";

/** A fault in a few words. */
export function nameOf({ what }: Fault): string {
  switch (what.kind) {
    case "trouble":
      return `${what.route}: ${Object.values(what.trouble).join(" ")}`;
    case "slow":
      return `slow ${what.delay} ms`;
    case "compact":
      return what.restart ? "API server restarted" : "etcd compacted";
    case "clock":
      return `wall clock moved by ${what.by} ms`;
    case "joins":
      return `${what.bystander} comes`;
    case "cluster":
      return what.deed;
    default:
      return what.kind;
  }
}
