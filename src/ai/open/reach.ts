import type { Clock } from "../../async/paced.ts";
import { UserError } from "../../errors.ts";
import { fetchUrl } from "../../net/fetch.ts";
import type { Io } from "../../process/io.ts";
import { requestFault } from "../../text/go-url.ts";

/** How long the validator waits for each of its two requests. */
const within = 30_000;
/** Go's http.Client stops at the tenth. */
const mostRedirects = 9;
const atOnce = 8;
const headers = {
  "User-Agent": "CNCF-K8s-AI-Conformance-Validator/1.0 (+https://github.com/cncf/k8s-ai-conformance)",
  Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
  "Accept-Language": "en-US,en;q=0.5",
};

type ReachIo = Pick<Io, "env" | "signal"> & Clock;

/** Why each URL does not answer the validator; those that do are not in it. If `isOffline`, only URLs that nobody can request are. */
export async function unreachable(
  urls: ReadonlySet<string>,
  isOffline: boolean,
  io: ReachIo,
): Promise<ReadonlyMap<string, string>> {
  const why = new Map<string, string>();
  const left = [...urls];
  const ask = async (): Promise<void> => {
    for (let url = left.shift(); url !== undefined; url = left.shift()) {
      const fault = requestFault(url) ?? (isOffline ? undefined : await answerFault(url, io));
      if (fault !== undefined) why.set(url, fault);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, ask));
  return why;
}

/** HEAD, and GET if that fails. A redirect is followed; everything from 400 on is a failure, 429 as well. */
async function answerFault(text: string, io: ReachIo): Promise<string | undefined> {
  if (!URL.canParse(text)) return "it is not a URL";
  const url = new URL(text);
  const ask = async (method: "HEAD" | "GET"): Promise<string | undefined> => {
    try {
      const options = { headers, within, mostRedirects, most: 0, mostTries: 1, io };
      const { status } = await fetchUrl(url, { ...options, method, isHeadEnough: true, followsPlain: true });
      return status < 400 ? undefined : `status code ${status}`;
    } catch (error) {
      io.signal.throwIfAborted();
      if (error instanceof UserError) return error.message;
      throw error;
    }
  };
  return (await ask("HEAD")) === undefined ? undefined : ask("GET");
}
