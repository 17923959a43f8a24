import type { Clock } from "../../../async/paced.ts";
import type { Io } from "../../../process/io.ts";
import { newestMinor, requiredTests } from "../../../suite/required/required.ts";
import { titleFor } from "../rules/title.ts";
import { releaseIn, type Submission } from "../submission.ts";
import { inPullRequest, surroundingsOf } from "./clone.ts";
import { readFolder } from "./folder.ts";
import { askHeads } from "./heads.ts";

export interface OpenOptions {
  /** The pull request's title; if it is not given, the one that would be used. */
  readonly title: string | undefined;
  /** The newest minor of Kubernetes. */
  readonly latest: string;
  /** Whether to skip the URLs of PRODUCT.yaml. */
  readonly isOffline: boolean;
  /** Returns the required tests of a release (`v1.35`), if the user named a list of them. */
  readonly named?: (release: string) => Promise<readonly string[]>;
}

/**
 * Reads a folder, what git has of it, and what its URLs answer.
 * @throws InputError if the folder or the list cannot be read, the signal's reason if it is aborted
 */
export async function openSubmission(
  folder: string,
  options: OpenOptions,
  io: Pick<Io, "env" | "signal"> & Clock,
): Promise<Submission> {
  const { env, signal } = io;
  const { title, latest, isOffline } = options;
  const around = await surroundingsOf(folder, { env, signal });
  const held = inPullRequest(around, await readFolder(folder, around.folder, signal));
  const files = held.files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const release = releaseIn(files.map((file) => file.path));
  return {
    folder: around.folder,
    files,
    title: title ?? titleFor(around.folder),
    isTitleAssumed: title === undefined,
    commits: held.commits,
    heads: isOffline ? undefined : await askHeads(held.files, io),
    latest,
    required:
      release === undefined || !/^v1\.\d\d$/.test(release)
        ? undefined
        : ((await options.named?.(release)) ?? requiredTests(release)),
    newestHeld: newestMinor(),
  };
}
