import path from "node:path";
import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import type { Report } from "../../ai/check/report.ts";
import { exitCode } from "../../errors.ts";
import type { Io } from "../../process/io.ts";
import { safe, safeJson } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import { checkRelease } from "../release-flag.ts";
import type { FlagsOf } from "../with-flags.ts";

/** `ai check`: what the validator and a reviewer would say, before the pull request. */
export function checkCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((given, flags) => check(context, given, flags));
}

function declared({ name }: Context) {
  return new Command("check")
    .summary("check a submission as the validator and the reviewers do")
    .description(
      "Checks a folder as the validator of cncf/k8s-ai-conformance does, with exactly its errors and warnings, and as reviewers do in addition, and says how to fix each fault. Without --offline, it requests each URL and looks for the vendor among CNCF's members, as the validator does.",
    )
    .argument("<submission>", "the folder of the submission, v1.37/<product>, or its PRODUCT.yaml")
    .option(
      "--release <version>",
      "the release of Kubernetes, if the folder above the product's does not name it; e.g. v1.37",
    )
    .option("--offline", "request nothing: URLs and the vendor's membership count as given")
    .option(
      "--checklist <file|url>",
      "the checklist of a release that this version does not know: AIConformance-<release>.yaml",
    )
    .option("--members <file|url>", "the landscape.yml in which CNCF's members are looked for")
    .addOption(
      new Option("-o, --output <format>", "how to print")
        .choices(Object.keys(formats).filter(isFormat))
        .default("table"),
    )
    .addHelpText(
      "after",
      `
Examples:
  ${name} ai check v1.37/acme
  # no network: files, texts and test results
  ${name} ai check v1.37/acme --offline
  # in a GitHub workflow: annotations on the files
  ${name} ai check v1.37/acme -o github
  # the validator's errors alone
  ${name} ai check v1.37/acme -o json | jq -r '.validator.errors[]'

Exit codes:
  0 ready   1 not ready   2 bad usage, or the submission cannot be read`,
    );
}

type CheckFlags = FlagsOf<typeof declared>;

/** Checks a submission and prints what was found. Throws InputError if it, or a named list, cannot be read. */
async function check({ io, name, exit }: Context, given: string, flags: CheckFlags): Promise<void> {
  checkRelease(flags.release, "--release");
  const { checklists } = await import("../../ai/checklist/named.ts");
  const { openSubmission } = await import("../../ai/open/open.ts");
  const { reportOf } = await import("../../ai/check/report.ts");
  const { placeWords } = await import("../../ai/place.ts");
  const { shellWords } = await import("../../results/words.ts");
  const opened = await openSubmission(
    given,
    {
      release: flags.release,
      isOffline: flags.offline === true,
      members: flags.members,
      checklistOf: await checklists(flags.checklist, io),
    },
    io,
  );
  const report = reportOf(opened);
  const here = path.relative(io.cwd, path.join(opened.folder, opened.file));
  const text = await formats[flags.output]({ report, folder: placeWords(opened.place), here, io });
  // workflow commands are to be obeyed
  io.stdout.write(flags.output === "github" ? new TextEncoder().encode(text) : text);
  if (report.ready && flags.output === "table") {
    const folder = path.relative(io.cwd, opened.folder) || ".";
    const next = `${name} ai commit ${shellWords([folder])} --repo CLONE`;
    io.stderr.write(`next: ${safe(next)}, a clone of cncf/k8s-ai-conformance\n`);
  }
  exit(report.ready ? exitCode.passed : exitCode.testsFailed);
}

/** What a format needs to print a report. */
interface Printed {
  readonly report: Report;
  /** The submission's folder in its repository, `v1.37/acme`. */
  readonly folder: string;
  /** The product file, relative to the working directory. */
  readonly here: string;
  readonly io: Io;
}

// by the values of -o, in the order of the help; each is loaded on demand
const formats = {
  table: async ({ report, folder, io }: Printed) => {
    const { styleFor } = await import("../../display/style.ts");
    const { checkLines } = await import("./check-table.ts");
    return checkLines(report, folder, styleFor(io.stdout, io.env), io.stdout.columns)
      .map((line) => `${line}\n`)
      .join("");
  },
  json: async ({ report }: Printed) => {
    const { reportJson } = await import("../../ai/check/report.ts");
    return `${reportJson(report).split("\n").map(safeJson).join("\n")}\n`;
  },
  markdown: async ({ report, folder }: Printed) =>
    (await import("./check-markdown.ts")).checkMarkdown(report, folder),
  github: async ({ report, here }: Printed) => (await import("./check-github.ts")).annotations(report, here),
} as const;

function isFormat(word: string): word is keyof typeof formats {
  return Object.hasOwn(formats, word);
}
