import { Command } from "commander";
import type { Context } from "../context.ts";

export interface InitFlags {
  readonly from?: string;
  readonly product?: string;
  readonly out: string;
  readonly release?: string;
  readonly force?: boolean;
  readonly vendor?: string;
  readonly name?: string;
  readonly version?: string;
  readonly websiteUrl?: string;
  readonly repoUrl?: string;
  readonly documentationUrl?: string;
  readonly logoUrl?: string;
  readonly type?: string;
  readonly description?: string;
  readonly contactEmail?: string;
}

/** The flag of each field of PRODUCT.yaml. */
export const fieldFlags: Readonly<Record<string, string>> = {
  vendor: "--vendor",
  name: "--name",
  version: "--version",
  website_url: "--website-url",
  repo_url: "--repo-url",
  documentation_url: "--documentation-url",
  product_logo_url: "--logo-url",
  type: "--type",
  description: "--description",
  contact_email_address: "--contact-email",
};

/** `submission init`: PRODUCT.yaml and README.md, asked for or carried forward. */
export function initCommand(context: Context): Command {
  const { name } = context;
  return new Command("init")
    .summary("write PRODUCT.yaml and README.md, asking for what cannot be known")
    .description(
      "Writes the two files of a submission that no cluster can tell: PRODUCT.yaml and README.md. Takes them from last release's submission, comments and order kept, and asks for what is missing, wrong, or surely another by now. Where nobody can be asked, all flags that are missing are told at once and nothing is written.",
    )
    .option(
      "--from <folder>",
      "the folder of an earlier submission, whose PRODUCT.yaml and README.md to carry forward",
    )
    .option("--product <file>", "a PRODUCT.yaml to begin with; it comes before that of --from")
    .option("--out <folder>", "where the two files are written", ".")
    .option("--release <version>", "the release of Kubernetes, for the title of a new README; e.g. v1.35")
    .option("--force", "replace files that are there already")
    .option("--vendor <name>", "the legal name of who submits")
    .option("--name <name>", "the product's name, as on the participation form")
    .option("--version <version>", "the product's own version")
    .option("--website-url <url>", "the product's web page, as on the participation form")
    .option("--repo-url <url>", "the repository, for open source")
    .option("--documentation-url <url>", "the product's documentation")
    .option("--logo-url <url>", "the logo as SVG, AI or EPS")
    .option("--type <type>", "distribution, hosted platform or installer")
    .option("--description <text>", "one sentence on the product")
    .option("--contact-email <address>", "where CNCF reaches a person")
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
    )
    .action(async (flags: InitFlags) => {
      const { initAction } = await import("./init-action.ts");
      await initAction(context, flags);
    });
}
