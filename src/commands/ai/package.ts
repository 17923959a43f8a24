import path from "node:path";
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import { checkRelease } from "../release-flag.ts";
import type { FlagsOf } from "../with-flags.ts";

/** `ai package`: the folder v1.37/<product>, with everything that its evidence names and nothing else. */
export function packageCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((given, flags) => pack(context, given, flags));
}

function declared({ name }: Context) {
  return new Command("package")
    .summary("create the folder of a submission: PRODUCT.yaml and the files that its evidence names")
    .description(
      "Creates <out>/v1.37/<product> with PRODUCT.yaml, README.md, the files that the evidence names and the pictures in them, and nothing else. With --results, it adds the test artifacts of a run and links them, with their test names, from the requirements whose tests passed.",
    )
    .argument("<submission>", "the folder with PRODUCT.yaml, as ai init wrote it")
    .option(
      "--results <folder>",
      "the folder of a run: results.json, e2e.log and junit.xml, as ai run wrote them",
    )
    .option("--out <folder>", "where to create v1.37/<product>", ".")
    .option("--release <version>", "the release of Kubernetes (default: that of the folder); e.g. v1.37")
    .option("--product-name <name>", "the product's folder (default: that of <submission>)")
    .option("--checklist <file|url>", "the checklist of a release that this version does not know")
    .option("--force", "replace an existing submission")
    .addHelpText(
      "after",
      `
Examples:
  ${name} ai package drafts/v1.37/acme --out k8s-ai-conformance
  # with the test results of a run
  ${name} ai package drafts/v1.37/acme --results ai-results/20261120-2215-k3x9 --out k8s-ai-conformance`,
    );
}

type PackageFlags = FlagsOf<typeof declared>;

/** Writes the folder and prints what is left to do. Throws InputError, and RunError if it cannot be written. */
async function pack({ io, name }: Context, given: string, flags: PackageFlags): Promise<void> {
  checkRelease(flags.release, "--release");
  const { checklists } = await import("../../ai/checklist/named.ts");
  const { InputError } = await import("../../errors.ts");
  const { openSubmission } = await import("../../ai/open/open.ts");
  const { withLinks } = await import("../../ai/package/answers.ts");
  const { readRun } = await import("../../ai/package/artifacts.ts");
  const { gather } = await import("../../ai/package/gather.ts");
  const { placeOf } = await import("../../submission/commit/place.ts");
  const { writeFolder } = await import("../../submission/write-folder.ts");
  const { shellWords } = await import("../../results/words.ts");
  const checklistOf = await checklists(flags.checklist, io);
  const opened = await openSubmission(given, { release: flags.release, isOffline: true, checklistOf }, io);
  const { reading, checklist } = opened;
  const place = placeOf(opened.folder, flags);
  if (reading.kind === "unreadable")
    throw new InputError(`${given}: ${reading.why.replace(/\s+/g, " ")}`, {
      fix: `see ${name} ai check ${shellWords([given])}`,
    });
  if (checklist === undefined)
    throw new InputError(`no checklist of ${place.minor} is known`, { fix: "name it with --checklist" });
  const gathered = await gather(opened, io.signal);
  const files = new Map(gathered.files);
  const own = new TextDecoder().decode(opened.bytes);
  // a prefix with the product's old place would name another product
  let text = own.replaceAll(
    `${place.minor}/${path.basename(opened.folder)}/`,
    `${place.minor}/${place.product}/`,
  );
  const notes: string[] = gathered.left.map((file) => `left out, because no evidence names it: ${file}`);
  if (flags.results !== undefined) {
    const run = await readRun(path.resolve(io.cwd, flags.results), checklist, io.signal);
    for (const [file, bytes] of run.files) files.set(file, bytes);
    text = withLinks(text, run.additions, (category, id) =>
      reading.product.spec?.get(category)?.findLast((one) => one.id === id),
    );
    notes.push(...run.additions.map(({ id }) => `${id}: shown by its test`));
    notes.push(...run.missing.map((line) => `not linked: ${line}`));
  }
  files.set("PRODUCT.yaml", new TextEncoder().encode(text));
  const folder = path.join(path.resolve(io.cwd, flags.out), place.minor, place.product);
  await writeFolder(folder, files, flags.force === true);
  const here = path.relative(io.cwd, folder) || ".";
  io.stdout.write(`${safe(here)}\n`);
  for (const note of notes) io.stderr.write(`${safe(note)}\n`);
  io.stderr.write(`next: ${safe(`${name} ai check ${shellWords([here])}`)}\n`);
}
