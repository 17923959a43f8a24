import type { Truth } from "./history.ts";

/** What the pod's own log says of the suite; undefined where it says nothing of its end. */
export function endIn(log: Buffer): Extract<Truth["state"], "passed" | "failed" | "interrupted"> | undefined {
  const text = log.toString("utf8", Math.max(0, log.length - 20_000));
  // one that is interrupted at its end writes a second one
  const end = [...text.matchAll(/^(SUCCESS!|FAIL!)( - Interrupted by User)? -- \d+ Passed/gm)].at(-1);
  if (end === undefined) return undefined;
  if (end[2] !== undefined) return "interrupted";
  return end[1] === "SUCCESS!" ? "passed" : "failed";
}

/** The passed specs that a log's end counts. */
export function passedIn(log: Buffer): number {
  return Number(/ -- (\d+) Passed \|/.exec(log.toString())?.[1] ?? 0);
}
