import { existsSync } from "node:fs";
import path from "node:path";
import { root } from "../../scripts/release/compile.ts";

/** A way to run the program, or why it cannot be run here. */
export type Way =
  | {
      readonly name: string;
      readonly command: readonly string[];
      readonly env?: Readonly<Record<string, string>>;
      /** Where it may write, if not everywhere. */
      readonly writable?: string;
    }
  | { readonly name: string; readonly leftOut: string };

/** Something of a release that is looked at, not run. */
export interface Judged {
  readonly name: string;
  /** What is wrong; undefined where all is well. */
  readonly wrong?: string;
  readonly leftOut?: string;
}

/** What `npm run release`, `build:npm` and `image` make. */
export const built = {
  bin: (platform: string) => path.join(root, "dist/bin", platform, "kubectl-conformance"),
  release: path.join(root, "dist/release"),
  npm: path.join(root, "dist/npm"),
  image: path.join(root, "dist/image.tar"),
};

/** Makes the way where all of it is there, and says what is missing otherwise: a file and how it is made. */
export async function needing(
  name: string,
  needs: Readonly<Record<string, string>>,
  make: () => Way | Promise<Way>,
): Promise<Way> {
  const missing = Object.keys(needs).find((file) => !existsSync(file));
  if (missing !== undefined)
    return { name, leftOut: `no ${path.relative(root, missing)}: ${needs[missing]}` };
  return await make();
}
