import path from "node:path";
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import { checkRelease } from "../release-flag.ts";
import type { FlagsOf } from "../with-flags.ts";

/** `submission init`: PRODUCT.yaml and README.md, asked for or carried over. */
export function initCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((flags) => init(context, flags));
}

function declared({ name }: Context) {
  return new Command("init")
    .summary("write PRODUCT.yaml and README.md, asking for missing information")
    .description(
      "Writes the two files of a submission that cannot be read from a cluster: PRODUCT.yaml and README.md. Reuses those of the last release's submission, keeping comments and order, and asks for what is missing, wrong, or certainly out of date. If nobody can be asked, it lists all missing flags at once and writes nothing.",
    )
    .option(
      "--from <folder>",
      "the folder of an earlier submission, whose PRODUCT.yaml and README.md to reuse",
    )
    .option("--product <file>", "a PRODUCT.yaml to start with, instead of the one of --from")
    .option("--out <folder>", "where to write the two files", ".")
    .option("--release <version>", "the release of Kubernetes, for the title of a new README; e.g. v1.35")
    .option("--force", "replace existing files")
    .option("--vendor <name>", "the legal name of the submitting organization")
    .option("--name <name>", "the product's name, as on the participation form")
    .option("--version <version>", "the product's own version")
    .option("--website-url <url>", "the product's web page, as on the participation form")
    .option("--repo-url <url>", "the repository, for open source")
    .option("--documentation-url <url>", "the product's documentation")
    .option("--logo-url <url>", "the logo as SVG, AI or EPS")
    .option("--type <type>", "distribution, hosted platform or installer")
    .option("--description <text>", "one sentence about the product")
    .option("--contact-email <address>", "an address where CNCF can reach a person")
    .addHelpText(
      "after",
      `
Examples:
  # a first submission: asks field by field
  ${name} submission init --out acme
  # the next release: asks for the product's new version alone
  ${name} submission init --from k8s-conformance/v1.34/acme --out acme
  # nobody to ask
  ${name} submission init --from k8s-conformance/v1.34/acme --version v1.8.0 --out acme`,
    );
}

type InitFlags = FlagsOf<typeof declared>;

/** Writes PRODUCT.yaml and README.md. Throws InputError if a value is missing or wrong, and then writes nothing. */
async function init(context: Context, flags: InitFlags): Promise<void> {
  const { io } = context;
  const { draftedProduct, draftedReadme, draftOf, unfinishedProduct } = await import(
    "../../submission/init.ts"
  );
  const { answerAll, givenFields } = await import("../../submission/init-answers.ts");
  const { filesToWrite, keepAnswers, readBeginning, writeDraft } = await import(
    "../../submission/init-files.ts"
  );
  checkRelease(flags.release, "--release");
  const given = givenFields({
    vendor: flags.vendor,
    name: flags.name,
    version: flags.version,
    website_url: flags.websiteUrl,
    repo_url: flags.repoUrl,
    documentation_url: flags.documentationUrl,
    product_logo_url: flags.logoUrl,
    type: flags.type,
    description: flags.description,
    contact_email_address: flags.contactEmail,
  });
  const earlier = await readBeginning(flags, io);
  const folder = path.resolve(io.cwd, flags.out);
  const files = await filesToWrite(folder, flags.out, earlier, flags.force === true);
  const draft = draftOf(given, earlier?.product, flags.from !== undefined && flags.product === undefined);
  const answers: Record<string, string> = {};
  try {
    await answerAll(draft.questions, answers, io);
  } catch (error) {
    // the cursor is still after the question
    if (io.ask !== undefined) io.stderr.write("\n");
    if (Object.keys(answers).length > 0) {
      const open = draft.questions.filter(({ field }) => answers[field.name] === undefined);
      const { text } = unfinishedProduct({ ...given, ...answers }, earlier?.product, open);
      const begun = flags.product === undefined ? undefined : path.resolve(io.cwd, flags.product);
      await sayHowToGoOn(context, flags, await keepAnswers(folder, text, begun));
    }
    throw error;
  }
  const product = draftedProduct({ ...given, ...answers }, earlier?.product);
  const texts = { "PRODUCT.yaml": product.text, "README.md": draftedReadme(product, earlier, flags.release) };
  const here = (file: string) => safe(path.relative(io.cwd, path.join(folder, file)));
  for (const file of files) {
    await writeDraft(folder, file, texts[file]);
    io.stdout.write(`${here(file)}\n`);
  }
  if (files.includes("README.md") && texts["README.md"].includes("fill in:")) {
    io.stderr.write(
      `before it is submitted:\n  write the steps marked «fill in» into ${here("README.md")}\n`,
    );
  }
}

async function sayHowToGoOn({ io, name }: Context, flags: InitFlags, kept: string): Promise<void> {
  const { shellWords } = await import("../../results/words.ts");
  const here = path.relative(io.cwd, kept);
  const words = [
    ...["--product", here],
    ...(flags.from === undefined ? [] : ["--from", flags.from]),
    ...["--out", flags.out],
    ...(flags.release === undefined ? [] : ["--release", flags.release]),
    "--force",
  ];
  io.stderr.write(
    `your answers are in ${safe(here)}; to continue:\n  ${safe(`${name} submission init ${shellWords(words)}`)}\n`,
  );
}
