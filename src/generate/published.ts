// a build of a release fills this in (scripts/release/compile.ts)
declare const BUILD_IMAGE: string | undefined;

/** The image of this program that was published with it: what `generate` names by default; undefined if none was. */
export function publishedImage(): string | undefined {
  return typeof BUILD_IMAGE === "string" ? BUILD_IMAGE : undefined;
}
