import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What every way must do. */
export interface Check {
  readonly name: string;
  readonly words: (results: string) => readonly string[];
  /** What is wrong; undefined where all is well. */
  readonly wrong: (ran: Ran, results: string) => string | undefined;
}

const exits = ({ code, stderr }: Ran, wanted: number) =>
  code === wanted ? undefined : `exit code ${code}, not ${wanted}: ${stderr.trim().split("\n").at(-1) ?? ""}`;

/** In this order: the last ones look at what the run left. */
export const checks: readonly Check[] = [
  {
    name: "version",
    words: () => ["version", "--client", "-o", "json"],
    wrong: (ran) =>
      exits(ran, 0) ??
      (/"platform":\s*"linux\/(?:amd|arm)64"/.test(ran.stdout) ? undefined : ran.stdout.trim()),
  },
  {
    name: "help",
    words: () => ["--help"],
    wrong: (ran) =>
      exits(ran, 0) ?? (ran.stdout.includes("Usage: kubectl") ? undefined : "no usage in the help"),
  },
  {
    name: "wrong flag",
    words: () => ["run", "--no-such-flag"],
    wrong: (ran) => exits(ran, 2),
  },
  {
    name: "tests",
    words: () => ["tests", "diff", "v1.34", "v1.35", "-o", "json"],
    wrong: (ran) => exits(ran, 0) ?? (ran.stdout.includes('"renamed"') ? undefined : "no renamed tests"),
  },
  {
    name: "completion",
    words: () => ["__complete", "run", "--mode", "q"],
    wrong: (ran) => exits(ran, 0) ?? (ran.stdout === "quick\n:4\n" ? undefined : ran.stdout),
  },
  {
    name: "whole run",
    words: (results) => ["run", "--sandbox", "--speed", "1000", "--results-dir", results],
    wrong: (ran, results) => {
      const record = path.join(results, "run.json");
      if (ran.code !== 0 || !existsSync(record)) return exits(ran, 0) ?? "no run.json";
      const { counts, deviations } = JSON.parse(readFileSync(record, "utf8"));
      // nothing but that it was a replay keeps it from certifying
      const isWhole = counts.passed === 441 && deviations.length === 1 && /sandbox/.test(deviations[0]);
      return isWhole ? undefined : `${counts.passed} passed; ${deviations.join("; ")}`;
    },
  },
  {
    name: "report",
    words: (results) => ["results", results, "-o", "html"],
    wrong: (ran, results) => {
      const left = path.join(results, "report.html");
      if (!existsSync(left)) return "the run left no report.html";
      const pages = [ran.stdout, readFileSync(left, "utf8")];
      const areWhole = pages.every(
        (page) => page.includes("All 441 tests passed") && page.includes("<script>"),
      );
      return exits(ran, 0) ?? (areWhole ? undefined : "not the whole page");
    },
  },
  {
    name: "package",
    words: (results) => [
      "submission",
      "package",
      results,
      "--product",
      "Acme",
      "--out",
      path.join(results, "packed"),
    ],
    wrong: (ran, results) => {
      const made = path.join(results, "packed/v1.35/acme");
      const isWhole = existsSync(made) && readdirSync(made).length === 4;
      return exits(ran, 0) ?? (isWhole ? undefined : "not the four files");
    },
  },
  {
    name: "check",
    words: (results) => [
      "submission",
      "check",
      path.join(results, "v1.35/product"),
      "--offline",
      "-o",
      "json",
    ],
    // what a person has to fill in is still to be
    wrong: (ran) => exits(ran, 1) ?? (JSON.parse(ran.stdout).bot.of === 15 ? undefined : "not 15 checks"),
  },
];
