import type { Fault, Trouble } from "./scenario.ts";

/**
 * What a fault may do to a run that is under way.
 * - `passes`: nothing. The run ends as its suite does, with all of its log.
 * - `spares`: files that cannot be had are missing, and that is said; the verdict is there.
 * - `degrades`: the verdict may be missing too, with exit 3, and then the run is left.
 * - `ends`: the run may be lost.
 */
export type Severity = (typeof severities)[number];
export const severities = ["passes", "spares", "degrades", "ends"] as const;

// docs/reliability.md's longest cut
const toleratedMs = 35_000;

export function severityOf({ what, ms }: Fault): Severity {
  switch (what.kind) {
    case "refused":
    case "blackout":
      return ms <= toleratedMs ? "passes" : "degrades";
    case "strand":
    case "slow":
    case "compact":
    case "clock":
    case "joins":
      return "passes";
    case "cluster":
      return what.deed === "kill-collector" ? "degrades" : "ends";
    case "trouble":
      return troubleSeverity(what.route, what.trouble, ms);
  }
}

function troubleSeverity(route: string, trouble: Trouble, ms: number): Severity {
  // what is only shown
  if (["rows", "events", "namespaces"].includes(route)) return "passes";
  // a node in trouble says so itself: its files are waited for, and where that takes too long, they stay there with the run
  if (route === "exec" && isOfNode(trouble)) return ms <= toleratedMs ? "spares" : "degrades";
  // without exec the log's endpoint is followed
  if (route === "exec" && trouble.kind !== "frames") return "spares";
  // of these nobody knows whether they pass
  if (["nonsense", "redirect", "frames", "endless"].includes(trouble.kind)) return "degrades";
  if (trouble.kind === "refuse" && ![401, 403, 404, 429, 500, 502, 503, 504].includes(trouble.status))
    return "degrades";
  return ms <= toleratedMs ? "passes" : "degrades";
}

function isOfNode(trouble: Trouble): boolean {
  if (trouble.kind !== "refuse" || !["status", "bare"].includes(trouble.body)) return false;
  return trouble.status >= 500 || trouble.status === 429;
}
