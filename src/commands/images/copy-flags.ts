import { type Command, Option } from "@commander-js/extra-typings";
import { InputError } from "../../errors.ts";
import { safe } from "../../text/safe.ts";
import { listed } from "../repeated.ts";
import type { FlagsOf } from "../with-flags.ts";

/** What is copied of each image, and how much at once. */
export function copyFlags(onto: Command) {
  return onto
    .addOption(
      new Option(
        "--arch <arch,…>",
        "only Linux on these architectures; without it, all platforms, Windows included; e.g. --arch amd64,arm64",
      ).argParser(listed),
    )
    .option("--referrers", "also copy signatures, SBOMs and whatever else refers to an image")
    .option("--parallel <number>", "how many images and blobs are under way at once", "4");
}

export type CopyFlags = FlagsOf<typeof copyFlags>;

/** The flags as values. @throws InputError */
export function readCopyFlags(flags: CopyFlags): {
  readonly arches: readonly string[] | undefined;
  readonly referrers: boolean;
  readonly parallel: number;
} {
  if (!/^(?:[1-9]|[12]\d|3[0-2])$/.test(flags.parallel))
    throw new InputError(`--parallel ${safe(flags.parallel)}: not a number from 1 to 32`);
  const parallel = Number(flags.parallel);
  return { arches: readArches(flags.arch), referrers: flags.referrers === true, parallel };
}

/** Architectures in Go's terms; undefined if the flag was not given. @throws InputError */
export function readArches(given: readonly string[] | undefined): readonly string[] | undefined {
  if (given === undefined) return undefined;
  const odd = given.find((arch) => !/^[a-z0-9]+$/.test(arch));
  if (odd === undefined && given.length > 0) return [...new Set(given)];
  throw new InputError(`--arch ${safe(odd ?? "")}: not an architecture`, {
    fix: "write it as Kubernetes does: amd64, arm64, ppc64le, s390x",
  });
}
