import { cronJobManifests, jobManifests } from "../../generate/job.ts";
import { printManifests } from "../../generate/print.ts";
import { publishedImage } from "../../generate/published.ts";
import { rbacManifests } from "../../generate/rbac.ts";
import type { Io } from "../../process/io.ts";
import type { Context } from "../context.ts";
import type { CronJobFlags, JobFlags, RbacFlags } from "./flags.ts";
import { readJobFlags, readRbacFlags, readSchedule } from "./read-flags.ts";

/** Prints the output of `generate rbac`. Throws InputError. */
export function printRbac({ io }: Context, flags: RbacFlags, runFlags: readonly string[]): void {
  io.stdout.write(printManifests(rbacManifests(readRbacFlags(flags, runFlags))));
}

/** Prints the output of `generate job`. Throws InputError. */
export function printJob({ io }: Context, flags: JobFlags, runFlags: readonly string[]): void {
  io.stdout.write(printManifests(jobManifests(readJobFlags(flags, runFlags))));
  sayPublished(flags, io);
}

/** Prints the output of `generate cronjob`. Throws InputError. */
export function printCronJob({ io }: Context, flags: CronJobFlags, runFlags: readonly string[]): void {
  const settings = readJobFlags(flags, runFlags);
  io.stdout.write(printManifests(cronJobManifests(settings, readSchedule(flags))));
  sayPublished(flags, io);
}

/** Says which image is pulled where none was named, and how it gets to a registry of one's own. */
export function sayPublished(
  { image }: Pick<JobFlags, "image">,
  { stderr }: Pick<Io, "stderr">,
  published = publishedImage(),
): void {
  if (image !== published) return;
  const name = image.slice(image.lastIndexOf("/") + 1);
  stderr.write(
    `note: the nodes pull ${image}; without a way there: crane copy ${image} registry.example.com/${name}, and name that with --image\n`,
  );
}
