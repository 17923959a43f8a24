import type { Clock } from "../../../async/paced.ts";
import { UserError } from "../../../errors.ts";
import { fetchUrl } from "../../../net/fetch.ts";
import type { Io } from "../../../process/io.ts";
import { readProductView } from "../read/product.ts";
import { headFields } from "../rules/urls.ts";
import { baseName, type HeadAnswer, type SubmittedFile } from "../submission.ts";

/** How long one URL may take, its redirects and further tries included. */
const within = 10_000;
/** The answer to HEAD has no body. */
const most = 64 * 1024;

type HeadIo = Pick<Io, "env" | "signal"> & Clock;

/** Asks the URLs of PRODUCT.yaml for their head, all at once; a field without an http(s) URL is left out. */
export async function askHeads(
  files: readonly SubmittedFile[],
  io: HeadIo,
): Promise<ReadonlyMap<string, HeadAnswer>> {
  const file = files.find(({ path }) => baseName(path) === "PRODUCT.yaml");
  const { fields } = readProductView(file?.bytes ?? new Uint8Array());
  const urls = headFields.flatMap((field) => {
    const url = fields.get(field) ?? "";
    return /^https?:\/\//i.test(url) && URL.canParse(url) ? [{ field, url }] : [];
  });
  const asked = urls.map(async ({ field, url }) => [field, await askHead(url, io)] as const);
  return new Map(await Promise.all(asked));
}

async function askHead(url: string, io: HeadIo): Promise<HeadAnswer> {
  try {
    const answer = await fetchUrl(new URL(url), { method: "HEAD", within, most, io });
    return {
      kind: "answer",
      status: answer.status,
      contentType: answer.headers["content-type"] ?? "",
      url: answer.url,
    };
  } catch (error) {
    io.signal.throwIfAborted();
    if (error instanceof UserError) return { kind: "none", why: error.message };
    throw error;
  }
}
