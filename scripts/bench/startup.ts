// How long the compiled command takes to start and say its version.
import { existsSync } from "node:fs";
import { devNull } from "node:os";
import { command, fail, measure } from "./process.ts";
import { median } from "./statistics.ts";

const limit = 40;
const times = 20;

if (!existsSync(command)) fail(`${command} is missing: npm run build`);
const milliseconds: number[] = [];
for (let n = 0; n < times; n++) {
  const { seconds, exitCode } = await measure([command, "version", "--client"], devNull);
  if (exitCode !== 0) fail(`version --client ended with exit code ${exitCode}`);
  milliseconds.push(seconds * 1000);
}
const middle = median(milliseconds);
const best = Math.min(...milliseconds);
process.stdout.write(
  `version --client: median ${middle.toFixed(1)} ms, min ${best.toFixed(1)} ms of ${times} (at most ${limit} ms)\n`,
);
process.exitCode = middle <= limit ? 0 : 1;
