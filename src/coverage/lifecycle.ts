import { minorNumber } from "../suite/required/minor.ts";
import lifecycles from "./releases/lifecycles.json" with { type: "json" };
import type { Coverage, Endpoint } from "./schema.ts";
import type { Unresolved } from "./tally.ts";

/** A kind that was used and is deprecated, or will be in the next release. */
export type Deprecation = NonNullable<Coverage["lifecycle"]>[number];

interface Lifecycle {
  readonly kind: string;
  readonly deprecated: string;
  readonly removed?: string | undefined;
  readonly replacement?: string | undefined;
}

const held: readonly Lifecycle[] = lifecycles;

/**
 * The kinds that were used and are deprecated or removed in a minor or the one after it, as k8s.io/api declares them, the most urgent first. A
 * kind that the minor does not serve any more is recognized by its path.
 */
export function deprecationsOf(
  minor: string,
  endpoints: readonly Endpoint[],
  unresolved: readonly Unresolved[],
): readonly Deprecation[] {
  const found: Deprecation[] = [];
  for (const lifecycle of held) {
    const status = statusAt(lifecycle, minorNumber(minor));
    if (status === undefined) continue;
    const [group = "", version = "", kind = ""] = lifecycle.kind.split("/");
    const used = endpoints.filter(
      (one) => one.requests > 0 && one.group === group && one.version === version && one.kind === kind,
    );
    const gone = unresolved.filter(({ path }) => isOf(path, group, version, kind));
    const requests = [...used, ...gone].reduce((sum, one) => sum + one.requests, 0);
    if (requests === 0) continue;
    const { deprecated, removed, replacement } = lifecycle;
    found.push({
      group,
      version,
      kind,
      deprecated,
      ...(removed === undefined ? {} : { removed }),
      ...(replacement === undefined ? {} : { replacement: replacement.replace(/^\//, "") }),
      status,
      requests,
      endpoints: used.map(({ operationId }) => operationId),
    });
  }
  return found.sort(
    (a, b) => urgency.indexOf(a.status) - urgency.indexOf(b.status) || b.requests - a.requests,
  );
}

const urgency: readonly Deprecation["status"][] = [
  "removed",
  "removed-next",
  "deprecated",
  "deprecated-next",
];

function statusAt({ deprecated, removed }: Lifecycle, minor: number): Deprecation["status"] | undefined {
  const from = minorNumber(deprecated);
  const until = removed === undefined ? Number.POSITIVE_INFINITY : minorNumber(removed);
  if (until <= minor) return "removed";
  if (until === minor + 1) return "removed-next";
  if (from <= minor) return "deprecated";
  return from === minor + 1 ? "deprecated-next" : undefined;
}

function isOf(path: string, group: string, version: string, kind: string): boolean {
  const start = group === "" ? `/api/${version}/` : `/apis/${group}/${version}/`;
  if (!path.startsWith(start)) return false;
  const parts = path.slice(start.length).split("/");
  const resource = (parts[0] === "namespaces" && parts.length > 2 ? parts[2] : parts[0]) ?? "";
  const one = kind.toLowerCase();
  return [`${one}s`, `${one}es`, one.replace(/y$/, "ies"), one].includes(resource);
}
