import { Command, type CommandUnknownOpts, InvalidArgumentError } from "@commander-js/extra-typings";
import type { Context } from "../context.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";
import { credentialsHelp, storeWords } from "./help.ts";
import { loadFlags } from "./load-flags.ts";

/** `history site [STORE…] --out DIR`: pages for any web server. */
export function siteCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((stores, flags) => site(context, stores, flags));
}

function declared({ name }: Context) {
  return withFlags(new Command("site"), loadFlags)
    .summary("write the pages of jobs into a folder, for a web server")
    .description(
      "Writes pages into a folder that any web server can serve: an index, and for each job its grid, the reports of its newest builds, a feed (Atom) and a badge (SVG). Written again, it updates what changed; the reports that are there already are kept. Nothing is removed.",
    )
    .argument("[stores...]", `${storeWords}: jobs, or a folder of jobs (default: those that were imported)`)
    .requiredOption("--out <folder>", "the folder: a new one, an empty one, or an earlier site")
    .option("--reports <n>", "the reports of the n newest builds of each job; e.g. --reports 0", count, 10)
    .addHelpText(
      "after",
      `
Examples:
  ${name} history site gs://acme-conformance/logs/nightly-v1.35 --out public
  ${name} history site s3://acme-conformance/logs --last 60 --reports 3 --out public
${credentialsHelp}`,
    );
}

type SiteFlags = FlagsOf<typeof declared>;

/** Marks a folder as a site, which may be overwritten. */
const mark = ".conformance-site";

/** Writes a site. Throws InputError if the folder is something else, StoreError, RunError if it cannot be written. */
async function site({ io }: Context, stores: readonly string[], flags: SiteFlags): Promise<void> {
  const path = await import("node:path");
  const { access, readdir } = await import("node:fs/promises");
  const { InputError } = await import("../../errors.ts");
  const { writeWhole } = await import("../../results/files.ts");
  const { safe } = await import("../../text/safe.ts");
  const { loadSite } = await import("./site-of.ts");
  const out = path.resolve(io.cwd, flags.out);
  const before = await readdir(out).catch((error: unknown): string[] => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw new InputError(`--out ${safe(flags.out)} cannot be read as a folder`, { cause: error });
  });
  if (before.length > 0 && !before.includes(mark))
    throw new InputError(`--out ${safe(flags.out)} has other files, and is not a site`, {
      fix: "name a new or an empty folder",
    });
  const files = await loadSite(stores, flags, flags.reports, io);
  await writeWhole(path.join(out, mark), "written by kubectl conformance history site\n", {
    overwrite: true,
  });
  let written = 0;
  for (const [name, { isFixed, make }] of files) {
    io.signal.throwIfAborted();
    const file = path.join(out, name);
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (isFixed && isThere) continue;
    const content = await make();
    if (content === undefined) continue;
    await writeWhole(file, content, { overwrite: true });
    written += 1;
  }
  io.stderr.write(`${written} of ${files.size} files written\n`);
  io.stdout.write(`${safe(path.join(flags.out, "index.html"))}\n`);
}

function count(value: string): number {
  if (!/^\d{1,6}$/.test(value)) throw new InvalidArgumentError("It is not a whole number.");
  return Number(value);
}
