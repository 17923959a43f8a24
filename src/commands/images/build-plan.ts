import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { columns } from "../../display/columns.ts";
import { InputError } from "../../errors.ts";
import type { PlannedBuild } from "../../images/build-plan.ts";
import { fenced, inline } from "../../results/markdown.ts";
import { jsonText } from "../../text/printed.ts";
import type { Context } from "../context.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";
import { available, choose, chosenFlags } from "./chosen.ts";
import { readArches } from "./copy-flags.ts";

/** `images build-plan`: what must be built for an architecture that nobody publishes images for. */
export function buildPlanCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((flags) => buildPlan(context, flags));
}

function declared({ name }: Context) {
  const command = new Command("build-plan")
    .summary("show what must be built for an architecture without published images")
    .description(
      "Shows each image of a run that is not published for an architecture: where its source is in the repository of Kubernetes, what it is built on, what it contains, and how many required tests fail without it. -o markdown has the commands that build it, and the names of the tests. It contacts nothing.",
    )
    .requiredOption("--arch <arch>", "the architecture, as Go calls it; e.g. --arch mips64le")
    .addOption(
      new Option("-o, --output <format>", "how to print")
        .choices(["table", "markdown", "json"])
        .default("table"),
    );
  return withFlags(command, chosenFlags).addHelpText(
    "after",
    `
Examples:
  ${name} images build-plan --arch mips64le
  ${name} images build-plan --arch riscv64 -o markdown > plan.md
  # which tests fail without an image?
  ${name} images build-plan --arch riscv64 -o json | jq -r '.items[] | select(.image | contains("/pause:")) | .tests[]'`,
  );
}

async function buildPlan({ io }: Context, flags: FlagsOf<typeof declared>): Promise<void> {
  const [arch = "", ...more] = readArches(flags.arch.split(",")) ?? [];
  if (more.length > 0)
    throw new InputError(`--arch ${flags.arch}: a plan is for one architecture`, {
      fix: "ask for each of them",
    });
  const { planBuilds } = await import("../../images/build-plan.ts");
  const { minor, list, images } = await choose(flags);
  const builds = planBuilds(available(images), arch);
  const published = available(images).length - builds.length;
  switch (flags.output) {
    case "json":
      io.stdout.write(jsonText({ release: minor, source: list.release, arch, items: builds }));
      return;
    case "markdown":
      io.stdout.write(markdownOf(builds, arch, list.release));
      return;
    case "table":
      if (builds.length > 0) io.stdout.write(tableOf(builds));
      io.stderr.write(
        `${minor} for linux/${arch}: ${builds.length} images to build, ${published} are published\n`,
      );
  }
}

function tableOf(builds: readonly PlannedBuild[]): string {
  return columns(
    ["IMAGE", "TESTS", "SOURCE", "BASE", "CONTAINS", "NOTE"],
    builds.map(({ image, tests, folder = "elsewhere", base = "", contains = "", notes }) => [
      image,
      String(tests.length),
      folder,
      base,
      contains,
      notes.join("; "),
    ]),
  );
}

function markdownOf(builds: readonly PlannedBuild[], arch: string, release: string): string {
  const head = [
    `# Images of Kubernetes ${release} to build for linux/${arch}`,
    `The commands run in a clone of Kubernetes at ${release}, with \`REGISTRY\` set to a registry of yours. \`BASE\` stands for an image like the one named as base, for ${arch}; the images are in the order in which they need each other. Then run with \`images map --to "$REGISTRY"\`.`,
  ];
  const parts = builds.map(({ image, tests, folder, base, contains, commands, notes }) => {
    const facts = [
      ...(contains === undefined ? [] : [`contains: ${contains}`]),
      ...(folder === undefined ? [] : [`source: ${folder}`]),
      ...(base === undefined ? [] : [`base for amd64: ${base}`]),
      ...notes,
    ];
    return [
      `## ${inline(image)}`,
      facts.map((fact) => `- ${inline(fact)}`).join("\n"),
      ...(commands.length === 0 ? [] : [fenced(commands.join("\n"), "sh")]),
      `<details><summary>${tests.length} required tests fail without it</summary>\n\n${tests.map((test) => `- ${inline(test)}`).join("\n")}\n\n</details>`,
    ].join("\n\n");
  });
  return `${[...head, ...parts].join("\n\n")}\n`;
}
