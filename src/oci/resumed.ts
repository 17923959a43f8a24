import { PassingError, RegistryError } from "./errors.ts";
import type { Descriptor } from "./manifest.ts";

/** Opens a blob at an offset. */
export type Read = (offset: number) => AsyncIterable<Uint8Array>;

// without a byte in between
const mostTries = 8;

/**
 * All bytes of a blob, in whatever pieces they come: where the source breaks off it is opened again at that byte.
 * @param pause waits before attempt number `tries` + 1
 * @throws RegistryError if the source keeps failing, or has more bytes than it should
 */
export async function* resumed(
  blob: Descriptor,
  read: Read,
  pause: (error: PassingError, tries: number) => Promise<void>,
): AsyncGenerator<Uint8Array> {
  let offset = 0;
  for (let tries = 0; offset < blob.size; ) {
    const before = offset;
    try {
      for await (const bytes of read(offset)) {
        offset += bytes.length;
        if (offset > blob.size)
          throw new RegistryError(`blob ${blob.digest} has more bytes than its manifest says`);
        yield bytes;
      }
      if (offset < blob.size) throw new PassingError("the source broke off");
    } catch (error) {
      if (!(error instanceof PassingError)) throw error;
      tries = offset > before ? 1 : tries + 1;
      if (tries >= mostTries)
        throw new RegistryError(`blob ${blob.digest} could not be read: ${error.message}, ${tries} times`, {
          cause: error,
        });
      await pause(error, tries);
    }
  }
}
