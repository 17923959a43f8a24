import type { Clock } from "../../../async/paced.ts";
import { UserError } from "../../../errors.ts";
import { type Fetched, fetchUrl } from "../../../net/fetch.ts";
import type { Io } from "../../../process/io.ts";
import { readProductView } from "../read/product.ts";
import { headFields } from "../rules/urls.ts";
import { baseName, type HeadAnswer, type SubmittedFile } from "../submission.ts";

/** How long one URL may take, including redirects and further attempts. */
const within = 10_000;
/** The answer to HEAD has no body. */
const most = 64 * 1024;
/** Go's http.Client stops at the tenth. */
const mostRedirects = 9;

type HeadIo = Pick<Io, "env" | "signal"> & Clock;

/**
 * Sends HEAD requests to the URLs of PRODUCT.yaml, all at once; a field without an http(s) URL is skipped. Because the bot does not check
 * certificates, a URL with an untrusted one is requested again without the check.
 */
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

async function askHead(given: string, io: HeadIo): Promise<HeadAnswer> {
  // the bot treats anything after # as a part of the path
  const url = new URL(given.replaceAll("#", "%23"));
  const options = { method: "HEAD", within, most, io, mostRedirects } as const;
  const answerOf = ({ status, headers, url }: Fetched) =>
    ({ kind: "answer", status, contentType: headers["content-type"] ?? "", url }) as const;
  try {
    return answerOf(await fetchUrl(url, options));
  } catch (error) {
    io.signal.throwIfAborted();
    if (!(error instanceof UserError)) throw error;
    try {
      const bare = new URL(url);
      bare.username = "";
      bare.password = "";
      return { ...answerOf(await fetchUrl(bare, { ...options, isTrusting: true })), doubt: error.message };
    } catch (again) {
      io.signal.throwIfAborted();
      if (!(again instanceof UserError)) throw again;
      return { kind: "none", why: error.message };
    }
  }
}
