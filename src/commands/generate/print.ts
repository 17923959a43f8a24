import { cronJobManifests, jobManifests } from "../../generate/job.ts";
import { printManifests } from "../../generate/print.ts";
import { rbacManifests } from "../../generate/rbac.ts";
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
}

/** Prints the output of `generate cronjob`. Throws InputError. */
export function printCronJob({ io }: Context, flags: CronJobFlags, runFlags: readonly string[]): void {
  const settings = readJobFlags(flags, runFlags);
  io.stdout.write(printManifests(cronJobManifests(settings, readSchedule(flags))));
}
