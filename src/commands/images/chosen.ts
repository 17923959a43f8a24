import { type Command, Option } from "@commander-js/extra-typings";
import { InputError } from "../../errors.ts";
import type { ReleaseImages, SuiteImage } from "../../images/held.ts";
import type { FlagsOf } from "../with-flags.ts";

/** The flags that choose which images a command is about. */
export function chosenFlags(onto: Command) {
  return onto
    .option(
      "--release <minor>",
      "the release of Kubernetes; e.g. --release v1.36 (default: that of --conformance-image, or the newest known one)",
    )
    .option(
      "--conformance-image <image>",
      "the conformance image to name instead of registry.k8s.io/conformance with the newest known patch",
    )
    .option("--all", "also the images that only tests without [Conformance] need")
    .addOption(
      new Option("--conformance-only", "only what a certified run pulls: the default").conflicts("all"),
    );
}

export type ChosenFlags = FlagsOf<typeof chosenFlags>;

/** The images that a command is about. */
export interface Chosen {
  readonly minor: string;
  /** Everything that is known of the release. */
  readonly list: ReleaseImages;
  /** Those that were asked for, including those that nobody can copy if all were. */
  readonly images: readonly SuiteImage[];
}

/**
 * The images that the flags choose, from what the program knows; it contacts nothing.
 * @throws InputError for a release whose images are unknown, or an image without one in its tag
 */
export async function choose(flags: ChosenFlags): Promise<Chosen> {
  const { heldImages, isRequired } = await import("../../images/held.ts");
  const { imageFault } = await import("../../run/plan/image.ts");
  const { readRelease } = await import("../tests/release.ts");
  const image = flags.conformanceImage;
  const fault = image === undefined ? undefined : imageFault(image);
  if (fault !== undefined) throw new InputError(`--conformance-image ${image}: ${fault}`);
  const patch = image === undefined ? undefined : /:v?(\d+\.\d+\.\d+)[^:/]*$/.exec(image)?.[1];
  if (image !== undefined && patch === undefined && flags.release === undefined)
    throw new InputError(`--conformance-image ${image}: its tag names no release of Kubernetes`, {
      fix: "also give --release v1.X",
    });
  const given = flags.release ?? (patch === undefined ? undefined : `v${patch}`);
  const { minor } = readRelease(given, flags.release === undefined ? "--conformance-image" : "--release");
  const exact = given !== undefined && /\.\d+\.\d+/.test(given) ? `v${given.replace(/^v/, "")}` : undefined;
  const held = await heldImages(minor, exact);
  if (held === undefined) throw new InputError(`${minor}: its images are not known to this version`);
  const list = image === undefined ? held : withSuite(held, image);
  return { minor, list, images: flags.all === true ? list.images : list.images.filter(isRequired) };
}

function withSuite(list: ReleaseImages, name: string): ReleaseImages {
  return {
    ...list,
    images: list.images.map((image) => (image.id === undefined ? { ...image, name } : image)),
  };
}

/** Those of the images that a registry can have a copy of. */
export function available(images: readonly SuiteImage[]): readonly SuiteImage[] {
  return images.filter(({ unavailable }) => unavailable === undefined);
}
