import type { BuildHead } from "./metadata.ts";

/** When a build started, in milliseconds: by its own account, or by its number if that is a time. */
export function timeOf({ started, build }: Pick<BuildHead, "started" | "build">): number | undefined {
  if (started !== undefined) return isTime(started) ? started : undefined;
  return build.length <= 11 ? Number(build) * 1000 : undefined;
}

function isTime(ms: number): boolean {
  return Math.abs(ms) <= 8.64e15;
}

/** When a build started, in UTC: `2026-11-20 22:16`. */
export function startedWords(head: Pick<BuildHead, "started" | "build">): string {
  const at = timeOf(head);
  return at === undefined ? "" : new Date(at).toISOString().slice(0, 16).replace("T", " ");
}
