import path from "node:path";
import { InputError } from "../../errors.ts";
import { minorOf } from "../../results/layout.ts";

/** The place of a submission in the repository: `v1.35/acme`. */
export interface Place {
  readonly minor: string;
  readonly product: string;
}

/**
 * The place for a folder: from its path, or from `--release` and `--product-name`.
 * @throws InputError if neither gives it, they contradict each other, or the name is not valid for a folder and a branch
 */
export function placeOf(
  folder: string,
  flags: { readonly release?: string; readonly productName?: string },
): Place {
  const product = flags.productName ?? path.basename(folder);
  // a name that is valid for a folder, a branch and a URL
  if (!/^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/.test(product) || /\.\.|\.lock$/.test(product)) {
    throw new InputError(`"${product}" is not a valid folder name for a product`, {
      fix: "pass a name of letters, digits, dots and dashes with --product-name",
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
    throw new InputError(`--release ${flags.release}: the folder is for ${above}`);
  }
  return { minor, product };
}
