import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import type { ConnectionFlags } from "../kube/flags.ts";
import { userAgent } from "../process/version.ts";
import { jsonText, yamlText } from "../text/printed.ts";
import { safe } from "../text/safe.ts";
import { connectionFlags } from "./connection-flags.ts";
import type { Context } from "./context.ts";
import { withFlags } from "./with-flags.ts";

/** `version`: this program's version, and the server's. */
export function versionCommand(context: Context): CommandUnknownOpts {
  const command = new Command("version")
    .summary("print this program's version and the server's")
    .description("Prints this program's version and the server's.")
    .option("--client", "print only this program's version, without asking a server")
    .addOption(new Option("-o, --output <format>", "how to print").choices(["json", "yaml"]));
  return withFlags(command, connectionFlags)
    .addHelpText(
      "after",
      `\nExamples:\n  ${context.name} version --client\n  ${context.name} version -o json`,
    )
    .action(async (flags) => {
      const { io, version } = context;
      // as kubectl does, print this program's version even if the server's is unknown
      const asked = flags.client === true ? undefined : await attempt(serverVersion(context, flags));
      const server = asked?.kind === "answer" ? asked.answer : undefined;
      const both = { client: version, ...(server === undefined ? {} : { server }) };
      if (flags.output === "json") io.stdout.write(jsonText(both));
      else if (flags.output === "yaml") io.stdout.write(yamlText((await import("yaml")).stringify(both)));
      else {
        io.stdout.write(`Client Version: ${version.version} (${version.runtime}, ${version.platform})\n`);
        if (server !== undefined)
          io.stdout.write(`${safe(`Server Version: ${server.version} (${server.platform})`)}\n`);
      }
      if (asked?.kind === "error") throw asked.error;
    });
}

async function attempt<T>(
  call: Promise<T>,
): Promise<
  { readonly kind: "answer"; readonly answer: T } | { readonly kind: "error"; readonly error: unknown }
> {
  try {
    return { kind: "answer", answer: await call };
  } catch (error) {
    return { kind: "error", error };
  }
}

async function serverVersion(context: Context, flags: ConnectionFlags) {
  const { openCluster } = await import("../kube/cluster.ts");
  const { connect } = await import("../kube/connection.ts");
  const { io } = context;
  const cluster = openCluster(connect(flags, io), userAgent(context.version), io, {
    signal: io.signal,
    patience: 0,
  });
  const info = await cluster.version.getCode();
  return { version: info.gitVersion, platform: info.platform };
}
