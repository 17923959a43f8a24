import path from "node:path";
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { InputError } from "../../errors.ts";
import type { Job } from "../../images/copy-all.ts";
import { byteWords, parseBytes } from "../../text/bytes.ts";
import { clock } from "../../text/duration.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";
import { available, choose, chosenFlags } from "./chosen.ts";
import { copyFlags, readCopyFlags } from "./copy-flags.ts";
import { readPlace } from "./place.ts";
import { openClient, registryFlags } from "./registry-flags.ts";
import { warnOfMissing } from "./warn.ts";

/** `images save FILE`: into an archive, for a transfer in one direction. */
export function saveCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((file, flags) => saveImages(context, file, flags));
}

function declared({ name }: Context) {
  const command = new Command("save")
    .summary("write the images that a run pulls into an archive")
    .description(
      "Writes the images that a run pulls into one archive, an OCI image layout in a tar, for networks that only files reach. `images load` pushes it to a registry there, and `images verify` checks it; `ctr images import` and Skopeo read it too.",
    )
    .argument("<file>", "the archive to write: images.tar")
    .option("--from <registry[/path]>", "take the images from here instead of the original registries")
    .option(
      "--volume-size <size>",
      "split the archive into FILE.001, FILE.002, … of this size; e.g. --volume-size 4GB",
    );
  return withFlags(withFlags(withFlags(command, copyFlags), registryFlags), chosenFlags).addHelpText(
    "after",
    `
Examples:
  ${name} images save images.tar --arch amd64
  # for disks of 25 GB
  ${name} images save images.tar --all --volume-size 24GB
  # on the other side
  ${name} images verify images.tar
  ${name} images load images.tar --to registry.example.com/k8s

Exit codes:
  0 the archive is complete   2 bad usage or input   3 something could not be read or written; there is no archive then`,
  );
}

type Flags = FlagsOf<typeof declared>;

const leastVolume = 1_000_000;

async function saveImages({ io, name }: Context, given: string, flags: Flags): Promise<void> {
  const from = flags.from === undefined ? undefined : readPlace(flags.from, "--from");
  const size = readSize(flags.volumeSize);
  const options = readCopyFlags(flags);
  const { images } = await choose(flags);
  const file = path.resolve(io.cwd, given);
  await refuseExisting(file, size);
  const { copyAll } = await import("../../images/copy-all.ts");
  const { copyOf } = await import("../../images/mapping.ts");
  const { annotationsOf } = await import("../../images/archived.ts");
  const { ArchiveWriter } = await import("../../oci/archive/write.ts");
  const { VolumeWriter } = await import("../../oci/archive/volumes.ts");
  const { readReference } = await import("../../oci/reference.ts");
  const { Repository } = await import("../../oci/repository.ts");
  const { CopyProgress, reportFailures } = await import("./progress.ts");
  const client = await openClient(io, flags);
  const volumes = new VolumeWriter(file, size);
  const archive = new ArchiveWriter(volumes, (error, tries) => client.pause("", error, tries));
  const jobs = available(images).map((image): Job => {
    const original = from === undefined ? image.name : copyOf(image, from, "paths");
    const source = readReference(original);
    return {
      from: original,
      to: given,
      source: new Repository(client, source.host, source.repository),
      version: source.version,
      target: archive.target({ name: image.name, annotations: annotationsOf(image) }),
      tag: readReference(image.name).version,
    };
  });
  const progress = new CopyProgress(io, jobs.length);
  try {
    await archive.begin();
    const outcomes = await copyAll(jobs, {
      ...options,
      dryRun: false,
      stopsAtFailure: true,
      onBlob: (event) => progress.take(event),
      onOutcome: () => progress.image(undefined),
    });
    progress.end();
    reportFailures(io, outcomes, "saved");
    warnOfMissing(io, outcomes);
    await archive.finish();
    const files = await volumes.finish();
    io.stdout.write(files.map((one) => `${path.relative(io.cwd, one) || one}\n`).join(""));
    io.stderr.write(
      `${jobs.length} images, ${byteWords(progress.bytes.sent)}, in ${clock(progress.elapsed)}\npush them with: ${name} images load ${given} --to registry.example.com/k8s\n`,
    );
  } finally {
    progress.end();
    await volumes.abandon();
  }
}

function readSize(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const size = parseBytes(given);
  if (size === undefined)
    throw new InputError(`--volume-size ${safe(given)}: not a size`, { fix: "write it like 4GB" });
  if (size < leastVolume) throw new InputError(`--volume-size ${safe(given)}: less than a megabyte`);
  return size;
}

async function refuseExisting(file: string, size: number | undefined): Promise<void> {
  const { lstat } = await import("node:fs/promises");
  const { volumeName } = await import("../../oci/archive/volumes.ts");
  const first = size === undefined ? file : volumeName(file, 1);
  const exists = await lstat(first).then(
    () => true,
    () => false,
  );
  if (exists)
    throw new InputError(`${safe(first)} already exists, and is not overwritten`, {
      fix: "move it away, or name another file",
    });
}
