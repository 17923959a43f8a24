// Runs the same commands in every way the program can be run, and prints one table: npm run test:runtime
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { archivesJudged } from "./archives.ts";
import { checks, type Ran } from "./checks.ts";
import { pluginListed } from "./plugin.ts";
import type { Way } from "./way.ts";
import { ways } from "./ways.ts";

// under emulation a whole run takes half a minute
const longest = 120_000;
const folder = mkdtempSync(path.join(tmpdir(), "conformance-runtime-"));
const counts = { passed: 0, failed: 0 };
const faults: string[] = [];

function call({ command, env = {} }: Extract<Way, { command: unknown }>, words: readonly string[]): Ran {
  const [program = "", ...before] = command;
  const ran = spawnSync(program, [...before, ...words], {
    cwd: folder,
    // no cluster of the person's own is asked, and what asks one may not hang
    env: { PATH: process.env.PATH, HOME: folder, ...env },
    encoding: "utf8",
    maxBuffer: 64_000_000,
    timeout: longest,
    killSignal: "SIGKILL",
  });
  return { code: ran.status ?? -1, stdout: ran.stdout, stderr: ran.error?.message ?? ran.stderr };
}

function outcomeOf(what: string, wrong: string | undefined): string {
  counts[wrong === undefined ? "passed" : "failed"]++;
  if (wrong !== undefined) faults.push(`${what}: ${wrong}`);
  return wrong === undefined ? "pass" : "FAIL";
}

const line = (cells: readonly string[]) =>
  process.stdout.write(
    `${cells
      .map((cell, at) => cell.padEnd(at === 0 ? 20 : 12))
      .join("")
      .trimEnd()}\n`,
  );

try {
  line(["", ...checks.map(({ name }) => name)]);
  for (const way of await ways(folder)) {
    if ("leftOut" in way) {
      line([way.name, `left out: ${way.leftOut}`]);
      continue;
    }
    const results = path.join(way.writable ?? folder, `results-${way.name.replaceAll(/\W+/g, "-")}`);
    line([
      way.name,
      ...checks.map(({ name, words, wrong }) =>
        outcomeOf(`${way.name}, ${name}`, wrong(call(way, words(results)), results)),
      ),
    ]);
  }
  for (const judged of [pluginListed(folder), ...archivesJudged()]) {
    const { name, wrong, leftOut } = judged;
    line([name, leftOut === undefined ? outcomeOf(name, wrong) : `left out: ${leftOut}`]);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.stdout.write(` ${counts.passed} pass\n ${counts.failed} fail\n`);
process.exitCode = counts.failed === 0 ? 0 : 1;
