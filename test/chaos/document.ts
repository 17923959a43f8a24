import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { foundTable } from "./found.ts";
import type { Tier } from "./generator.ts";

/** docs/reliability.md. */
export const documentFile = path.resolve(import.meta.dir, "../../docs/reliability.md");

/** How many histories were played, and what came of them. */
export interface Tally {
  readonly tier: Tier;
  readonly histories: number;
  readonly seed: number;
  readonly failed: number;
  readonly seconds: number;
}

const head = ["on", "histories", "seeds", "broke a rule", "took", "day"];

/** Puts the list of what was found, and the line of a tier where there is one, in the place of the earlier ones. */
export function renew(tally: Tally | undefined, day: string): void {
  let text = between(readFileSync(documentFile, "utf8"), "found", () => foundTable());
  if (tally !== undefined) text = between(text, "histories", (earlier) => histories(earlier, tally, day));
  writeFileSync(documentFile, text);
}

function histories(earlier: string, { tier, histories, seed, failed, seconds }: Tally, day: string): string {
  const own = `the ${tier}`;
  const others = earlier
    .split("\n")
    .filter((line) => line.startsWith("| the ") && !line.startsWith(`| ${own} |`));
  const took = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  const cells = [own, histories, `${seed} to ${seed + histories - 1}`, failed, took, day];
  const rows = [...others, `| ${cells.join(" | ")} |`].sort();
  return [`| ${head.join(" | ")} |`, `| ${head.map(() => "---").join(" | ")} |`, ...rows].join("\n");
}

function between(text: string, mark: string, make: (earlier: string) => string): string {
  const marks = new RegExp(`(<!-- ${mark} -->\\n)([\\s\\S]*?)(<!-- ${mark} end -->)`);
  return text.replace(
    marks,
    (_, begin: string, earlier: string, end: string) => `${begin}\n${make(earlier)}\n\n${end}`,
  );
}
