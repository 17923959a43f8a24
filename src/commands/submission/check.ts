import path from "node:path";
import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { exitCode, InputError } from "../../errors.ts";
import type { Io } from "../../process/io.ts";
import type { Report } from "../../submission/check/report.ts";
import { safe, safeJson } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import { checkRelease } from "../release-flag.ts";
import type { FlagsOf } from "../with-flags.ts";

/** `submission check`: what the bot and a reviewer would say, before the pull request. */
export function checkCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((folder, flags) => check(context, folder, flags));
}

function declared({ name }: Context) {
  return new Command("check")
    .summary("check a submission as the bot and the reviewers do")
    .description(
      "Checks a folder as cncf/k8s-conformance's bot does, with the bot's own verdict on each of its 15 requirements, and as its reviewers do in addition, and says how to fix each fault. In a git clone, it also checks the commits and the other files of the branch.",
    )
    .argument("<folder>", "the folder of the submission: v1.35/<product> with its four files")
    .option(
      "--title <title>",
      "the title of the pull request (default: «Conformance results for v1.35/<product>», from the folder)",
    )
    .option(
      "--latest <minor>",
      "the newest release of Kubernetes: it and the two before it are accepted (default: the one that is current by this machine's clock); e.g. v1.36",
    )
    .option(
      "--required-tests <file|url>",
      "the conformance.yaml of a release whose required tests this version does not know",
    )
    .option("--offline", "do not check whether the URLs in PRODUCT.yaml answer")
    .addOption(
      new Option("-o, --output <format>", "how to print")
        .choices(Object.keys(formats).filter(isFormat))
        .default("table"),
    )
    .addHelpText(
      "after",
      `
Examples:
  ${name} submission check v1.35/acme
  # in a clone, with the title that the pull request has
  ${name} submission check k8s-conformance/v1.35/acme --title 'Conformance results for v1.35/acme'
  # in a GitHub workflow: annotations on the files
  ${name} submission check v1.35/acme -o github
  # what a reviewer would ask about
  ${name} submission check v1.35/acme -o json | jq -r '.checks[] | select(.fix != "") | .fix'

Exit codes:
  0 ready   1 not ready   2 bad usage, or the folder cannot be read`,
    );
}

type CheckFlags = FlagsOf<typeof declared>;

/** Checks a folder and prints what was found. Throws InputError if it, or a named list, cannot be read. */
async function check({ io, name, exit }: Context, given: string, flags: CheckFlags): Promise<void> {
  // GitHub accepts no longer title
  if ((flags.title ?? "").length > 256) throw new InputError("--title has more than 256 characters");
  const { minorOf } = await import("../../results/layout.ts");
  checkRelease(flags.latest, "--latest");
  const { shellWords } = await import("../../results/words.ts");
  const { refuseOther } = await import("../../submission/check/open/given.ts");
  const { openSubmission } = await import("../../submission/check/open/open.ts");
  const { checkInTurns } = await import("../../submission/check/report.ts");
  const { currentMinor } = await import("../../suite/taken.ts");
  const folder = path.resolve(io.cwd, given);
  await refuseOther(folder, given);
  const { requiredTests } = flags;
  const options = {
    title: flags.title,
    latest: flags.latest === undefined ? currentMinor(io.now()) : minorOf(flags.latest),
    isOffline: flags.offline === true,
    ...(requiredTests !== undefined && {
      named: (release: string) => listOf(requiredTests, release, io),
    }),
  };
  const submission = await openSubmission(folder, options, io);
  const report = await checkInTurns(submission, io.signal);
  if (submission.isTitleAssumed) {
    io.stderr.write(`assumed title: ${safe(submission.title)} (--title names another)\n`);
  }
  const here = path.relative(io.cwd, folder);
  const text = await formats[flags.output]({ report, folder: submission.folder, here, io });
  // workflow commands are to be obeyed
  io.stdout.write(flags.output === "github" ? new TextEncoder().encode(text) : text);
  if (report.ready && flags.output === "table" && submission.commits.kind !== "found") {
    const next = `${name} submission commit ${shellWords([here])} --repo CLONE`;
    io.stderr.write(`next: ${safe(next)}, a clone of cncf/k8s-conformance\n`);
  }
  exit(report.ready ? exitCode.passed : exitCode.testsFailed);
}

async function listOf(given: string, release: string, io: Io): Promise<readonly string[]> {
  const { openRequiredTests } = await import("../tests/required-source.ts");
  return openRequiredTests(given, release, io);
}

/** What a format needs to print a report. */
interface Printed {
  readonly report: Report;
  /** The submission's folder in its repository, `v1.35/acme`. */
  readonly folder: string;
  /** The same, relative to the working directory. */
  readonly here: string;
  readonly io: Io;
}

// by the values of -o, in the order of the help; each is loaded on demand
const formats = {
  table: async ({ report, folder, io }: Printed) => {
    const { styleFor } = await import("../../display/style.ts");
    const { checkLines } = await import("./check-table.ts");
    const lines = checkLines(report, folder, styleFor(io.stdout, io.env), io.stdout.columns);
    return lines.map((line) => `${line}\n`).join("");
  },
  json: async ({ report }: Printed) => {
    const { reportJson } = await import("../../submission/check/report.ts");
    return `${reportJson(report).split("\n").map(safeJson).join("\n")}\n`;
  },
  markdown: async ({ report, folder }: Printed) =>
    (await import("./check-markdown.ts")).checkMarkdown(report, folder),
  github: async ({ report, folder, here }: Printed) =>
    (await import("./check-github.ts")).annotations(report, folder, here),
} as const;

function isFormat(word: string): word is keyof typeof formats {
  return Object.hasOwn(formats, word);
}
