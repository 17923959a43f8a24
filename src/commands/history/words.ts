import type { BuildHead } from "../../history/build/metadata.ts";
import { tookText } from "../../results/words.ts";
import { humanDuration } from "../../text/duration.ts";

/** The description of a STORE argument. */
export const storeWords = "a folder, gs://BUCKET/PREFIX or s3://BUCKET/PREFIX";

/** What the help of each command says about credentials. */
export const credentialsHelp = `
Credentials:
  gs://  GOOGLE_APPLICATION_CREDENTIALS (a service account's key, or workload identity), gcloud auth application-default login,
         or the metadata server
  s3://  AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a web identity, AWS_PROFILE, a container's endpoint, or the instance's
         metadata; AWS_REGION and AWS_ENDPOINT_URL, or s3://BUCKET/PREFIX?endpoint=https://minio.example.com&region=eu-central-1`;

/** How many tests passed, of how many: `440/441`. */
export function passedWords({ counts }: Pick<BuildHead, "counts">): string {
  return counts === undefined
    ? ""
    : `${counts.passed}/${Math.max(counts.total, counts.passed + counts.failed)}`;
}

/** When a build started, by its own account or its number: `2026-11-20 22:16`. */
export function startedWords({ started, build }: Pick<BuildHead, "started" | "build">): string {
  const at = started ?? (build.length <= 11 ? Number(build) * 1000 : undefined);
  return at === undefined || at > 8e15 ? "" : new Date(at).toISOString().slice(0, 16).replace("T", " ");
}

/** How long ago that was. */
export function ageWords({ started, build }: Pick<BuildHead, "started" | "build">, now: number): string {
  const at = started ?? (build.length <= 11 ? Number(build) * 1000 : undefined);
  return at === undefined ? "" : humanDuration(now - at);
}

export function tookWords({ seconds }: Pick<BuildHead, "seconds">): string {
  return seconds === undefined ? "" : tookText(seconds);
}

/** A number of bytes for people. */
export function bytesWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 2 ** 20 ? `${(bytes / 1024).toFixed(0)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
