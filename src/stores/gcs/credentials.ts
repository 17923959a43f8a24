import { firstLine } from "../../errors.ts";
import { homeFolder } from "../../process/home.ts";
import { safe } from "../../text/safe.ts";
import { StoreError } from "../errors.ts";
import type { StoreIo } from "../open.ts";

const scope = "https://www.googleapis.com/auth/devstorage.read_write";

/**
 * Gives the access token for each request: from the file in GOOGLE_APPLICATION_CREDENTIALS (a service account's key, workload identity), that of
 * gcloud, or the metadata server. Undefined without any of these, and for an emulator: public buckets can still be read.
 * The returned function throws StoreError if there are credentials and they do not work.
 */
export function tokenSource(io: StoreIo, isReal: boolean): () => Promise<string | undefined> {
  const file = io.env.GOOGLE_APPLICATION_CREDENTIALS;
  // an emulator checks nothing; another endpoint of Google's needs the token, and the file says that there is one
  if (!isReal && !file) return async () => undefined;
  let source: Promise<() => Promise<string | undefined>> | undefined;
  return async () => {
    source ??= open(io, file);
    return (await source)();
  };
}

async function open(io: StoreIo, file: string | undefined): Promise<() => Promise<string | undefined>> {
  const { GoogleAuth } = await import("google-auth-library");
  const auth = new GoogleAuth({ scopes: [scope], ...(file ? { keyFile: file } : {}) });
  let isAnonymous = false;
  return async () => {
    if (isAnonymous) return undefined;
    try {
      return (await auth.getAccessToken()) ?? undefined;
    } catch (cause) {
      io.signal.throwIfAborted();
      const line = firstLine(cause);
      if (!file && /could not load the default credentials/i.test(line)) {
        isAnonymous = true;
        return undefined;
      }
      throw new StoreError(
        `Google's credentials ${file ? `in ${safe(file)} ` : ""}cannot be used: ${safe(line.slice(0, 300))}`,
        { fault: "denied", fix: fixFor(line, io), cause },
      );
    }
  };
}

function fixFor(line: string, io: StoreIo): string {
  if (/ENOENT|no such file|does not exist/i.test(line)) return "correct GOOGLE_APPLICATION_CREDENTIALS";
  // the token is signed with this machine's time
  if (/\biat\b|\bexp\b|reasonable timeframe|clock/i.test(line))
    return `set this machine's clock: it says ${new Date(io.now()).toISOString()}`;
  return `use another key file in GOOGLE_APPLICATION_CREDENTIALS, or log in again: gcloud auth application-default login (${homeFolder(io)}/.config/gcloud)`;
}
