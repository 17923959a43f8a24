/** How a test ended in a build. */
export interface Cell {
  readonly state: "passed" | "failed" | "flaked";
  readonly seconds: number;
  readonly cause?: string;
}
