import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "./context.ts";
import { checkCommand } from "./plugin/check.ts";
import { genCommand } from "./plugin/gen.ts";
import { runCommand } from "./plugin/run.ts";

/** `plugin`: Sonobuoy's plugins, run without Sonobuoy. */
export function pluginCommand(context: Context): CommandUnknownOpts {
  return new Command("plugin")
    .summary("run plugins as Sonobuoy defines them, without Sonobuoy")
    .description(
      "Works with plugins as Sonobuoy defines them: a container that collects something, in one pod or on each node, and leaves it as files. Their definitions are used unchanged.",
    )
    .addCommand(runCommand(context))
    .addCommand(checkCommand(context))
    .addCommand(genCommand(context))
    .addHelpText(
      "after",
      `\nExamples:\n  ${context.name} plugin run -p inventory.yaml --permissions read\n  ${context.name} plugin check kube-bench.yaml\n  ${context.name} plugin gen --name inventory --image registry.example.com/inventory:v1 > inventory.yaml`,
    );
}
