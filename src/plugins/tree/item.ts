/** A node of a plugin's results, as Sonobuoy writes it to sonobuoy_results.yaml (v0.57, pkg/client/results/item.go). */
export interface Item {
  readonly name: string;
  /** `passed`, `failed`, `skipped`, `unknown`, `timeout`, or a word of the plugin's own. */
  readonly status: string;
  readonly meta?: Readonly<Record<string, string>>;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly items?: readonly Item[];
}

/** A file as an item, before its content is looked at. */
export interface FileItem {
  readonly name: string;
  readonly meta: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
}

/** The statuses that count as failures. */
export function isFailure(status: string): boolean {
  return status === "failed" || status === "timeout";
}

/** The items that have none below them, in order. */
export function* leavesOf(item: Item): Generator<Item> {
  if (item.items === undefined || item.items.length === 0) yield item;
  else for (const below of item.items) yield* leavesOf(below);
}

/** The first item of that name, looking down each branch in turn; undefined if there is none. */
export function findItem(item: Item, name: string): Item | undefined {
  if (item.name === name) return item;
  for (const below of item.items ?? []) {
    const found = findItem(below, name);
    if (found !== undefined) return found;
  }
  return undefined;
}
