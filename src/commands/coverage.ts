import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { dimensions } from "../coverage/groups.ts";
import { InputError } from "../errors.ts";
import { connectionFlags } from "./connection-flags.ts";
import type { Context } from "./context.ts";
import { diffCommand } from "./coverage/diff.ts";
import { measuringFlags } from "./coverage/flags.ts";
import { formatNames, formats } from "./coverage/formats.ts";
import { gateCommand } from "./coverage/gate.ts";
import { policyCommand } from "./coverage/policy.ts";
import { type FlagsOf, withFlags } from "./with-flags.ts";

/** `coverage`: which endpoints of the API the requests in audit logs hit. */
export function coverageCommand(context: Context): CommandUnknownOpts {
  return declared(context)
    .action((logs, flags) => coverage(context, logs, flags))
    .addCommand(diffCommand(context))
    .addCommand(gateCommand(context))
    .addCommand(policyCommand(context));
}

function declared({ name }: Context) {
  const command = new Command("coverage")
    .summary("show which API endpoints the tests hit, from audit logs")
    .description(
      "Shows which endpoints of the Kubernetes API were hit, from the audit logs of the API server: those that conformance tests should cover (eligible), those that tests hit, those that conformance tests hit, and by which tests. It counts as APISnoop does, or as the presubmit job of Kubernetes (--definition). Logs are JSON lines, also compressed with gzip or zstd, in any order; each request counts once. It contacts a cluster only with --from-cluster.",
    )
    .argument("[logs...]", "audit logs; - is standard input")
    .addOption(
      new Option("-o, --output <format>", "how to print").choices(formatNames).default("table" as const),
    )
    .addOption(
      new Option("--by <property>", "count by this property of the endpoints")
        .choices(dimensions)
        .default("group" as const),
    )
    .option("--untested", "list only the eligible endpoints without a test")
    .option(
      "--ineligible",
      "list only the endpoints on Kubernetes' list of ineligible ones, with the reasons",
    )
    .option("--endpoint <id>", "show which tests hit this endpoint; e.g. --endpoint listCoreV1NamespacedPod")
    .option("--test <name>", "show which endpoints this test hits: its name, or some of its words")
    .option("--follow", "keep reading a single log while it grows, and show the counts live");
  return withFlags(withFlags(command, measuringFlags), connectionFlags).addHelpText(
    "after",
    `
Examples:
  ${name} coverage audit.log
  ${name} coverage audit*.log.gz --release v1.35 --untested
  ${name} coverage audit.log --by sig -o markdown >> "$GITHUB_STEP_SUMMARY"
  ${name} coverage audit.log --endpoint createAppsV1NamespacedDeployment
  ${name} coverage audit.log --test 'should serve a basic image on each replica'
  ${name} coverage audit.log --user-agent '^my-operator/' --release v1.36
  ssh control-plane cat /var/log/kubernetes/audit.log | ${name} coverage -

Exit codes:
  0 counted   2 bad usage, or a log that cannot be read or is cut off   3 the cluster failed (--from-cluster)`,
  );
}

type CoverageFlags = FlagsOf<typeof declared>;

/** Prints the coverage. Throws InputError for flags and logs that cannot be used. */
async function coverage(context: Context, logs: readonly string[], flags: CoverageFlags): Promise<void> {
  const { io, name } = context;
  const asked = ["untested", "ineligible", "endpoint", "test"].filter((flag) => Object.hasOwn(flags, flag));
  if (asked.length > 1) throw new InputError(`--${asked.join(" and --")} exclude each other`);
  if (flags.follow === true) {
    const { follow } = await import("./coverage/follow.ts");
    return follow(context, logs, flags);
  }
  const { measure } = await import("./coverage/measure.ts");
  const { choose } = await import("./coverage/choose.ts");
  const { sayResult } = await import("./coverage/words.ts");
  const format = await formats[flags.output]();
  const measured = await measure(context, logs, flags);
  const chosen = choose(measured, flags);
  io.stdout.write(await format({ coverage: measured, ...chosen, by: flags.by, name, io }));
  if (!chosen.isChosen && (flags.output === "table" || flags.output === "wide"))
    sayResult(io.stderr, measured);
}
