import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "../context.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";
import { storeWords } from "./help.ts";
import { loadFlags } from "./load-flags.ts";

/** `history badge [STORE]`: an image with the newest verdict. */
export function badgeCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((stores, flags) => badge(context, stores, flags));
}

function declared({ name }: Context) {
  return withFlags(new Command("badge"), loadFlags)
    .summary("print a badge with the newest verdict of a job, as SVG")
    .description(
      "Prints an SVG image with the verdict of a job's newest complete build and the server's version.",
    )
    .argument("[stores...]", `${storeWords}: one job (default: the one that was imported)`)
    .option("--label <text>", "the words on the left", "conformance")
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} history badge gs://acme-conformance/logs/nightly-v1.35 > badge.svg\n  ${name} history badge --label 'Kubernetes 1.35' > badge.svg`,
    );
}

type BadgeFlags = FlagsOf<typeof declared>;

/** Prints a badge. Throws InputError for several jobs, StoreError. */
async function badge({ io }: Context, stores: readonly string[], flags: BadgeFlags): Promise<void> {
  const { InputError } = await import("../../errors.ts");
  const { badgeSvg } = await import("../../history/site/badge.ts");
  const { newestOf } = await import("../../history/site/site.ts");
  const { loadJobs } = await import("./load-flags.ts");
  const [job, ...others] = await loadJobs(stores, flags, io);
  if (job === undefined || others.length > 0)
    throw new InputError("a badge is about one job", { fix: "name the store of the job" });
  io.stdout.write(badgeSvg(flags.label, newestOf(job)));
}
