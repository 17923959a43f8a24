import { createReadStream } from "node:fs";
import path from "node:path";
import type { Clock } from "../../async/paced.ts";
import { UserError } from "../../errors.ts";
import { readBytes } from "../../net/bytes.ts";
import { FetchError, fetchUrl } from "../../net/fetch.ts";
import type { Io } from "../../process/io.ts";
import { goTrim } from "../../text/go-space.ts";
import { fieldsOf, resolved } from "../../text/go-yaml/decode.ts";
import { YamlFault } from "../../text/go-yaml/fault.ts";
import { readNodes, type YamlNode } from "../../text/go-yaml/nodes.ts";
import { systemWords } from "../../text/system-words.ts";

/** Where the validator gets the names of CNCF's members. */
export const landscapeUrl = "https://raw.githubusercontent.com/cncf/landscape/master/landscape.yml";

// it has 3 MB
const most = 32 * 1024 * 1024;
const within = 60_000;

/** The members' names, or why they are not known. */
export type Members =
  | { readonly kind: "known"; readonly names: ReadonlySet<string> }
  | { readonly kind: "unknown"; readonly why: string };

/** Reads the members from landscape.yml: a URL, or a file. Throws the signal's reason, and nothing else. */
export async function readMembers(
  given: string,
  io: Pick<Io, "cwd" | "env" | "signal"> & Clock,
): Promise<Members> {
  try {
    const names = membersOf(await bytesOf(given, io));
    return names === undefined
      ? { kind: "unknown", why: "could not find 'CNCF Members' category in landscape data" }
      : { kind: "known", names };
  } catch (error) {
    io.signal.throwIfAborted();
    if (error instanceof YamlFault) return { kind: "unknown", why: `line ${error.line}: ${error.message}` };
    return { kind: "unknown", why: error instanceof UserError ? error.message : systemWords(error) };
  }
}

async function bytesOf(given: string, io: Pick<Io, "cwd" | "env" | "signal"> & Clock): Promise<Uint8Array> {
  if (!/^https?:\/\//i.test(given) || !URL.canParse(given)) {
    const timeout = AbortSignal.timeout(within);
    const stream = createReadStream(path.resolve(io.cwd, given), {
      signal: AbortSignal.any([io.signal, timeout]),
    });
    return readBytes(stream, given, most);
  }
  const { status, body } = await fetchUrl(new URL(given), { within, most, io });
  if (status !== 200) throw new FetchError(`the server answers ${status}`);
  return body;
}

/** The names in the landscape's category «CNCF Members», without what they end with there; undefined if it has no such category. */
export function membersOf(bytes: Uint8Array): ReadonlySet<string> | undefined {
  const root = readNodes(bytes);
  const category = items(root, "landscape").find((one) => text(one, "name") === "CNCF Members");
  if (category === undefined) return undefined;
  const names = items(category, "subcategories")
    .flatMap((sub) => items(sub, "items"))
    .map((item) => text(item, "name") ?? "")
    .map((name) => goTrim(name.replace(/ \(member\)$/, "").replace(/ \(supporter\)$/, "")));
  return new Set(names.filter((name) => name !== ""));
}

function field(node: YamlNode | undefined, name: string) {
  const target = node && resolved(node);
  return target?.kind === "mapping" ? fieldsOf(target).fields.get(name)?.value : undefined;
}

function items(node: YamlNode | undefined, name: string): readonly YamlNode[] {
  const found = field(node, name);
  return found?.kind === "sequence" ? found.items : [];
}

function text(node: YamlNode, name: string): string | undefined {
  const found = field(node, name);
  return found?.kind === "scalar" ? found.value : undefined;
}
