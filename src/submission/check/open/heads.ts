import { firstLine } from "../../../errors.ts";
import { readProductView } from "../read/product.ts";
import { headFields } from "../rules/urls.ts";
import { baseName, type HeadAnswer, type SubmittedFile } from "../submission.ts";

/** How long one URL may take, its redirects included. */
const longest = 10_000;

/** Asks the URLs of PRODUCT.yaml for their head, all at once; a field without an http(s) URL is left out. */
export async function askHeads(
  files: readonly SubmittedFile[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, HeadAnswer>> {
  const file = files.find(({ path }) => baseName(path) === "PRODUCT.yaml");
  const { fields } = readProductView(new TextDecoder().decode(file?.bytes ?? new Uint8Array()));
  const urls = headFields.flatMap((field) => {
    const url = fields.get(field) ?? "";
    return /^https?:\/\//i.test(url) && URL.canParse(url) ? [{ field, url }] : [];
  });
  const asked = urls.map(async ({ field, url }) => [field, await askHead(url, signal)] as const);
  return new Map(await Promise.all(asked));
}

async function askHead(url: string, signal: AbortSignal): Promise<HeadAnswer> {
  const timeout = AbortSignal.timeout(longest);
  try {
    const response = await fetch(url, {
      method: "HEAD",
      redirect: "follow",
      signal: AbortSignal.any([signal, timeout]),
    });
    const { status, headers } = response;
    return {
      kind: "answer",
      status,
      contentType: headers.get("content-type") ?? "",
      url: response.url || url,
    };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (timeout.aborted) return { kind: "none", why: `nothing came within ${longest / 1000} s` };
    // Node says `fetch failed` and puts what happened into the cause
    const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { kind: "none", why: firstLine(inner) };
  }
}
