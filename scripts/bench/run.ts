// What a runner adds to the suite: the wall time from its start to its end with the cluster clean, minus the suite's
// own time; the runners by turns, on the same cluster and with the same specs.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { awaitClean, leftSince, restore, snapshot } from "./cluster.ts";
import { fail, measure, tail } from "./process.ts";
import { median, table } from "./statistics.ts";
import { suiteSeconds, type Tool, tools } from "./tools.ts";

/** Three conformance specs, one of them with a pod: 3 to 5 s. */
const quickSpecs =
  "ConfigMap should fail to create ConfigMap with empty key|Secrets should patch a secret|ConfigMap should be consumable via environment variable";

/** The overhead that is aimed at, as a share of the best peer's. */
const limit = 0.25;

/** How long a cluster may take to get clean after a runner has ended. */
const patience = 120_000;

interface Round {
  readonly tool: string;
  readonly suite: number;
  readonly wall: number;
  readonly left: readonly string[];
}

const { values: flags } = parseArgs({
  options: { focus: { type: "string", default: quickSpecs }, rounds: { type: "string", default: "3" } },
});

const turns = Number(flags.rounds);
if (!Number.isInteger(turns) || turns < 1) fail(`--rounds is «${flags.rounds}»: give a number from 1`);

async function playRound(tool: Tool, focus: string): Promise<Round> {
  const before = await snapshot();
  const dir = mkdtempSync(join(tmpdir(), "bench-run-"));
  const log = join(dir, "output.log");
  const started = performance.now();
  for (const words of tool.commands(focus, dir)) {
    const { exitCode } = await measure(words, log, dir);
    if (exitCode !== 0) {
      const ending = await tail(log);
      await restore(before);
      fail(`${tool.name} ended with exit code ${exitCode}; the end of ${log}:\n${ending}`);
    }
  }
  const exited = (performance.now() - started) / 1000;
  const left = await leftSince(before);
  // a runner that leaves nothing is done when it exits; the others when the last of it is gone
  const clean = left.length === 0 || (await awaitClean(before, patience));
  const wall = left.length === 0 ? exited : (performance.now() - started) / 1000;
  await restore(before);
  const suite = await suiteSeconds(dir);
  if (suite === undefined) fail(`${tool.name} left no e2e.log with the suite's seconds in ${dir}`);
  return {
    tool: tool.name,
    suite,
    wall,
    left: clean ? left : [...left, `for more than ${patience / 1000} s`],
  };
}

function row({ tool, suite, wall, left }: Round): string[] {
  const objects = left.length === 0 ? "nothing" : left.join(" ");
  return [tool, suite.toFixed(1), wall.toFixed(1), (wall - suite).toFixed(1), objects];
}

function overheads(rounds: readonly Round[], tool: Tool): number[] {
  return rounds.filter((round) => round.tool === tool.name).map((round) => round.wall - round.suite);
}

const players = await tools();
const rounds: Round[] = [];
for (let n = 1; n <= turns; n++) {
  for (const tool of players) {
    process.stderr.write(`bench: round ${n} of ${turns}: ${tool.name}\n`);
    rounds.push(await playRound(tool, flags.focus));
  }
}

const header = ["TOOL", "SUITE", "WALL", "OVERHEAD", "LEFT AT EXIT"];
process.stdout.write(`seconds; suite is the log's «Ran … Specs in … seconds»\n\n`);
process.stdout.write(`${table([header, ...rounds.map(row)])}\n`);
const summary = players.map((tool) => {
  const own = overheads(rounds, tool);
  return [tool.name, Math.min(...own).toFixed(1), median(own).toFixed(1)];
});
process.stdout.write(`${table([["OVERHEAD OF", "MIN", "MEDIAN"], ...summary])}\n`);

const [ourMedian = Number.NaN, ...peerMedians] = players.map((tool) => median(overheads(rounds, tool)));
const share = ourMedian / Math.min(...peerMedians);
process.stdout.write(
  `${(share * 100).toFixed(0)} % of the best peer's overhead (at most ${limit * 100} %)\n`,
);
process.exitCode = share <= limit ? 0 : 1;
