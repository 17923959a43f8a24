import path from "node:path";
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { InputError } from "../../errors.ts";
import type { Job } from "../../images/copy-all.ts";
import { byteWords } from "../../text/bytes.ts";
import { clock } from "../../text/duration.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";
import { copyFlags, readCopyFlags } from "./copy-flags.ts";
import { readPlace } from "./place.ts";
import { openClient, registryFlags } from "./registry-flags.ts";
import { warnOfMissing } from "./warn.ts";

/** `images load FILE`: from an archive to a registry. */
export function loadCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((file, flags) => loadImages(context, file, flags));
}

function declared({ name }: Context) {
  const command = new Command("load")
    .summary("push the images of an archive to your own registry")
    .description(
      "Pushes the images of an archive to a registry: only what is not there yet, checked against its digest, the tags last. It takes what `images save` wrote, and OCI archives of other programs.",
    )
    .argument("<file>", "the archive, or its first volume")
    .requiredOption("--to <registry[/path]>", "your registry, and the path below which the images go")
    .option(
      "--one-repository",
      "all images as tags of a single repository, as `run --image-repo` expects them",
    )
    .option("--dry-run", "only show what would be pushed, and how much");
  return withFlags(withFlags(command, copyFlags), registryFlags).addHelpText(
    "after",
    `
Examples:
  ${name} images load images.tar --to registry.example.com/k8s
  ${name} images load images.tar --to localhost:5000 --plain-http localhost:5000 --dry-run

Exit codes:
  0 all pushed   2 bad usage or input   3 something could not be pushed; what was pushed stays`,
  );
}

type Flags = FlagsOf<typeof declared>;

async function loadImages({ io }: Context, given: string, flags: Flags): Promise<void> {
  const place = readPlace(flags.to, "--to");
  const layout = flags.oneRepository === true ? "one-repository" : "paths";
  const dryRun = flags.dryRun === true;
  const options = readCopyFlags(flags);
  const { copyAll } = await import("../../images/copy-all.ts");
  const { loadedName } = await import("../../images/archived.ts");
  const { Archive } = await import("../../oci/archive/read.ts");
  const { readReference } = await import("../../oci/reference.ts");
  const { Repository } = await import("../../oci/repository.ts");
  const { CopyProgress, reportFailures } = await import("./progress.ts");
  const client = await openClient(io, flags);
  const archive = await Archive.open(path.resolve(io.cwd, given));
  try {
    // a signature's own tag goes with its image
    const images = archive.images.filter(({ name }) => !/:sha256-[0-9a-f]{64}/.test(name));
    const jobs = images.map((image): Job => {
      const copy = loadedName(image.name, image.descriptor.annotations ?? {}, place, layout);
      if (image.name === "" || copy === undefined)
        throw new InputError(
          `${safe(given)}: ${image.name === "" ? `an image (${image.descriptor.digest}) has no name` : `${safe(image.name)} is not known to have a tag in a single repository`}`,
          { fix: "load an archive that `images save` wrote" },
        );
      const target = readReference(copy);
      return {
        from: image.name,
        to: copy,
        source: archive.source(image),
        version: image.descriptor.digest,
        target: new Repository(client, target.host, target.repository),
        tag: target.version,
      };
    });
    if (jobs.length === 0) throw new InputError(`${safe(given)} contains no image`);
    const progress = new CopyProgress(io, jobs.length);
    try {
      const outcomes = await copyAll(jobs, {
        ...options,
        dryRun,
        stopsAtFailure: false,
        onBlob: (event) => progress.take(event),
        onOutcome: (outcome) =>
          progress.image(
            outcome.kind === "copied" ? `${outcome.job.to}@${outcome.copied.digest}` : undefined,
          ),
      });
      progress.end();
      warnOfMissing(io, outcomes);
      reportFailures(io, outcomes, "pushed");
      const { planned, sent, there } = progress.bytes;
      io.stderr.write(
        dryRun
          ? `${jobs.length} images: ${byteWords(planned)} would be pushed; nothing was written\n`
          : `${jobs.length} images are in ${place}: ${byteWords(sent)} pushed, ${byteWords(there)} were there, in ${clock(progress.elapsed)}\n`,
      );
    } finally {
      progress.end();
    }
  } finally {
    await archive.close();
  }
}
