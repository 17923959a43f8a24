import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import type { Finding } from "../../ai/preflight/finding.ts";
import type { Style } from "../../display/style.ts";
import { safe } from "../../text/safe.ts";
import { connectionFlags } from "../connection-flags.ts";
import type { Context } from "../context.ts";
import { checkRelease } from "../release-flag.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";

/** `ai preflight`: what the cluster shows of each requirement. */
export function preflightCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((flags) => preflight(context, flags));
}

function declared({ name }: Context) {
  const command = new Command("preflight")
    .summary("show what a cluster has of each requirement")
    .description(
      "Looks for what each requirement of Kubernetes AI Conformance asks for, and says what was found, with the command that shows it, and what the upstream tests would do on this cluster. It only reads, and takes less than ten seconds. «likely» is not a verdict: a reviewer decides.",
    )
    .option(
      "--release <version>",
      "the release whose checklist counts (default: the cluster's, otherwise the newest known); e.g. v1.37",
    )
    .option("--checklist <file|url>", "the checklist of a release that this version does not know")
    .addOption(
      new Option("-o, --output <format>", "how to print").choices(["table", "json"]).default("table"),
    );
  return withFlags(command, connectionFlags).addHelpText(
    "after",
    `
Examples:
  ${name} ai preflight
  # what is missing
  ${name} ai preflight -o json | jq -r '.findings[] | select(.verdict == "not seen") | .requirement'

Exit codes:
  0 the cluster was read   2 bad usage or input   3 the cluster could not be reached`,
  );
}

type PreflightFlags = FlagsOf<typeof declared>;

/** Reads the cluster and prints what was found. Throws ConnectionError, ApiError or AnswerError if the server does not answer. */
async function preflight(context: Context, flags: PreflightFlags): Promise<void> {
  checkRelease(flags.release, "--release");
  const { styleFor } = await import("../../display/style.ts");
  const { jsonText } = await import("../../text/printed.ts");
  const { viewCluster } = await import("./cluster-view.ts");
  const { io } = context;
  const { server, checklist, findings } = await viewCluster(context, flags, flags.release);
  if (flags.output === "json") {
    const plain = findings.map(({ looks, ...finding }) => ({
      ...finding,
      commands: looks.map(({ command }) => command),
    }));
    io.stdout.write(jsonText({ server, checklist: checklist.release, findings: plain }));
    return;
  }
  const style = styleFor(io.stdout, io.env);
  io.stdout.write(
    findings
      .flatMap((finding) => block(finding, style))
      .map((line) => `${line}\n`)
      .join(""),
  );
  const number = (verdict: Finding["verdict"]) => findings.filter((one) => one.verdict === verdict).length;
  io.stderr.write(
    `\nKubernetes ${safe(server)} and the checklist of ${checklist.release}: ${number("likely")} likely, ${number("not seen")} not seen, ${number("cannot tell")} cannot tell\n`,
  );
}

function block({ requirement, level, verdict, found, looks, suite }: Finding, style: Style): string[] {
  const paint = { likely: style.good, "not seen": style.bad, "cannot tell": style.warning }[verdict];
  const indent = " ".repeat(13);
  const commands = [...new Set(looks.map(({ command }) => command))];
  return [
    `${paint(verdict)}${" ".repeat(13 - verdict.length)}${requirement} (${level})`,
    ...found.map((line) => `${indent}${safe(line)}`),
    ...(suite === undefined ? [] : [`${indent}${style.bold("suite:")} ${safe(suite)}`]),
    ...commands.map((command) => `${indent}$ ${command}`),
  ];
}
