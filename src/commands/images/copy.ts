import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { InputError } from "../../errors.ts";
import type { Job } from "../../images/copy-all.ts";
import { byteWords } from "../../text/bytes.ts";
import { clock } from "../../text/duration.ts";
import type { Context } from "../context.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";
import { available, choose, chosenFlags } from "./chosen.ts";
import { copyFlags, readCopyFlags } from "./copy-flags.ts";
import { readPlace } from "./place.ts";
import { openClient, registryFlags } from "./registry-flags.ts";
import { warnOfMissing } from "./warn.ts";

/** `images copy`: from registry to registry. */
export function copyCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((flags) => copyImages(context, flags));
}

function declared({ name }: Context) {
  const command = new Command("copy")
    .summary("copy the images that a run pulls to your own registry")
    .description(
      "Copies the images that a run pulls from registry to registry: only what is not there yet, checked against its digest, the tags last. What breaks off continues where it was; calling it again copies the rest. The logins are those of docker or podman, credential helpers included.",
    )
    .requiredOption("--to <registry[/path]>", "your registry, and the path below which the images go")
    .option(
      "--from <registry[/path]>",
      "copy from here instead of the original registries, as a copy of yours",
    )
    .option(
      "--one-repository",
      "all images as tags of a single repository, as `run --image-repo` expects them",
    )
    .option("--dry-run", "only show what would be copied, and how much");
  return withFlags(withFlags(withFlags(command, copyFlags), registryFlags), chosenFlags).addHelpText(
    "after",
    `
Examples:
  ${name} images copy --to registry.example.com/k8s --arch amd64,arm64
  # how much would that be?
  ${name} images copy --to registry.example.com/k8s --arch amd64 --dry-run
  # to a registry without TLS on this machine
  ${name} images copy --to localhost:5000 --plain-http localhost:5000
  # with signatures, and what all tests of the suite need
  ${name} images copy --to registry.example.com/k8s --all --referrers

Exit codes:
  0 all copied   2 bad usage or input   3 something could not be copied; what was copied stays`,
  );
}

type Flags = FlagsOf<typeof declared>;

async function copyImages({ io, name }: Context, flags: Flags): Promise<void> {
  const place = readPlace(flags.to, "--to");
  const from = flags.from === undefined ? undefined : readPlace(flags.from, "--from");
  if (from === place) throw new InputError(`--from ${flags.from}: the same place as --to`);
  const layout = flags.oneRepository === true ? "one-repository" : "paths";
  if (layout === "one-repository" && !place.includes("/"))
    throw new InputError(`--to ${flags.to}: a single repository needs a path`, {
      fix: "add one: registry.example.com/k8s",
    });
  const options = readCopyFlags(flags);
  const dryRun = flags.dryRun === true;
  const { list, images } = await choose(flags);
  const { copyAll } = await import("../../images/copy-all.ts");
  const { copyOf } = await import("../../images/mapping.ts");
  const { readReference } = await import("../../oci/reference.ts");
  const { Repository } = await import("../../oci/repository.ts");
  const { CopyProgress, reportFailures } = await import("./progress.ts");
  const client = await openClient(io, flags);
  const jobs = available(images).map((image): Job => {
    const original = from === undefined ? image.name : copyOf(image, from, "paths");
    const copy = copyOf(image, place, layout);
    const [source, target] = [readReference(original), readReference(copy)];
    return {
      from: original,
      to: copy,
      source: new Repository(client, source.host, source.repository),
      version: source.version,
      target: new Repository(client, target.host, target.repository),
      tag: target.version,
    };
  });
  const progress = new CopyProgress(io, jobs.length);
  try {
    const outcomes = await copyAll(jobs, {
      ...options,
      dryRun,
      stopsAtFailure: false,
      onBlob: (event) => progress.take(event),
      onOutcome: (outcome) =>
        progress.image(outcome.kind === "copied" ? `${outcome.job.to}@${outcome.copied.digest}` : undefined),
    });
    progress.end();
    warnOfMissing(io, outcomes);
    reportFailures(io, outcomes, "copied");
    const { planned, sent, there } = progress.bytes;
    const same = outcomes.filter((outcome) => outcome.kind === "copied" && outcome.copied.unchanged).length;
    io.stderr.write(
      dryRun
        ? `${jobs.length} images, ${same} of them unchanged: ${byteWords(planned)} would be copied; nothing was written\n`
        : `${jobs.length} images are in ${place}, ${same} of them unchanged: ${byteWords(sent)} copied, ${byteWords(there)} were there, in ${clock(progress.elapsed)}\n`,
    );
    if (!dryRun)
      io.stderr.write(
        `run with them: ${useOf(name, place, layout, copyOf(list.images[0] ?? never(), place, layout))}\n`,
      );
  } finally {
    progress.end();
  }
}

function never(): never {
  throw new Error("a release without a conformance image");
}

function useOf(name: string, place: string, layout: "paths" | "one-repository", suite: string): string {
  if (layout === "one-repository") return `${name} run --image-repo ${place}`;
  return `${name} images map --to ${place} >repos.yaml; ${name} run --test-repo-list repos.yaml --conformance-image ${suite}`;
}
