// The time and memory of `submission check`, as whole processes of the compiled program, on a large submission.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { loadRecording, unpack } from "../../src/sandbox/replay/recording.ts";
import { command, fail, measure, tail } from "./process.ts";
import { median } from "./statistics.ts";

/** What it may take: milliseconds, and MB of a million bytes. */
const limits = { ms: 250, megabytes: 120 };

const { values: flags } = parseArgs({
  options: {
    runs: { type: "string", default: "10" },
    command: { type: "string", default: command },
    junit: { type: "string", default: "2.6" },
    log: { type: "string", default: "3.3" },
  },
});

/** The recorded run, with tests that were left out and lines of the log repeated until it has the sizes asked for, in MB. */
async function largeSubmission(): Promise<string> {
  const recording = await loadRecording();
  const whole = unpack(recording.log.brotli);
  const log = whole.subarray(recording.log.head, whole.length - recording.log.tail).toString();
  const junit = unpack(recording.junit.brotli).toString();
  const folder = join(
    mkdtempSync(join(tmpdir(), "bench-check-")),
    `v1.${recording.version.split(".")[1]}`,
    "acme",
  );
  mkdirSync(folder, { recursive: true });
  const skipped = /<testcase [^>]*status="skipped"[\s\S]*?<\/testcase>\s*/.exec(junit)?.[0] ?? "";
  writeFileSync(join(folder, "junit_01.xml"), pad(junit, skipped, "<testcase", Number(flags.junit)));
  const line = "  I1120 22:16:10.061423 20 util.go:499] Waiting up to 5m0s for pod to be running\n";
  writeFileSync(join(folder, "e2e.log"), pad(log, line, "Ran 441 of", Number(flags.log)));
  for (const name of ["PRODUCT.yaml", "README.md"]) {
    writeFileSync(
      join(folder, name),
      readFileSync(join(import.meta.dirname, "../../test/fixtures/submission", name)),
    );
  }
  return folder;
}

/** `text` with `piece` before the first `at`, as often as it takes. */
function pad(text: string, piece: string, at: string, megabytes: number): string {
  const lacking = Math.max(0, Math.ceil((megabytes * 1e6 - Buffer.byteLength(text)) / piece.length));
  const place = text.indexOf(at);
  return text.slice(0, place) + piece.repeat(lacking) + text.slice(place);
}

if (!existsSync(flags.command)) fail(`${flags.command} is missing: npm run build`);
const folder = await largeSubmission();
const top = dirname(dirname(folder));
const log = join(top, "output.log");
const words = [flags.command, "submission", "check", folder, "--offline", "--latest", "v1.36"];
const times: number[] = [];
let peak = 0;
for (let run = 0; run <= Number(flags.runs); run++) {
  const { seconds, exitCode, peakBytes } = await measure(words, log);
  if (exitCode !== 0) fail(`ended with exit code ${exitCode}; the end of ${log}:\n${await tail(log)}`);
  // the first brings program and files into memory
  if (run > 0) times.push(seconds * 1000);
  peak = Math.max(peak, peakBytes / 1e6);
}
rmSync(top, { recursive: true });
const typical = median(times);
process.stdout.write(
  `submission check: median ${typical.toFixed(0)} ms of ${times.length} runs (at most ${limits.ms}), peak ${peak.toFixed(0)} MB (at most ${limits.megabytes})\n`,
);
process.exitCode = typical <= limits.ms && peak <= limits.megabytes ? 0 : 1;
