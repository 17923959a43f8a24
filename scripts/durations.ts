/**
 * Takes in what the tests of a release take, from the junit of real runs of it, their mean where there are several:
 * `npm run update:durations -- v1.37 out/v1.37/acme/junit_01.xml …`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseJunit } from "../src/suite/junit.ts";
import { listedTests } from "../src/suite/required/required.ts";
import { testKey } from "../src/suite/required/same-test.ts";
import { durationsOf } from "./releases/durations.ts";

const file = path.join(import.meta.dirname, "../src/suite/durations.json");
const [minor = "", ...junits] = process.argv.slice(2);
const names = listedTests(minor);
if (names === undefined || junits.length === 0) {
  process.stderr.write(
    "name a release that is held, and junit files of real runs of it: v1.37 junit_01.xml\n",
  );
  process.exit(2);
}
const runs = junits.map((junit) => parseJunit(readFileSync(junit, "utf8"), junit).cases);
const held: Record<string, string> = JSON.parse(readFileSync(file, "utf8"));
held[minor] = durationsOf(names, runs, testKey);
const sorted = Object.fromEntries(
  Object.entries(held).sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true })),
);
writeFileSync(file, `${JSON.stringify(sorted, undefined, 2)}\n`);
process.stdout.write(`${minor}: ${held[minor].length} bytes\n`);
