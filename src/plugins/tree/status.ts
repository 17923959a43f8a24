import { type Item, isFailure, leavesOf } from "./item.ts";

const usual: ReadonlySet<string> = new Set(["", "passed", "failed", "skipped", "timeout", "unknown"]);

/**
 * The item with the status of everything below it (Sonobuoy v0.57, pkg/client/results/processing.go): failed if anything failed, unknown
 * if anything is, passed otherwise. If any leaf has a status of its own, each item counts those below it: `failed: 1, passed: 2`.
 */
export function withStatus(item: Item): Item {
  const isCounted = [...leavesOf(item)].some((leaf) => leaf !== item && !usual.has(leaf.status));
  const items = (item.items ?? []).map((below) => judged(below, isCounted));
  const { items: _, ...rest } = item;
  return { ...rest, status: statusOf(items, isCounted), ...(items.length === 0 ? {} : { items }) };
}

function judged(item: Item, isCounted: boolean): Item {
  const items = (item.items ?? []).map((below) => judged(below, isCounted));
  if (items.length === 0) return { ...item, status: item.status === "" ? "unknown" : item.status };
  return { ...item, status: statusOf(items, isCounted), items };
}

function statusOf(items: readonly Item[], isCounted: boolean): string {
  // a plugin that left nothing has not passed
  if (items.length === 0) return "unknown";
  if (isCounted) return countsText(items);
  if (items.some(({ status }) => isFailure(status))) return "failed";
  return items.some(({ status }) => status === "unknown") ? "unknown" : "passed";
}

function countsText(items: readonly Item[]): string {
  const counts = new Map<string, number>();
  for (const { status } of items)
    for (const part of status.split(", ")) {
      const [word = "", count] = part.split(": ");
      const number = count === undefined ? 1 : /^[-+]?\d+$/.test(count) ? Number(count) : 0;
      if (count === undefined || number !== 0) counts.set(word, (counts.get(word) ?? 0) + number);
    }
  return [...counts]
    .sort(([one], [other]) => byBytes(one, other))
    .map(([word, count]) => `${word}: ${count}`)
    .join(", ");
}

/** The order in which Go sorts strings. */
export function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
