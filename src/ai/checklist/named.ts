import { createReadStream } from "node:fs";
import path from "node:path";
import type { Clock } from "../../async/paced.ts";
import { InputError, UserError } from "../../errors.ts";
import { readBytes } from "../../net/bytes.ts";
import { FetchError, fetchUrl } from "../../net/fetch.ts";
import type { Io } from "../../process/io.ts";
import { redactArgv } from "../../text/redact.ts";
import { safe } from "../../text/safe.ts";
import { systemWords } from "../../text/system-words.ts";
import { type Checklist, parseChecklist } from "./checklist.ts";
import { heldChecklist } from "./held.ts";

// the longest has 12 KB
const most = 256 * 1024;
const within = 20_000;

/**
 * The checklists to use: that of `--checklist`, a file or an http(s) URL, for every release, otherwise the program's own.
 * @throws InputError if it cannot be read within 20 seconds, or is not a checklist
 */
export async function checklists(
  named: string | undefined,
  io: Pick<Io, "cwd" | "env" | "signal"> & Clock,
): Promise<(release: string) => Checklist | undefined> {
  if (named === undefined) return heldChecklist;
  const [shown = ""] = redactArgv([named]);
  const origin = `--checklist ${safe(shown)}`;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await bytesOf(named, io));
  } catch (cause) {
    io.signal.throwIfAborted();
    throw new InputError(`${origin}: ${cause instanceof UserError ? cause.message : systemWords(cause)}`, {
      fix: "name docs/AIConformance-<release>.yaml of cncf/k8s-ai-conformance, as a file or an http(s) URL",
      cause,
    });
  }
  const own = parseChecklist(text, releaseIn(text, named), origin);
  return (release) => ({ ...own, release });
}

/** The release that a checklist is for: as its metadata or its file's name says. */
function releaseIn(text: string, name: string): string {
  const minor = /^\s*kubernetesVersion:\s*["']?v?(\d+\.\d+)/m.exec(text) ?? /(\d+\.\d+)\.ya?ml/.exec(name);
  return minor === null ? "" : `v${minor[1]}`;
}

async function bytesOf(given: string, io: Pick<Io, "cwd" | "env" | "signal"> & Clock): Promise<Uint8Array> {
  if (/^https?:\/\//i.test(given) && URL.canParse(given)) {
    const { status, body } = await fetchUrl(new URL(given), { within, most, io });
    if (status !== 200) throw new FetchError(`the server answers ${status}`);
    return body;
  }
  const signal = AbortSignal.any([io.signal, AbortSignal.timeout(within)]);
  return readBytes(createReadStream(path.resolve(io.cwd, given), { signal }), given, most);
}
