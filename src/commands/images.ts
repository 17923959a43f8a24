import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "./context.ts";
import { buildPlanCommand } from "./images/build-plan.ts";
import { checkCommand } from "./images/check.ts";
import { copyCommand } from "./images/copy.ts";
import { listCommand } from "./images/list.ts";
import { loadCommand } from "./images/load.ts";
import { mapCommand } from "./images/map.ts";
import { saveCommand } from "./images/save.ts";
import { verifyCommand } from "./images/verify.ts";

/** `images`: what a run pulls, and how it gets to a registry of one's own. */
export function imagesCommand(context: Context): CommandUnknownOpts {
  return new Command("images")
    .summary("show and copy the images that a run pulls")
    .description(
      "Shows which images a run pulls, and brings them to your own registry: for clusters without internet access, and for architectures that nobody publishes images for.",
    )
    .addCommand(listCommand(context))
    .addCommand(mapCommand(context))
    .addCommand(copyCommand(context))
    .addCommand(saveCommand(context))
    .addCommand(loadCommand(context))
    .addCommand(verifyCommand(context))
    .addCommand(checkCommand(context))
    .addCommand(buildPlanCommand(context))
    .addHelpText(
      "after",
      `\nExamples:\n  ${context.name} images list\n  ${context.name} images map --to registry.example.com/k8s >repos.yaml\n  ${context.name} images copy --to registry.example.com/k8s --arch amd64,arm64`,
    );
}
