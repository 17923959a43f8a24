import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "../context.ts";
import type { FlagsOf } from "../with-flags.ts";
import { credentialsHelp } from "./help.ts";

/** `history publish [RESULTS] --to STORE`: results become a build of a job. */
export function publishCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((places, flags) => publish(context, places, flags));
}

function declared({ name }: Context) {
  return new Command("publish")
    .summary("publish the results of a run as a build")
    .description(
      "Publishes the results of a run, whichever runner made them, as a build that TestGrid, Spyglass and gcsweb can read: started.json, build-log.txt, the junit, a summary and a page, finished.json last, then latest-build.txt. The build's number is the second in which the suite started. A complete build is never changed. A publication that was cut continues: what is already there is not sent again. The checksum of each object is compared with the store's own. The build's address is printed.",
    )
    .argument(
      "[results...]",
      "a folder, a tarball, or the files (default: the newest under conformance-results/)",
    )
    .requiredOption(
      "--to <store>",
      "the job: a folder, gs://BUCKET/PREFIX/JOB or s3://BUCKET/PREFIX/JOB; e.g. --to gs://acme-conformance/logs/nightly-v1.35",
    )
    .option("-q, --quiet", "print only the build's address")
    .addHelpText(
      "after",
      `
Examples:
  ${name} history publish --to gs://acme-conformance/logs/nightly-v1.35
  ${name} history publish sonobuoy.tar.gz --to /srv/conformance/nightly
  ${name} history publish conformance-results/20261120-2215-k3x9 --to 's3://conformance/nightly?endpoint=https://minio.example.com'
${credentialsHelp}

Exit codes:
  0 the build is complete   2 bad usage, or the results cannot be published   3 the store did not accept it: publish again`,
    );
}

type PublishFlags = FlagsOf<typeof declared>;

/** Publishes results. Throws InputError and StoreError. */
async function publish(context: Context, places: readonly string[], flags: PublishFlags): Promise<void> {
  const { safe } = await import("../../text/safe.ts");
  const { sendResults, showObjects } = await import("./send.ts");
  const { io } = context;
  const show = flags.quiet === true ? () => undefined : showObjects(io.stderr);
  const { place, wasThere } = await sendResults(context, places, flags.to, show);
  if (wasThere && flags.quiet !== true) io.stderr.write("the build was already complete\n");
  io.stdout.write(`${safe(place)}\n`);
}
