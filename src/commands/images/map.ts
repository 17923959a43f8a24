import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { InputError } from "../../errors.ts";
import type { Context } from "../context.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";
import { available, choose, chosenFlags } from "./chosen.ts";
import { readPlace } from "./place.ts";

const tools = ["crane", "skopeo", "oras", "docker"] as const;

/** `images map`: where the copies are to be, for the suite or for a tool that copies them. */
export function mapCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((flags) => mapImages(context, flags));
}

function declared({ name }: Context) {
  const command = new Command("map")
    .summary("print how a run finds the images on your own registry")
    .description(
      "Prints the list of registries (KUBE_TEST_REPO_LIST) with which the suite of a release pulls from your own registry, for `run --test-repo-list`. With -o script it prints the commands that copy the images there, and with -o table what becomes of each name. It contacts nothing.",
    )
    .requiredOption("--to <registry[/path]>", "your registry, and the path below which the images are")
    .option(
      "--one-repository",
      "all images as tags of a single repository, as `run --image-repo` expects them; not with the list of registries",
    )
    .addOption(
      new Option("-o, --output <format>", "the list of registries, commands, or both names of each image")
        .choices(["yaml", "script", "table"])
        .default("yaml"),
    )
    .addOption(
      new Option("--tool <tool>", "the program that -o script calls").choices(tools).default("crane"),
    );
  return withFlags(command, chosenFlags).addHelpText(
    "after",
    `
Examples:
  ${name} images map --to registry.example.com/k8s >repos.yaml
  ${name} run --test-repo-list repos.yaml --conformance-image registry.example.com/k8s/conformance:v1.37.2
  # commands for those who may only use their own tools
  ${name} images map --to registry.example.com/k8s -o script --tool skopeo | sh
  # in a single repository, for run --image-repo registry.example.com/k8s
  ${name} images map --to registry.example.com/k8s --one-repository -o script`,
  );
}

type MapFlags = FlagsOf<typeof declared>;

async function mapImages({ io, name }: Context, flags: MapFlags): Promise<void> {
  const place = readPlace(flags.to, "--to");
  const layout = flags.oneRepository === true ? "one-repository" : "paths";
  const { list, images } = await choose(flags);
  const { copyOf, repoListText } = await import("../../images/mapping.ts");
  if (layout === "one-repository" && !place.includes("/"))
    throw new InputError(`--to ${flags.to}: a single repository needs a path`, {
      fix: "add one: registry.example.com/k8s",
    });
  if (flags.output === "yaml") {
    if (layout === "one-repository")
      throw new InputError("--one-repository: needs no list of registries", {
        fix: `use run --image-repo ${place}, or -o script or table here`,
      });
    io.stdout.write(repoListText(place, list));
    const suite = copyOf(list.images[0] ?? never(), place, layout);
    io.stderr.write(`use it with: ${name} run --test-repo-list FILE --conformance-image ${suite}\n`);
    return;
  }
  const pairs = available(images).map((image) => ({ from: image.name, to: copyOf(image, place, layout) }));
  if (flags.output === "script") {
    const lines = pairs.flatMap(({ from, to }) => commandsOf(flags.tool, from, to));
    io.stdout.write(`${["set -e", ...lines].join("\n")}\n`);
    return;
  }
  const { columns } = await import("../../display/columns.ts");
  io.stdout.write(
    columns(
      ["IMAGE", "COPY"],
      pairs.map(({ from, to }) => [from, to]),
    ),
  );
}

function never(): never {
  throw new Error("a release without a conformance image");
}

/** The commands that copy an image with all its platforms; docker can copy only that of its own machine. Names need no quotes. */
function commandsOf(tool: (typeof tools)[number], from: string, to: string): readonly string[] {
  switch (tool) {
    case "crane":
      return [`crane copy ${from} ${to}`];
    case "skopeo":
      return [`skopeo copy --all docker://${from} docker://${to}`];
    case "oras":
      return [`oras copy ${from} ${to}`];
    case "docker":
      return [`docker buildx imagetools create --tag ${to} ${from}`];
  }
}
