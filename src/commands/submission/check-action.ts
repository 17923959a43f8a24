import path from "node:path";
import { styleFor } from "../../display/style.ts";
import { exitCode, InputError } from "../../errors.ts";
import type { Io } from "../../process/io.ts";
import { minorOf } from "../../results/layout.ts";
import { shellWords } from "../../results/words.ts";
import { inPullRequest, surroundingsOf } from "../../submission/check/open/clone.ts";
import { readFolder } from "../../submission/check/open/folder.ts";
import { refuseOther } from "../../submission/check/open/given.ts";
import { askHeads } from "../../submission/check/open/heads.ts";
import { checkInTurns, type Report, reportJson } from "../../submission/check/report.ts";
import { titleFor } from "../../submission/check/rules/title.ts";
import { releaseIn, type Submission } from "../../submission/check/submission.ts";
import { newestMinor, requiredTests } from "../../suite/required/required.ts";
import { currentMinor } from "../../suite/taken.ts";
import { safe, safeJson } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import type { CheckFlags } from "./check.ts";
import { annotations } from "./check-github.ts";
import { checkMarkdown } from "./check-markdown.ts";
import { checkLines } from "./check-table.ts";

/** Checks a folder and prints what was found. Throws InputError where it, or a list that was named, cannot be read. */
export async function checkAction(
  { io, name, exit }: Context,
  given: string,
  flags: CheckFlags,
): Promise<void> {
  // GitHub takes no longer one
  if ((flags.title ?? "").length > 256) throw new InputError("--title has more than 256 characters");
  const folder = path.resolve(io.cwd, given);
  await refuseOther(folder, given);
  const submission = await open(folder, flags, io);
  const report = await checkInTurns(submission, io.signal);
  if (submission.isTitleAssumed) {
    io.stderr.write(`title taken for granted: ${safe(submission.title)} (--title names another)\n`);
  }
  io.stdout.write(render(report, submission, path.relative(io.cwd, folder), flags.output, io));
  if (report.ready && flags.output === "table" && submission.commits.kind !== "found") {
    const next = `${name} submission commit ${shellWords([path.relative(io.cwd, folder)])} --repo CLONE`;
    io.stderr.write(`next: ${safe(next)}, a clone of cncf/k8s-conformance\n`);
  }
  exit(report.ready ? exitCode.passed : exitCode.testsFailed);
}

async function open(folder: string, flags: CheckFlags, io: Io): Promise<Submission> {
  const latest = flags.latest === undefined ? currentMinor(io.now()) : minorOf(flags.latest);
  const around = await surroundingsOf(folder, { env: io.env, signal: io.signal });
  const held = inPullRequest(around, await readFolder(folder, around.folder, io.signal));
  const files = held.files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const heads = flags.offline === true ? undefined : await askHeads(held.files, io.signal);
  return {
    folder: around.folder,
    files,
    title: flags.title ?? titleFor(around.folder),
    isTitleAssumed: flags.title === undefined,
    commits: held.commits,
    heads,
    latest,
    required: await requiredOf(releaseIn(files.map((file) => file.path)), flags, io),
    newestHeld: newestMinor(),
  };
}

async function requiredOf(
  release: string | undefined,
  flags: CheckFlags,
  io: Io,
): Promise<readonly string[] | undefined> {
  if (release === undefined || !/^v1\.\d\d$/.test(release)) return undefined;
  if (flags.requiredTests === undefined) return requiredTests(release);
  const { openRequiredTests } = await import("../tests/required-source.ts");
  return openRequiredTests(flags.requiredTests, release, io);
}

function render(
  report: Report,
  { folder }: Submission,
  here: string,
  output: CheckFlags["output"],
  io: Io,
): string {
  switch (output) {
    case "json":
      return `${reportJson(report).split("\n").map(safeJson).join("\n")}\n`;
    case "markdown":
      return checkMarkdown(report, folder);
    case "github":
      return annotations(report, folder, here);
    default: {
      const style = styleFor(io.stdout, io.env);
      return checkLines(report, folder, style, io.stdout.columns)
        .map((line) => `${line}\n`)
        .join("");
    }
  }
}
