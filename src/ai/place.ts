import path from "node:path";
import { InputError } from "../errors.ts";
import { minorOf } from "../results/layout.ts";

/** Where a submission is in cncf/k8s-ai-conformance: `v1.37/acme`. */
export interface Place {
  /** `v1.37`; undefined if neither the folder nor a flag says it. */
  readonly release: string | undefined;
  /** The product's folder. */
  readonly product: string;
}

/** The place of a folder: its name, and the release of the folder above it or of `--release`. Throws InputError if they contradict each other. */
export function placeOf(folder: string, release?: string): Place {
  const above = path.basename(path.dirname(folder));
  const own = /^v\d+\.\d+$/.test(above) ? above : undefined;
  const given = release === undefined ? undefined : minorOf(release);
  if (given !== undefined && own !== undefined && given !== own)
    throw new InputError(`--release ${release}: the folder is for ${own}`);
  return { release: given ?? own, product: path.basename(folder) };
}

/** `v1.37/acme`, or only the product's folder. */
export function placeWords({ release, product }: Place): string {
  return release === undefined ? product : `${release}/${product}`;
}
