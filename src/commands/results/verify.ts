import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { exitCode } from "../../errors.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import type { FlagsOf } from "../with-flags.ts";

/** `results verify [DIR]`: whether a folder still is what the run left. */
export function verifyCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((folder, flags) => verify(context, folder, flags));
}

function declared({ name }: Context) {
  return new Command("verify")
    .summary("check that a run's folder is as the run left it")
    .description(
      "Checks the folder of a run: each file against the sha256 in its run.json, e2e.log against junit_01.xml, and the verdict by judging the files again. It names each file that was changed.",
    )
    .argument("[folder]", "the results folder of a run (default: the newest under conformance-results/)")
    .addOption(
      new Option("-o, --output <format>", "how to print").choices(["table", "json"]).default("table"),
    )
    .addHelpText(
      "after",
      `
Examples:
  ${name} results verify conformance-results/20261120-2215-k3x9
  ${name} results verify -o json | jq -r '.faults[]'

Exit codes:
  0 all is as it was   1 something is not   2 bad usage, or the folder cannot be read`,
    );
}

type VerifyFlags = FlagsOf<typeof declared>;

/** Checks a folder and prints what is not as it was. Throws InputError where it is no folder of a run. */
async function verify(context: Context, given: string | undefined, flags: VerifyFlags): Promise<void> {
  const path = await import("node:path");
  const { newestResults } = await import("../../results/read/newest.ts");
  const { verifyFolder } = await import("../../results/verify.ts");
  const { io, exit } = context;
  const folder = given ?? (await newestResults(io.cwd));
  const { record, files, judged, faults } = await verifyFolder(path.resolve(io.cwd, folder), io.signal);
  if (flags.output === "json") {
    const { jsonText } = await import("../../text/printed.ts");
    const { verdict, certifiable } = record;
    io.stdout.write(jsonText({ folder, run: record.id, verdict, certifiable, judged, files, faults }));
  } else {
    const lines =
      faults.length === 0
        ? [
            `${folder}: all ${files.length} files are as run ${record.id} left them, and e2e.log, junit_01.xml and run.json agree: ${record.verdict}${record.certifiable ? ", certifiable" : ""}`,
          ]
        : [`${folder} is not as run ${record.id} left it:`, ...faults.map((fault) => `  ${fault}`)];
    io.stdout.write(lines.map((line) => `${safe(line)}\n`).join(""));
  }
  exit(faults.length === 0 ? exitCode.passed : exitCode.testsFailed);
}
