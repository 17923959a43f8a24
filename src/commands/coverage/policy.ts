import path from "node:path";
import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import type { Loss } from "../../coverage/policy/check.ts";
import { columns } from "../../display/columns.ts";
import { exitCode, InputError } from "../../errors.ts";
import { jsonText } from "../../text/printed.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import type { FlagsOf } from "../with-flags.ts";

/** `coverage policy`: the audit policy that coverage needs, or what another one would lose. */
export function policyCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((flags) => policy(context, flags));
}

function declared({ name }: Context) {
  return new Command("policy")
    .summary("print the audit policy that coverage needs, or check another one")
    .description(
      "Prints the audit policy that coverage needs, for kube-apiserver --audit-policy-file. With --check it shows which eligible endpoints another policy would keep out of the log, and by which of its rules.",
    )
    .option("--check <file>", "an audit policy to check")
    .option(
      "--release <minor>",
      "the release whose eligible endpoints must be in the log (default: the newest known one)",
    )
    .addOption(
      new Option("-o, --output <format>", "how to print what is lost")
        .choices(["table", "json"])
        .default("table"),
    )
    .addHelpText(
      "after",
      `
Examples:
  ${name} coverage policy > audit-policy.yaml
  ${name} coverage policy --check /etc/kubernetes/audit-policy.yaml

Exit codes:
  0 nothing would be lost   1 something would be lost   2 bad usage, or not an audit policy`,
    );
}

// what people write has a few kilobytes
const most = 64 * 1024;

async function policy(context: Context, flags: FlagsOf<typeof declared>): Promise<void> {
  const { io, exit } = context;
  if (flags.check === undefined) {
    const { neededPolicy } = await import("../../coverage/policy/needed.ts");
    io.stdout.write(neededPolicy);
    return;
  }
  const { lossesOf } = await import("../../coverage/policy/check.ts");
  const { readPolicy } = await import("../../coverage/policy/read.ts");
  const { eligibleOperations } = await import("../../coverage/releases/held.ts");
  const { readFileWithin } = await import("../../process/read-file.ts");
  const { readRelease } = await import("../tests/release.ts");
  const { minor } = readRelease(flags.release, "--release");
  const reading = await readFileWithin(path.resolve(io.cwd, flags.check), { most, signal: io.signal });
  if (reading.kind === "absent") throw new InputError(`${flags.check}: does not exist`);
  if (reading.kind !== "read") throw new InputError(`${flags.check}: ${reading.why}`);
  const given = readPolicy(new TextDecoder().decode(reading.bytes), flags.check);
  const eligible = eligibleOperations(minor);
  const losses = lossesOf(given, eligible);
  for (const name of given.unknown)
    io.stderr.write(
      `${safe(`${flags.check}: ${name} is not a field of an audit policy; the API server ignores it`)}\n`,
    );
  io.stdout.write(flags.output === "json" ? jsonText(losses.map(documentOf)) : tableOf(losses));
  const some = losses.filter(({ extent }) => extent === "some").length;
  const part = some === 0 ? "" : `, ${some} of them only for some users, namespaces or objects`;
  io.stderr.write(
    losses.length === 0
      ? `all ${eligible.length} eligible endpoints of ${minor} would be in the log\n`
      : `${losses.length} of ${eligible.length} eligible endpoints of ${minor} would be missing from the log${part}\n`,
  );
  exit(losses.length === 0 ? exitCode.passed : exitCode.testsFailed);
}

function tableOf(losses: readonly Loss[]): string {
  if (losses.length === 0) return "";
  return columns(
    ["ENDPOINT", "LOST", "RULE", "WHY"],
    losses.map(({ operation, extent, rule, why }) => [
      operation.id,
      extent,
      rule === undefined ? "-" : String(rule),
      why,
    ]),
  );
}

function documentOf({ operation, extent, rule, why }: Loss): object {
  return { operationId: operation.id, extent, ...(rule === undefined ? {} : { rule }), why };
}
