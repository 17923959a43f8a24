import path from "node:path";
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";

/** `results show TEST [DIR]`: everything about one test. */
export function showCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((test, places) => show(context, test, places));
}

function declared({ name }: Context) {
  return new Command("show")
    .summary("show one test in full: why it failed, its log, what ran at the same time")
    .description(
      "Shows everything that the results have about one test: how it ended, the cause and the message of its failure, what the cluster looked like at that moment, which tests ran at the same time, what the test requires of a cluster, and its part of e2e.log.",
    )
    .argument("<test>", "the test's name, a part of it, or some of its words")
    .argument(
      "[results...]",
      "a folder, a tarball, or the files (default: the newest under conformance-results/)",
    )
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} results show 'session affinity timeout NodePort'\n  ${name} results show 'secure master service' sonobuoy.tar.gz | less`,
    );
}

const mostOverlapping = 20;
// lines of a file of evidence; the folder has all
const mostOfFile = 60;

/** Prints one test. Throws InputError if the words name none, or several. */
async function show({ io }: Context, query: string, places: readonly string[]): Promise<void> {
  const { inTurns } = await import("../../async/steps.ts");
  const { overlappingSpecs } = await import("../../results/overlapping.ts");
  const { hasRun } = await import("../../results/view.ts");
  const { tookText } = await import("../../results/words.ts");
  const { sliceSteps, sliceText } = await import("../../suite/log/slices.ts");
  const { requirementTexts } = await import("../../suite/required/texts.ts");
  const { theTest } = await import("./find-test.ts");
  const { openResults } = await import("./open.ts");
  const { rawLines } = await import("./raw-lines.ts");
  const { results, specs, evidence } = await openResults(places, io);
  const ran = specs.filter(hasRun).map((spec) => spec.name);
  // among the thousands that a focus left out, only a whole name, or a query that matches nothing else, counts
  const all = specs.map((spec) => spec.name);
  const name = all.includes(query) || ran.length === 0 ? theTest(query, all) : theTest(query, ran);
  const spec = specs.find((one) => one.name === name);
  if (spec === undefined) return;
  const write = (lines: readonly string[]) => io.stdout.write(lines.map((line) => `${line}\n`).join(""));
  const { state, seconds, cause, message, location, began } = spec;
  write([
    safe(name),
    "",
    `${hasRun(spec) ? `${state} after ${tookText(seconds)}` : state}${spec.flaked === true ? ", not at the first attempt" : ""}`,
    ...(began === undefined ? [] : [`started ${new Date(began).toISOString()}`]),
    ...(location === undefined ? [] : [`at ${safe(location)}`]),
    ...(cause === undefined ? [] : ["", `cause: ${safe(cause)}`]),
    ...(message === undefined || message === cause ? [] : ["", "Message:", ...rawLines(message)]),
  ]);
  const kept = evidence.get(name) ?? [];
  if (kept.length > 0) {
    const { evidencePath } = await import("../../results/evidence.ts");
    write(["", `The cluster when it failed, in ${safe(path.join(results.origin, evidencePath(name)))}:`]);
    for (const { name: file, text } of kept) write(["", `${safe(file)}:`, ...rawLines(text, mostOfFile)]);
  }
  const isAlone = results.suite.processes === 1;
  const overlapping = hasRun(spec) ? (isAlone ? [] : overlappingSpecs(spec, specs)) : undefined;
  if (overlapping !== undefined) {
    const more =
      overlapping.length > mostOverlapping ? [`  and ${overlapping.length - mostOverlapping} more`] : [];
    const rows = overlapping
      .slice(0, mostOverlapping)
      .map((one) => `  ${one.state.padEnd(8)}${tookText(one.seconds).padStart(7)}  ${safe(one.name)}`);
    write([
      "",
      overlapping.length === 0 ? "Nothing ran at the same time." : "Ran at the same time:",
      ...rows,
      ...more,
    ]);
  }
  const text = (await requirementTexts()).get(name);
  if (text !== undefined)
    write(["", `Requires (${text.title}):`, `  ${safe(text.description.replace(/\s+/g, " "))}`]);
  const { log } = results.files;
  if (log === undefined) return;
  let attempts = 0;
  const print = sliceSteps(log.bytes, (slice) => {
    if (slice.spec.name !== name) return;
    attempts++;
    write([
      "",
      `In ${safe(log.origin)}${slice.cut ? ", its end" : ""}:`,
      ...sliceText(slice).map((line) => `| ${safe(line)}`),
    ]);
  });
  await inTurns(print, io.signal);
  if (attempts === 0)
    write(["", `${safe(log.origin)} has nothing about it: it is not a verbose log, or it was truncated.`]);
}
