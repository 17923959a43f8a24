import type { Checklist } from "../checklist/checklist.ts";
import { type Place, placeWords } from "../place.ts";
import type { Product, ProductReading } from "../product/product.ts";
import { readLink } from "./links.ts";
import { error, type Message } from "./message.ts";
import { metadataMessages, metadataUrls } from "./metadata.ts";
import { answersOf, type Evidence, isSkipped, requirementMessages } from "./requirements.ts";

/** What the validator is given. */
export interface Validated {
  readonly place: Place;
  /** The name of the product file: `PRODUCT.yaml`. */
  readonly file: string;
  readonly reading: ProductReading;
  /** The release's; undefined if there is none. */
  readonly checklist: Checklist | undefined;
  readonly evidence: Omit<Evidence, "folder">;
  readonly isMember: (vendor: string) => boolean;
}

/**
 * The errors and warnings of the validator (cncf/k8s-ai-conformance, scripts/validate.go), in the order of the checklist; its own order is
 * random.
 */
export function validate({ place, file, reading, checklist, evidence, isMember }: Validated): Message[] {
  const folder = placeWords(place);
  if (place.release === undefined)
    return [error("place", `Error: Could not determine version from path ${folder}/${file}`)];
  if (checklist === undefined)
    return [error("place", `Error: Schema not found at docs/AIConformance-${place.release.slice(1)}.yaml`)];
  if (reading.kind === "unreadable") return [error("yaml", `Error loading product: ${reading.why}`)];
  return [
    ...metadataMessages(reading.product, evidence.unreachable, isMember),
    ...requirementMessages(reading.product, checklist, { ...evidence, folder }),
  ];
}

/** The URLs and files that the validator looks at. */
export function wanted(
  product: Product,
  checklist: Checklist,
  folder: string,
): { readonly urls: ReadonlySet<string>; readonly files: ReadonlySet<string> } {
  const urls = new Set(metadataUrls(product).values());
  const files = new Set<string>();
  for (const { listed, given } of answersOf(product, checklist)) {
    if (given === undefined || isSkipped(listed, given)) continue;
    for (const text of given.evidence) {
      const link = readLink(text, folder);
      if (link.kind === "url") urls.add(text);
      else if (link.kind === "file") files.add(link.file);
    }
  }
  return { urls, files };
}
