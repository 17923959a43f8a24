import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import type { Context } from "../context.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";
import { storeWords } from "./help.ts";
import { loadFlags } from "./load-flags.ts";

/** `history flakes [STORE…]`: the tests that fail now and then. */
export function flakesCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((stores, flags) => flakes(context, stores, flags));
}

function declared({ name }: Context) {
  return withFlags(new Command("flakes"), loadFlags)
    .summary("list the flaky tests, the worst first")
    .description(
      "Lists the tests that were flaky in the newest builds: they failed at most twice in a row and then passed again, or passed only at a further attempt. A test that has failed three times in a row is broken, and one that fails in the newest build may still turn out to be either.",
    )
    .argument("[stores...]", `${storeWords}: jobs, or a folder of jobs (default: those that were imported)`)
    .addOption(
      new Option("-o, --output <format>", "how to print").choices(["table", "json", "name"]).default("table"),
    )
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} history flakes gs://acme-conformance/logs/nightly-v1.35 --last 60\n  ${name} history flakes -o json | jq -r '.items[0].cause'`,
    );
}

type FlakesFlags = FlagsOf<typeof declared>;

/** Prints the flaky tests. Throws InputError, StoreError. */
async function flakes({ io }: Context, stores: readonly string[], flags: FlakesFlags): Promise<void> {
  const { columns } = await import("../../display/columns.ts");
  const { flakesOf } = await import("../../history/grid/flakes.ts");
  const { gridOf } = await import("../../history/grid/grid.ts");
  const { jsonText } = await import("../../text/printed.ts");
  const { safe } = await import("../../text/safe.ts");
  const { loadJobs } = await import("./load-flags.ts");
  const found = flakesOf(gridOf(await loadJobs(stores, flags, io)));
  if (flags.output === "json") return io.stdout.write(jsonText({ items: found }));
  if (flags.output === "name") return io.stdout.write(found.map(({ test }) => `${safe(test)}\n`).join(""));
  if (found.length === 0) return void io.stderr.write("no test was flaky in these builds\n");
  const rows = found.map(({ rate, flaky, ran, last, cause, test }) => [
    `${Math.max(1, Math.round(rate * 100))}%`,
    `${flaky}/${ran}`,
    last,
    test,
    cause ?? "",
  ]);
  io.stdout.write(columns(["RATE", "FLAKY/RAN", "LAST", "TEST", "LAST CAUSE"], rows));
}
