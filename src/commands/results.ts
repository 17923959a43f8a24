import { Command, type CommandUnknownOpts, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import type { Context } from "./context.ts";
import { attestCommand } from "./results/attest.ts";
import { diffCommand } from "./results/diff.ts";
import { type FormatName, formatNames, formats } from "./results/formats.ts";
import { isOfPlugins, isPluginRun, modes } from "./results/plugins.ts";
import { showCommand } from "./results/show.ts";
import { verifyCommand } from "./results/verify.ts";
import type { FlagsOf } from "./with-flags.ts";

/** `results`: shows the results of a run, whichever runner made them, in the requested format. */
export function resultsCommand(context: Context): CommandUnknownOpts {
  return declared(context)
    .action((places, flags) => results(context, places, flags))
    .addCommand(showCommand(context))
    .addCommand(diffCommand(context))
    .addCommand(verifyCommand(context))
    .addCommand(attestCommand(context));
}

const pluginGroup = "Results of plugins (as Sonobuoy's):";

function declared({ name }: Context) {
  return new Command("results")
    .summary("show any runner's results: the verdict, what failed and why")
    .description(
      "Shows the results of a run, whichever runner made them: the verdict and why it does or does not certify, each failed test with its cause, the tests by SIG, the slowest and the flaky tests, and the required tests that did not run. It takes the folder of a run, Hydrophone's folder, Sonobuoy's tarball, or e2e.log and junit_01.xml themselves, and contacts no cluster.",
    )
    .argument(
      "[results...]",
      "a folder, a tarball, or the files (default: the newest under conformance-results/)",
    )
    .addOption(
      new Option("-o, --output <format>", "how to print").choices(formatNames).default("table" as const),
    )
    .option("--failed", "only the tests that failed")
    .option("--skipped", "only the tests that did not run")
    .option("--slowest <n>", "only the n slowest tests, the slowest first; e.g. --slowest 20", wholeNumber)
    .option("--sig <name>", "only tests of this special interest group; e.g. --sig node")
    .option("--tag <tag>", "only tests with this tag in their name; e.g. --tag Serial")
    .option("--focus <regexp>", "only tests whose name matches; e.g. --focus 'Services.*affinity'")
    .addOption(
      new Option(
        "-m, --mode <mode>",
        "show the results of plugins, as sonobuoy results does: counts, a line for each test or the files themselves, or the tree",
      )
        .choices(modes)
        .helpGroup(pluginGroup),
    )
    .addOption(new Option("-p, --plugin <name>", "only this plugin").helpGroup(pluginGroup))
    .addOption(
      new Option("-n, --node <name>", "only what is below the first item of this name").helpGroup(
        pluginGroup,
      ),
    )
    .addOption(
      new Option(
        "-s, --skip-prefix",
        "of files, print only their content, and not their names before it",
      ).helpGroup(pluginGroup),
    )
    .addOption(
      new Option("--tarball <file>", "write the results as a tarball that sonobuoy results reads").helpGroup(
        pluginGroup,
      ),
    )
    .addHelpText(
      "after",
      `
Examples:
  ${name} results
  ${name} results 202611202215_sonobuoy_1abf14f2.tar.gz --failed
  ${name} results e2e.log junit_01.xml -o markdown >> "$GITHUB_STEP_SUMMARY"
  ${name} results conformance-results/20261120-2215-k3x9 -o json | jq -r '.tests[] | select(.cause) | .cause'
  ${name} results --slowest 20 -o wide
  ${name} results sonobuoy.tar.gz -o html > report.html
  ${name} results sonobuoy.tar.gz --mode detailed --plugin kube-bench --node worker-1
  ${name} results conformance-results/20261120-2215-k3x9 --tarball sonobuoy.tar.gz

Exit codes:
  0 passed   1 tests failed   2 bad usage, or the results cannot be read   3 the results have no verdict`,
    );
}

// workflow commands, and a page in which text is safe by itself
const unchanged: readonly FormatName[] = ["github", "html"];

type ResultsFlags = FlagsOf<typeof declared>;

/** Prints results. Throws InputError if they cannot be read, or a filter is not valid. */
async function results(context: Context, places: readonly string[], flags: ResultsFlags): Promise<void> {
  if (flags.tarball !== undefined) {
    const { writeTarball } = await import("./results/plugins.ts");
    await writeTarball(context, places, flags.tarball);
    return;
  }
  if (isOfPlugins(flags) || (await isPluginRun(places, context.io))) {
    const { showPlugins } = await import("./results/plugins.ts");
    await showPlugins(context, places, flags);
    return;
  }
  const { choose, isChoosing } = await import("../results/choose.ts");
  const { verdictCode } = await import("../results/verdict-code.ts");
  const { openResults } = await import("./results/open.ts");
  const { io, name, exit } = context;
  const { output, failed, skipped, slowest, sig, tag, focus } = flags;
  const choosing = { failed, skipped, slowest, sig, tag, focus };
  const format = await formats[output]();
  const view = await openResults(places, io);
  const chosen = choose(view.specs, choosing);
  const encoder = new TextEncoder();
  for (const text of await format({ view, chosen, isChosen: isChoosing(choosing), name, io }))
    io.stdout.write(unchanged.includes(output) ? encoder.encode(text) : text);
  exit(verdictCode(view.results, false));
}

function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,6}$/.test(value)) throw new InvalidArgumentError("It is not a whole number of 1 or more.");
  return Number(value);
}
