import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Scenario } from "./scenario.ts";

/** What a history of chance has found, made as small as it still fails. */
export interface Found {
  /** What was wrong, as the table says it. */
  readonly title: string;
  /** The rule that it broke. */
  readonly rule: string;
  /** The seed that it came from; a later generator may make another scenario of it, so what is played again is the file. */
  readonly seed: number;
  /** The commit that fixed it. */
  readonly fixedBy?: string;
  readonly scenario: Scenario;
}

const folder = path.join(import.meta.dir, "found");

/** All of it, each with the name of its file. */
export function allFound(): (Found & { readonly file: string })[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => ({ file, ...JSON.parse(readFileSync(path.join(folder, file), "utf8")) }));
}

/** As a table of Markdown. */
export function foundTable(): string {
  const rows = allFound().map(({ title, rule, seed, fixedBy, file }) => [
    title,
    rule,
    `[${seed}](../test/chaos/found/${file})`,
    fixedBy ?? "not yet",
  ]);
  const head = ["found", "broken rule", "seed", "fixed by"];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
