import path from "node:path";
import { InputError } from "../../errors.ts";
import type { Io } from "../../process/io.ts";
import { minorOf } from "../../results/layout.ts";
import { checkInTurns } from "../../submission/check/report.ts";
import type { Submission } from "../../submission/check/submission.ts";
import { openClone } from "../../submission/commit/clone.ts";
import { commitSubmission, type Place, titleOf } from "../../submission/commit/commit.ts";
import { gitForCommit } from "../../submission/commit/git.ts";
import { nextSteps, pushRemote } from "../../submission/commit/words.ts";
import { type FourFiles, readFour } from "../../submission/four-files.ts";
import { newestMinor, requiredTests } from "../../suite/required/required.ts";
import { currentMinor } from "../../suite/taken.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import type { CommitFlags } from "./commit.ts";

/** Commits a submission and tells the next steps. Throws InputError, and RunError with git's own words. */
export async function commitAction({ io }: Context, given: string, flags: CommitFlags): Promise<void> {
  const folder = path.resolve(io.cwd, given);
  const place = placeOf(folder, flags);
  const files = await readFour(folder, io.signal);
  const git = await gitForCommit(path.resolve(io.cwd, flags.repo), { env: io.env, signal: io.signal });
  const clone = await openClone(git);
  const isClone = clone.remotes.some(({ repository }) => repository.includes("k8s-conformance"));
  if (!isClone && flags.force !== true) {
    throw new InputError(
      `--repo ${flags.repo}: none of its remotes is cncf/k8s-conformance or a fork of it`,
      {
        fix: "name a clone of it; where the fork has another name, give --force",
      },
    );
  }
  const remote = pushRemote(clone, flags.pushRemote);
  if (flags.pushRemote !== undefined && remote === undefined) {
    const names = clone.remotes.map(({ name }) => name).join(", ");
    throw new InputError(
      `--push-remote ${flags.pushRemote}: no remote of ${flags.repo}, which has ${names || "none"}`,
    );
  }
  if (flags.skipCheck !== true) await refuseUnready(files, place, given, io);
  const committed = await commitSubmission(clone, folder, files, place);
  io.stdout.write(`${nextSteps(clone, committed, place, remote).split("\n").map(safe).join("\n")}\n`);
}

/** Throws InputError where the bot or a reviewer would refuse the files; the commit itself is yet to be made. */
async function refuseUnready(files: FourFiles, place: Place, given: string, io: Io): Promise<void> {
  const folder = `${place.minor}/${place.product}`;
  const submission: Submission = {
    folder,
    files: [...files].map(([name, bytes]) => ({ path: `${folder}/${name}`, size: bytes.length, bytes })),
    title: titleOf(place),
    isTitleAssumed: true,
    commits: { kind: "not-looked-at", why: "it is yet to be made" },
    heads: undefined,
    latest: currentMinor(io.now()),
    required: requiredTests(place.minor),
    newestHeld: newestMinor(),
  };
  const { checks } = await checkInTurns(submission, io.signal);
  const refused = checks.filter(({ ours }) => ours === "fail").map(({ id }) => id);
  if (refused.length === 0) return;
  throw new InputError(`${given} is not ready: ${refused.join(", ")}`, {
    fix: `see submission check ${given}; --skip-check commits it all the same`,
  });
}

/** `v1.35/acme`, of the folder's path or the flags. */
function placeOf(folder: string, flags: CommitFlags): Place {
  const product = flags.productName ?? path.basename(folder);
  // a name that is fit for a folder, a branch and a URL alike
  if (!/^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/.test(product) || /\.\.|\.lock$/.test(product)) {
    throw new InputError(`"${product}" is no folder's name for a product`, {
      fix: "name it with --product-name in letters, digits, dots and dashes",
    });
  }
  const above = path.basename(path.dirname(folder));
  const isMinor = /^v1\.\d{2}$/.test(above);
  if (flags.release === undefined && !isMinor) {
    throw new InputError(`${folder} is not in a folder of a release such as v1.35`, {
      fix: "name the release with --release v1.35",
    });
  }
  const minor = flags.release === undefined ? above : minorOf(flags.release);
  if (isMinor && minor !== above) {
    throw new InputError(`--release ${flags.release}: the folder is of ${above}`);
  }
  return { minor, product };
}
