import { InputError } from "../../errors.ts";
import type { Checklist } from "../checklist/checklist.ts";
import { readProduct } from "../product/product.ts";
import { answersOf } from "../validator/requirements.ts";
import { type Carried, carryForward } from "./carry.ts";
import { setMetadata } from "./edit.ts";
import { inputs } from "./fields.ts";
import type { Earlier } from "./files.ts";

/** The product file of a release: the checklist, or the last release's file carried over to it, both without the metadata. */
export function beginning(checklist: Checklist, earlier: Earlier | undefined, to: string): Carried {
  if (earlier === undefined) return { text: checklist.text, toCheck: [] };
  const carried = carryForward(earlier.text, checklist, { from: earlier.place, to });
  const reading = readProduct(new TextEncoder().encode(carried.text));
  const isWhole =
    reading.kind === "read" &&
    answersOf(reading.product, checklist).every(({ listed, given }) => {
      const before = earlier.product.spec?.get(listed.category)?.findLast(({ id }) => id === listed.id);
      const isKept =
        before === undefined || (before.status === given?.status && before.notes === given.notes);
      return given !== undefined && isKept;
    });
  if (!isWhole)
    throw new InputError(`${earlier.name}/PRODUCT.yaml cannot be carried over to ${checklist.release}`, {
      fix: "write each requirement as in the checklist, with its keys on their own lines, or start without --from",
    });
  return carried;
}

/** The file with its metadata; an optional field without a value is left out, because the validator takes its placeholder for a value. */
export function withMetadata(
  text: string,
  release: string,
  values: Readonly<Record<string, string>>,
): string {
  const metadata: Record<string, string | undefined> = { kubernetesVersion: release };
  for (const { name } of inputs) metadata[name] = values[name] || undefined;
  return setMetadata(text, metadata);
}
