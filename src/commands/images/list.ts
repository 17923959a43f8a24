import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { columns } from "../../display/columns.ts";
import type { SuiteImage } from "../../images/held.ts";
import { jsonText, yamlText } from "../../text/printed.ts";
import type { Context } from "../context.ts";
import { listed } from "../repeated.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";
import { type Chosen, choose, chosenFlags } from "./chosen.ts";
import { readArches } from "./copy-flags.ts";

/** `images list`: what a run pulls. */
export function listCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((flags) => listImages(context, flags));
}

function declared({ name }: Context) {
  const command = new Command("list")
    .summary("list every image that a run pulls")
    .description(
      "Lists every image that a run pulls: the conformance image and those of the suite's pods, with the number of required tests that need each. The lists are part of the program, so it contacts nothing. Which tests need an image is read from their source: a test may be counted that does not need it after all, but none that does is left out.",
    )
    .addOption(
      new Option(
        "--arch <arch,…>",
        "also show whether each image is published for these architectures; e.g. --arch arm64,riscv64",
      ).argParser(listed),
    )
    .addOption(
      new Option("-o, --output <format>", "how to print")
        .choices(["table", "wide", "json", "yaml", "name"])
        .default("table"),
    );
  return withFlags(command, chosenFlags).addHelpText(
    "after",
    `
Examples:
  ${name} images list
  # also what tests without [Conformance] need, such as those of CSI drivers
  ${name} images list --release v1.36 --all
  # which images must be built for riscv64?
  ${name} images list --arch riscv64
  # which tests need an image?
  ${name} images list -o json | jq -r '.items[] | select(.name | contains("kitten")) | .tests[]'
  # names for a script
  ${name} images list -o name`,
  );
}

type ListFlags = FlagsOf<typeof declared>;

async function listImages({ io }: Context, flags: ListFlags): Promise<void> {
  const chosen = await choose(flags);
  const arches = readArches(flags.arch) ?? [];
  io.stdout.write(await render(chosen, arches, flags.output));
  if (flags.output !== "table" && flags.output !== "wide") return;
  const { minor, list, images } = chosen;
  const others = list.images.length - images.length;
  const more = others === 0 ? "" : `; ${others} more are for tests without [Conformance] (--all)`;
  io.stderr.write(`${minor}: ${images.length} images${more}\n`);
}

async function render(
  { minor, list, images }: Chosen,
  arches: readonly string[],
  output: ListFlags["output"],
): Promise<string> {
  const whole = { release: minor, source: list.release, items: images.map((image) => itemOf(image, arches)) };
  switch (output) {
    case "json":
      return jsonText(whole);
    case "yaml":
      return yamlText((await import("yaml")).stringify(whole, { lineWidth: 0 }));
    case "name":
      return images.map(({ name }) => `${name}\n`).join("");
    case "wide":
      return columns(
        ["IMAGE", "TESTS", ...arches.map(upper), "PLATFORMS", "REGISTRY", "SOURCE", "NOTE"],
        images.map((image) => [
          image.name,
          String(image.tests.length),
          ...arches.map((arch) => published(image, arch)),
          image.platforms?.join(",") ?? "unknown",
          image.registry ?? "",
          image.build?.folder ?? "unknown",
          noteOf(image),
        ]),
      );
    default: {
      // no column of blanks where nothing is noted
      const hasNotes = images.some(({ unavailable }) => unavailable !== undefined);
      return columns(
        ["IMAGE", "TESTS", ...arches.map(upper), ...(hasNotes ? ["NOTE"] : [])],
        images.map((image) => [
          image.name,
          String(image.tests.length),
          ...arches.map((arch) => published(image, arch)),
          ...(hasNotes ? [noteOf(image)] : []),
        ]),
      );
    }
  }
}

function itemOf(image: SuiteImage, arches: readonly string[]) {
  const { name, registry, platforms, build, unavailable, tests } = image;
  return {
    name,
    required: tests.length > 0,
    ...(registry === undefined ? {} : { registry }),
    ...(platforms === undefined ? {} : { platforms }),
    ...(arches.length === 0
      ? {}
      : { published: Object.fromEntries(arches.map((arch) => [arch, published(image, arch)])) }),
    ...(build === undefined ? {} : { build }),
    ...(unavailable === undefined ? {} : { unavailable }),
    tests,
  };
}

/** Whether an image is published for Linux on an architecture, as far as the source of Kubernetes shows. */
function published({ platforms }: SuiteImage, arch: string): "yes" | "no" | "unknown" {
  if (platforms === undefined) return "unknown";
  return platforms.includes(`linux/${arch}`) ? "yes" : "no";
}

function noteOf({ unavailable }: SuiteImage): string {
  return unavailable === undefined ? "" : `cannot be copied: ${unavailable}`;
}

function upper(arch: string): string {
  return arch.toUpperCase();
}
