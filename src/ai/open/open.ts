import { stat } from "node:fs/promises";
import path from "node:path";
import type { Clock } from "../../async/paced.ts";
import { InputError } from "../../errors.ts";
import type { Io } from "../../process/io.ts";
import { readFileWithin } from "../../process/read-file.ts";
import { unreadable } from "../../results/read/limits.ts";
import { systemWords } from "../../text/system-words.ts";
import type { Checklist } from "../checklist/checklist.ts";
import { type Place, placeOf, placeWords } from "../place.ts";
import { type ProductReading, readProduct } from "../product/product.ts";
import { vendorOf } from "../validator/metadata.ts";
import { wanted } from "../validator/validate.ts";
import { type LinkedFiles, readLinked } from "./files.ts";
import { landscapeUrl, type Members, readMembers } from "./members.ts";
import { unreachable } from "./reach.ts";

/** A submission with everything that its checks look at. */
export interface Opened {
  /** The product's folder on this machine. */
  readonly folder: string;
  readonly place: Place;
  /** The name of the product file. */
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly reading: ProductReading;
  readonly checklist: Checklist | undefined;
  readonly linked: LinkedFiles;
  readonly unreachable: ReadonlyMap<string, string>;
  readonly isOffline: boolean;
  /** Undefined if nobody asked for them. */
  readonly members: Members | undefined;
}

export interface OpenOptions {
  /** `--release` */
  readonly release?: string | undefined;
  readonly isOffline: boolean;
  /** A file or URL with the landscape's members, instead of the landscape's own. */
  readonly members?: string | undefined;
  readonly checklistOf: (release: string) => Checklist | undefined;
}

/** Bytes of PRODUCT.yaml that are read. */
export const mostOfProduct = 2 ** 20;

/**
 * Reads a submission: its folder, or its PRODUCT.yaml. `given` is the user's name for it.
 * @throws InputError if it cannot be read, the signal's reason if it is aborted
 */
export async function openSubmission(
  given: string,
  options: OpenOptions,
  io: Pick<Io, "cwd" | "env" | "signal"> & Clock,
): Promise<Opened> {
  const { folder, file } = await productFile(path.resolve(io.cwd, given), given);
  const full = path.join(folder, file);
  const found = await readFileWithin(full, { most: mostOfProduct, signal: io.signal });
  if (found.kind !== "read") throw unreadable(full, found);
  const { bytes } = found;
  const place = placeOf(folder, options.release);
  const reading = readProduct(bytes);
  const checklist = place.release === undefined ? undefined : options.checklistOf(place.release);
  const { isOffline } = options;
  const common = { folder, place, file, bytes, reading, checklist, isOffline };
  if (checklist === undefined || reading.kind === "unreadable")
    return {
      ...common,
      linked: { there: new Set(), artifacts: new Map(), texts: new Map() },
      unreachable: new Map(),
      members: undefined,
    };
  const { urls, files } = wanted(reading.product, checklist, placeWords(place));
  const asksMembers =
    options.members !== undefined || (!isOffline && vendorOf(reading.product) !== undefined);
  const [linked, why, members] = await Promise.all([
    readLinked(folder, files, io.signal),
    unreachable(urls, isOffline, io),
    asksMembers ? readMembers(options.members ?? landscapeUrl, io) : undefined,
  ]);
  return { ...common, linked, unreachable: why, members };
}

/** @throws InputError if there is no such folder or file, or the folder has no PRODUCT.yaml */
async function productFile(full: string, given: string): Promise<{ folder: string; file: string }> {
  const fix = "name the folder of a submission: v1.37/<product> with its PRODUCT.yaml";
  const found = await stat(full).catch((cause: unknown) => {
    throw new InputError(`${given}: ${systemWords(cause)}`, { fix, cause });
  });
  if (!found.isDirectory()) return { folder: path.dirname(full), file: path.basename(full) };
  const isThere = await stat(path.join(full, "PRODUCT.yaml")).then(
    () => true,
    () => false,
  );
  if (!isThere) throw new InputError(`${given} contains no PRODUCT.yaml`, { fix });
  return { folder: full, file: "PRODUCT.yaml" };
}
