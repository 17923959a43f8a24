/** One line of `go test -json` (go doc test2json); the keys in Go's order, absent if empty. */
export interface TestEvent {
  readonly Time: string;
  readonly Action: string;
  readonly Package: string;
  readonly Test?: string;
  /** Seconds. */
  readonly Elapsed?: number;
  readonly Output?: string;
}

/** How a test or a whole run ended. */
export type EndAction = "pass" | "fail" | "skip";

export function isEnd(action: string): action is EndAction {
  return action === "pass" || action === "fail" || action === "skip";
}
