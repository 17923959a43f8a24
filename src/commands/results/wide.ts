import { columns } from "../../display/columns.ts";
import { tookText } from "../../results/words.ts";
import { sigOf } from "../../suite/names.ts";
import type { Printed } from "./printed.ts";

/** `-o wide`: one row per test, with its place and its cause. */
export function asWide({ chosen }: Printed): string[] {
  const rows = chosen.map((spec) => [
    spec.flaked === true ? `${spec.state} (flaky)` : spec.state,
    tookText(spec.seconds),
    sigOf(spec.name) ?? "",
    spec.location ?? "",
    spec.name,
    spec.cause ?? "",
  ]);
  return [columns(["STATE", "TIME", "SIG", "PLACE", "NAME", "CAUSE"], rows)];
}
