import { readFile } from "node:fs/promises";
import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { InputError } from "../errors.ts";
import type { Context } from "./context.ts";
import { serveSandbox } from "./sandbox/serve.ts";

/** `sandbox`: an API server that replays a recorded run, until it is interrupted. */
export function sandboxCommand(context: Context): CommandUnknownOpts {
  const { name, io } = context;
  return new Command("sandbox")
    .summary("serve a recorded cluster, for trying things without one")
    .description(
      "Serves the Kubernetes API from this process and replays a recorded conformance run for each pod that is created with the conformance image. Prints the command that points kubectl at it, and runs until interrupted.",
    )
    .addOption(new Option("--speed <factor>", "how many times faster than recorded").default("100"))
    .addOption(new Option("--port <port>", "the port on 127.0.0.1; 0 takes a free one").default("0"))
    .addOption(new Option("-o, --output <format>", "print the kubeconfig itself").choices(["kubeconfig"]))
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} sandbox\n  ${name} sandbox --speed 1 -o kubeconfig > sandbox.yaml &\n  KUBECONFIG=sandbox.yaml kubectl get pod -A -w`,
    )
    .action(async (flags) => {
      const sandbox = await serveSandbox({
        speed: whole("--speed", flags.speed, 1),
        port: whole("--port", flags.port, 0),
      });
      try {
        io.stdout.write(
          flags.output === "kubeconfig"
            ? await readFile(sandbox.kubeconfig, "utf8")
            : `export KUBECONFIG=${sandbox.kubeconfig}\n`,
        );
        io.stderr.write("the sandbox runs until you press Ctrl-C\n");
        await new Promise((resolve) => io.signal.addEventListener("abort", resolve, { once: true }));
      } finally {
        await sandbox.close();
      }
    });
}

function whole(flag: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= 65_535) return value;
  throw new InputError(`${flag} ${text}: not a whole number from ${least} to 65535`);
}
