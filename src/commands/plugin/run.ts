import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { connectionFlags } from "../connection-flags.ts";
import type { Context } from "../context.ts";
import { repeated } from "../repeated.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";

/** `plugin run`: runs plugins, and leaves what they collected. */
export function runCommand(context: Context): CommandUnknownOpts {
  return declared(context).action(async (flags) => {
    const { runPlugins } = await import("./run-action.ts");
    context.exit(await runPlugins(context, flags));
  });
}

function declared({ name }: Context) {
  const command = new Command("run")
    .summary("run plugins, and fetch what they collect")
    .description(
      "Runs plugins as their definitions say: a Job in one pod, a DaemonSet in one pod on each node that it chooses. There is no aggregator: the pods are created directly, each with a container that hands over the plugin's files, and an image that cannot be pulled, a node that cannot run it or a container that fails is an error within seconds. Everything is removed at the end.",
    )
    .addOption(
      new Option(
        "-p, --plugin <definition>",
        "a file, a folder with *.yaml, or an http(s) URL; may be repeated; @NAME after a file renames the plugin",
      ).argParser(repeated),
    )
    .addOption(
      new Option(
        "--plugin-env <plugin.NAME=value>",
        "sets a variable of a plugin, or removes it if the value is empty; may be repeated",
      ).argParser(repeated),
    )
    .addOption(
      new Option(
        "--plugin-image <plugin:image>",
        "the image of a plugin in place of its own; may be repeated",
      ).argParser(repeated),
    )
    .addOption(
      new Option(
        "--permissions <permissions>",
        "what the plugins may do through the API: nothing, read everything (secrets too), or everything",
      )
        .choices(["none", "read", "admin"] as const)
        .default("none" as const),
    )
    .option(
      "--allow-privileged",
      "allow pods that need the privileged Pod Security level, which have power over their nodes",
    )
    .option(
      "-n, --namespace <name>",
      "the namespace of the run: a new one, or one of your own, which is kept (default: conformance-plugins)",
    )
    .option(
      "--collector-image <image>",
      "the image of the container that collects the results; it needs a shell (default: the conformance image of the server's release)",
    )
    .option("--image-pull-secret <[namespace/]name>", "a secret to pull the images with")
    .option("--timeout <duration>", "how long each plugin may take; 0 is no limit", "6h")
    .option("--startup-timeout <duration>", "how long a pod may take to start", "5m")
    .option("--detach", "return as soon as the pods are created; attach fetches the results")
    .option("--keep", "leave the run in the cluster at its end")
    .option("--results-dir <folder>", "the folder for the results (default: conformance-results/<run>)")
    .addOption(
      new Option("-o, --output <format>", "how to show it")
        .choices(["table", "jsonl"] as const)
        .default("table" as const),
    );
  return withFlags(command, connectionFlags).addHelpText(
    "after",
    `
Examples:
  ${name} plugin run -p inventory.yaml --permissions read
  ${name} plugin run -p kube-bench.yaml -p kube-bench-master.yaml --allow-privileged
  ${name} plugin run -p https://example.com/checks.yaml --plugin-env checks.LEVEL=2 --timeout 30m
  # with images of your own registry
  ${name} plugin run -p inventory.yaml --plugin-image inventory:registry.example.com/inventory:v1 --collector-image registry.example.com/conformance:v1.37.2

Exit codes:
  0 all passed   1 something failed   2 bad usage or input   3 no verdict   130 interrupted`,
  );
}

export type PluginRunFlags = FlagsOf<typeof declared>;
