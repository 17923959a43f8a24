import { stat } from "node:fs/promises";
import path from "node:path";
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { InputError } from "../../errors.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import { checkRelease } from "../release-flag.ts";
import type { FlagsOf } from "../with-flags.ts";

/** `ai init`: the checklist of a release with what is known about the platform. */
export function initCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((flags) => init(context, flags));
}

function declared({ name }: Context) {
  return new Command("init")
    .summary("write PRODUCT.yaml: the checklist of a release, with what is known about the platform")
    .description(
      "Writes the checklist of a release, to the letter, with the metadata of the certified Kubernetes submission, or carries over last release's file: your answers, comments and order stay, and you are told which requirements are new, renamed or gone. Asks for what is missing; if nobody can be asked, it lists all missing flags at once and writes nothing.",
    )
    .option("--release <version>", "the release of Kubernetes (default: the newest known); e.g. v1.37")
    .option("--from <folder>", "last release's submission to Kubernetes AI Conformance, to carry over")
    .option(
      "--submission <folder>",
      "the certified submission of the same product, k8s-conformance/v1.37/<product>, for the metadata",
    )
    .option("--out <folder>", "where to write PRODUCT.yaml (default: v1.37/<product>)")
    .option("--force", "replace an existing PRODUCT.yaml")
    .option("--checklist <file|url>", "the checklist of a release that this version does not know")
    .option("--vendor <name>", "the organization, exactly as in the CNCF Landscape")
    .option("--name <name>", "the platform's name")
    .option("--version <version>", "the platform's own version")
    .option("--website-url <url>", "the platform's web page")
    .option("--repo-url <url>", "the repository, for open source")
    .option("--documentation-url <url>", "the platform's documentation")
    .option("--logo-url <url>", "the logo as SVG, AI or EPS")
    .option("--description <text>", "one sentence about the platform")
    .option("--contact-email <address>", "an address where CNCF can reach a person")
    .option("--k8s-conformance-url <url>", "the folder of the Kubernetes conformance on GitHub")
    .addHelpText(
      "after",
      `
Examples:
  # a first submission, for a product with the first certificate
  ${name} ai init --submission k8s-conformance/v1.37/acme
  # the next release
  ${name} ai init --release v1.37 --from v1.36/acme --submission k8s-conformance/v1.37/acme`,
    );
}

type InitFlags = FlagsOf<typeof declared>;

/** Writes PRODUCT.yaml. Throws InputError if a value is missing or wrong, and then writes nothing. */
async function init({ io, name }: Context, flags: InitFlags): Promise<void> {
  checkRelease(flags.release, "--release");
  const { checklists } = await import("../../ai/checklist/named.ts");
  const { newestRelease } = await import("../../ai/checklist/held.ts");
  const { draftOf, givenInputs } = await import("../../ai/init/draft.ts");
  const { flags: flagNames, inputFault } = await import("../../ai/init/fields.ts");
  const files = await import("../../ai/init/files.ts");
  const { beginning, withMetadata } = await import("../../ai/init/init.ts");
  const { minorOf } = await import("../../results/layout.ts");
  const { shellWords } = await import("../../results/words.ts");
  const { answerAll } = await import("../../submission/init-answers.ts");
  const { writeDraft } = await import("../../submission/init-files.ts");
  const given = givenInputs({
    vendorName: flags.vendor,
    platformName: flags.name,
    platformVersion: flags.version,
    websiteUrl: flags.websiteUrl,
    repoUrl: flags.repoUrl,
    documentationUrl: flags.documentationUrl,
    productLogoUrl: flags.logoUrl,
    description: flags.description,
    contactEmailAddress: flags.contactEmail,
    k8sConformanceUrl: flags.k8sConformanceUrl,
  });
  const earlier = flags.from === undefined ? undefined : await files.readFrom(flags.from, io);
  const certified =
    flags.submission === undefined ? undefined : await files.readCertified(flags.submission, io);
  const release =
    flags.release === undefined ? (certified?.release ?? newestRelease()) : minorOf(flags.release);
  const checklist = (await checklists(flags.checklist, io))(release);
  if (checklist === undefined)
    throw new InputError(`no checklist of ${release} is known`, {
      fix: "update this program, or name it with --checklist, or another --release",
    });
  const draft = draftOf({ release, given, earlier: earlier?.product, certified });
  const platform = draft.values.platformName ?? given.platformName;
  const product = files.folderName(earlier, certified, platform);
  const shown = flags.out ?? path.join(release, product);
  const folder = path.resolve(io.cwd, shown);
  const begun = beginning(checklist, earlier, `${release}/${path.basename(folder)}`);
  const isThere = await stat(path.join(folder, "PRODUCT.yaml")).then(
    () => true,
    () => false,
  );
  if (isThere && flags.force !== true)
    throw new InputError(`${path.join(shown, "PRODUCT.yaml")} already exists, and is not overwritten`, {
      fix: "name another --out, or use --force",
    });
  const answers: Record<string, string> = {};
  await answerAll(draft.questions, answers, io, { flags: flagNames, faultOf: inputFault });
  const offered = draft.questions.flatMap(({ field, offered: value }) =>
    io.ask === undefined && value !== undefined ? [[field.name, value] as const] : [],
  );
  const values = { ...draft.values, ...Object.fromEntries(offered), ...answers };
  await writeDraft(folder, "PRODUCT.yaml", withMetadata(begun.text, release, values));
  const here = path.relative(io.cwd, folder) || ".";
  io.stdout.write(`${safe(path.join(here, "PRODUCT.yaml"))}\n`);
  const copied =
    earlier === undefined || path.resolve(earlier.folder) === folder
      ? []
      : await files.copyDocuments(await files.documentsOf(earlier, checklist), earlier.folder, folder);
  for (const file of copied) io.stdout.write(`${safe(path.join(here, file))}\n`);
  const toCheck = [
    ...begun.toCheck,
    ...(copied.length === 0
      ? []
      : ["the copied files are evidence of the last release: check what they show"]),
  ];
  if (toCheck.length > 0)
    io.stderr.write(`${release} and your last file:\n${toCheck.map((line) => `  ${safe(line)}\n`).join("")}`);
  io.stderr.write(`next: ${safe(`${name} ai status ${shellWords([here])}`)}\n`);
}
