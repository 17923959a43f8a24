// How long the compiled command takes for what it does without a cluster, whole processes by turns. With --with "node src/main.ts"
// another way to call it is also measured.
import { existsSync } from "node:fs";
import { devNull } from "node:os";
import { parseArgs } from "node:util";
import { command, fail, measure } from "./process.ts";
import { median, table } from "./statistics.ts";

/** Milliseconds for `version --client`, in the middle of all runs. */
const limit = 22;

/** What is called, with its exit code. */
const calls = [
  { words: ["version", "--client"], code: 0 },
  { words: ["--help"], code: 0 },
  { words: ["__complete", "run", "--mo"], code: 0 },
  // as far as the cluster: it ends where the kubeconfig is read
  { words: ["status", "--kubeconfig", "/nonexistent"], code: 2 },
] as const;

const { values: flags } = parseArgs({
  options: {
    times: { type: "string", default: "20" },
    with: { type: "string", multiple: true, default: [] },
  },
});
const times = Number(flags.times);
if (!Number.isInteger(times) || times < 1)
  fail(`--times is ${flags.times}: give a whole number of 1 or more`);
if (!existsSync(command)) fail(`${command} is missing: npm run build`);

const others = flags.with.map((way) => ({ name: way, way: way.split(" ") }));
const ways = [{ name: "dist/kubectl-conformance", way: [command] }, ...others];
const rows = [["COMMAND", "CALLED BY", "MEDIAN", "MIN", "MAX"]];
let ours = Number.NaN;
for (const { words, code } of calls) {
  const taken = ways.map((): number[] => []);
  // the first round brings the programs into memory
  for (let n = 0; n <= times; n++) {
    for (const [i, { name, way }] of ways.entries()) {
      const { seconds, exitCode } = await measure([...way, ...words], devNull);
      if (exitCode !== code) fail(`${name} ${words.join(" ")} ended with exit code ${exitCode}`);
      if (n > 0) taken[i]?.push(seconds * 1000);
    }
  }
  for (const [i, { name }] of ways.entries()) {
    const all = taken[i] ?? [];
    const figures = [median(all), Math.min(...all), Math.max(...all)].map((ms) => ms.toFixed(1));
    rows.push([words.join(" "), name, ...figures]);
    if (i === 0 && words[0] === "version") ours = median(all);
  }
}
process.stdout.write(`milliseconds of ${times} runs\n\n${table(rows)}\n`);
process.stdout.write(`version --client: median ${ours.toFixed(1)} ms (at most ${limit} ms)\n`);
process.exitCode = ours <= limit ? 0 : 1;
