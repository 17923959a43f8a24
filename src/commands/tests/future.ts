import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { columns } from "../../display/columns.ts";
import { jsonText } from "../../text/printed.ts";
import type { Context } from "../context.ts";
import type { FlagsOf } from "../with-flags.ts";

/** `tests future`: what later releases will require. */
export function futureCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((flags) => showFuture(context, flags));
}

function declared({ name }: Context) {
  return new Command("future")
    .summary("show which tests later releases require in addition")
    .description(
      "Shows which tests later releases require in addition to those of a release: what the releases after it have added, and what the next one contains and announces, as far as it is known. Names with [FutureConformance] can be run today, with a suite that has them.",
    )
    .option(
      "--release <minor>",
      "the release that the cluster has; e.g. --release v1.36 (default: the newest known one)",
    )
    .addOption(
      new Option("-o, --output <format>", "how to print").choices(["table", "json", "name"]).default("table"),
    )
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} tests future\n  ${name} tests future --release v1.35\n  # would this cluster pass them?\n  ${name} run --focus '\\[FutureConformance\\]' --conformance-image registry.k8s.io/conformance:v1.38.0-beta.0`,
    );
}

type FutureFlags = FlagsOf<typeof declared>;

/** Prints what later releases require. Throws InputError for an unknown release. */
async function showFuture({ io }: Context, flags: FutureFlags): Promise<void> {
  const { aheadVersion, testsAhead } = await import("../../suite/required/ahead.ts");
  const { readRelease } = await import("./release.ts");
  const { minor } = readRelease(flags.release, "--release");
  const tests = testsAhead(minor);
  const version = aheadVersion();
  if (flags.output === "json") {
    io.stdout.write(jsonText({ release: minor, asOf: version, items: tests }));
    return;
  }
  if (flags.output === "name") io.stdout.write(tests.map(({ name }) => `${name}\n`).join(""));
  else if (tests.length > 0)
    io.stdout.write(
      columns(
        ["FROM", "NAME"],
        tests.map(({ from, name }) => [from, name]),
      ),
    );
  const { aheadWords } = await import("../../suite/required/ahead-words.ts");
  io.stderr.write(`${aheadWords(minor, tests)}\n`);
}
