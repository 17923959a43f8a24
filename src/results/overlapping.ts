import { hasRun, type ViewedSpec } from "./view.ts";

/** The specs that ran at the same time as this one, those with the longest overlap first; undefined if the log has no times. */
export function overlappingSpecs(
  spec: ViewedSpec,
  specs: readonly ViewedSpec[],
): readonly ViewedSpec[] | undefined {
  if (spec.began === undefined) return undefined;
  return specs
    .filter((other) => other.name !== spec.name && hasRun(other))
    .map((other) => ({ other, shared: sharedTime(spec, other) }))
    .filter(({ shared }) => shared > 0)
    .toSorted((a, b) => b.shared - a.shared)
    .map(({ other }) => other);
}

/** Milliseconds for which both ran. */
function sharedTime(a: ViewedSpec, b: ViewedSpec): number {
  if (a.began === undefined || b.began === undefined) return 0;
  return Math.min(endOf(a, a.began), endOf(b, b.began)) - Math.max(a.began, b.began);
}

/** A spec may be busy for a while after its last line with a time. */
function endOf({ ended = 0, seconds }: ViewedSpec, began: number): number {
  return Math.max(ended, began + seconds * 1000);
}
