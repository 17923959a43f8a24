/** A file that the pull request adds or changes. */
export interface SubmittedFile {
  /** From the top of the repository, with slashes: `v1.35/acme/README.md`. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** The content; absent for files that are none of the four, and for those too large to be checked. */
  readonly bytes?: Uint8Array;
  /** What it is instead of a regular file. */
  readonly oddity?: "link" | "special" | "too-large";
}

/** A commit of the pull request. */
export interface Commit {
  /** Abbreviated. */
  readonly id: string;
  readonly subject: string;
  /** `Jane Doe <jane@acme.test>` */
  readonly author: string;
  /** The values of its `Signed-off-by` lines. */
  readonly signedOffBy: readonly string[];
}

/** What is known about the pull request's commits. */
export type Commits =
  | { readonly kind: "not-checked"; readonly why: string }
  | {
      readonly kind: "found";
      readonly commits: readonly Commit[];
      /** Files of the folder that are changed, untracked or ignored, and in no commit. */
      readonly uncommitted: readonly string[];
      /** Files of the folder that the branch does not change: they are not in the pull request, and the bot does not see them. */
      readonly unseen: readonly string[];
    };

/** The answer of a URL of PRODUCT.yaml to HEAD, after redirects. */
export type HeadAnswer =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly contentType: string;
      readonly url: string;
      /** Why a browser would not show it, although the bot sees it: an untrusted certificate. */
      readonly doubt?: string;
    }
  | { readonly kind: "none"; readonly why: string };

/** Everything that a check may use. */
export interface Submission {
  /** `v1.35/acme`: from the top of the repository in a clone, otherwise the last two parts of the folder's path. */
  readonly folder: string;
  /** Sorted by path, as GitHub lists them. */
  readonly files: readonly SubmittedFile[];
  /** The pull request's title. */
  readonly title: string;
  /** Whether it was not given, and is the one that would be used. */
  readonly isTitleAssumed: boolean;
  readonly commits: Commits;
  /** By the field of PRODUCT.yaml; undefined if URLs are not checked. */
  readonly heads: ReadonlyMap<string, HeadAnswer> | undefined;
  /** The newest release of Kubernetes, as a minor: `v1.36`. */
  readonly latest: string;
  /** The names that the release requires; undefined if its list is unknown and none was given. */
  readonly required: readonly string[] | undefined;
  /** The newest minor with a known list: the bot is assumed to have the same. */
  readonly newestHeld: string;
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Everything but the last part of a path; `.` if there is only one part. */
export function folderOf(path: string): string {
  const end = path.lastIndexOf("/");
  return end < 0 ? "." : path.slice(0, end);
}

/** The file that the bot takes for a name: the first whose base name is the same in any case. */
export function findFile(files: readonly SubmittedFile[], name: string): SubmittedFile | undefined {
  const wanted = name.toLowerCase();
  return files.find((file) => baseName(file.path).toLowerCase() === wanted);
}

/** The release in the first path that has one (verify-conformance, `SetSubmissionMetadatafromFolderStructure`); its dot matches any character. */
export function releaseIn(paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const found = /(v1.[0-9]{2})\/(.*)\/.*/.exec(path);
    if (found !== null) return found[1];
  }
  return undefined;
}
