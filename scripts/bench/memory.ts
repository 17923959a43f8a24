// The peak memory of whole followed runs: the recorded one on the sandbox, and one on the cluster of KUBECONFIG.
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { command, fail, measure, tail } from "./process.ts";

/** MB, of a million bytes, for a run on a cluster; one on the sandbox has the sandbox's server in the same process. */
const limit = 150;

const { values: flags } = parseArgs({
  options: { focus: { type: "string", default: "\\[sig-node\\] (ConfigMap|Secrets) .*\\[Conformance\\]" } },
});

async function peak(what: string, words: readonly string[]): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), "bench-memory-"));
  const log = join(dir, "output.log");
  const run = [command, "run", ...words, "--results-dir", join(dir, "results")];
  const { seconds, exitCode, peakBytes } = await measure(run, log, dir);
  if (exitCode !== 0) {
    fail(`the run on ${what} ended with exit code ${exitCode}; the end of ${log}:\n${await tail(log)}`);
  }
  const megabytes = peakBytes / 1e6;
  process.stdout.write(`${what}: peak ${megabytes.toFixed(0)} MB in ${seconds.toFixed(0)} s\n`);
  return megabytes;
}

if (!existsSync(command)) fail(`${command} is missing: npm run build`);
await peak("the sandbox", ["--sandbox", "--speed", "100"]);
if (process.env.KUBECONFIG === undefined) {
  process.stdout.write("no KUBECONFIG, so nothing was measured on a real cluster\n");
} else {
  const megabytes = await peak("the cluster", ["--focus", flags.focus]);
  if (megabytes > limit) fail(`the run on the cluster took more than ${limit} MB`);
}
