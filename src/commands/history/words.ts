import type { BuildHead } from "../../history/build/metadata.ts";
import { timeOf } from "../../history/build/time.ts";
import { tookText } from "../../results/words.ts";
import { humanDuration } from "../../text/duration.ts";

/** How many tests passed, of how many: `440/441`. */
export function passedWords({ counts }: Pick<BuildHead, "counts">): string {
  return counts === undefined
    ? ""
    : `${counts.passed}/${Math.max(counts.total, counts.passed + counts.failed)}`;
}

/** How long ago that was. */
export function ageWords(head: Pick<BuildHead, "started" | "build">, now: number): string {
  const at = timeOf(head);
  return at === undefined ? "" : humanDuration(now - at);
}

/** How long the suite took. */
export function tookWords({ seconds }: Pick<BuildHead, "seconds">): string {
  return seconds === undefined ? "" : tookText(seconds);
}

/** A number of bytes for people. */
export function bytesWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 2 ** 20 ? `${(bytes / 1024).toFixed(0)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
