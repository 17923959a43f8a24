import { backoff } from "../async/backoff.ts";
import { firstLine } from "../errors.ts";
import { AnswerError } from "../kube/errors.ts";
import { LineCutter } from "../suite/log/line-cutter.ts";
import { safe } from "../text/safe.ts";
import { FileLines } from "./file-lines.ts";
import type { LogPiece, Reading } from "./journal.ts";
import { askLogs, Cut, headOf, mayCome, type Node, NodeError, type Streamed } from "./kubelet.ts";
import type { Entry } from "./listing.ts";

// bytes that are asked for to find the last lines: so many a line, and then four times as many
const usualLine = 200;
const mostTailBytes = 256 * 1024 * 1024;
// cuts of one file that are survived without a new byte in between
const mostIdle = 3;

/**
 * The file below /var/log to which a unit may log, as the kubelet itself looks for it: `kubelet`, `kubelet.log`, `kubelet/kubelet.log`.
 * @throws as `askLogs`
 */
export async function fileOf(node: Node, unit: string, top: readonly Entry[]): Promise<string | undefined> {
  const plain = [unit, `${unit}.log`].find((name) => top.includes(name));
  if (plain !== undefined || !top.includes(`${unit}/`)) return plain;
  const inside = await entriesOf(node, `${unit}/`);
  return inside?.includes(`${unit}.log`) === true ? `${unit}/${unit}.log` : undefined;
}

/** The entries of a folder below /var/log, which ends with a slash; undefined if it is none. */
export async function entriesOf(node: Node, folder: string): Promise<readonly Entry[] | undefined> {
  const answer = await askLogs(node, folder);
  if (answer.kind === "folder") return answer.entries;
  await headOf(answer.reply.chunks, 0);
  return undefined;
}

// milliseconds between two looks at a file that grows
const every = 2000;

/**
 * Reads a file below /var/log, with the lines that are wanted as far as they can be chosen here. A cut answer is continued at the next
 * byte; a file that is followed and gets shorter was begun anew. Of a folder, whose path is empty or ends with a slash, reads the names.
 * @throws NodeError if there is no such file or it cannot be read, ConnectionError; the signal's reason
 */
export async function* readFile(
  node: Node,
  path: string,
  { wanted, follow }: Reading,
): AsyncGenerator<LogPiece, void> {
  if (path === "" || path.endsWith("/")) {
    const entries = (await entriesOf(node, path)) ?? [];
    yield { kind: "lines", bytes: Buffer.from(entries.map((entry) => `${entry}\n`).join("")) };
    return;
  }
  const { tail, since, until, grep } = wanted;
  const isTailOnly = tail !== undefined && since === undefined && until === undefined && grep === undefined;
  let offset = isTailOnly ? await tailFrom(node, path, tail) : 0;
  const lines = new FileLines(wanted, node.clock.now());
  let failures = 0;
  for (let isFirst = true; isFirst || follow; ) {
    try {
      if (!isFirst && (await sizeOf(node, path)) < offset) offset = 0;
      for await (const chunk of bytesFrom(node, path, offset)) {
        offset += chunk.length;
        const fresh = lines.push(chunk);
        if (fresh.length > 0) yield { kind: "lines", bytes: Buffer.concat(fresh) };
      }
      failures = 0;
    } catch (error) {
      node.signal.throwIfAborted();
      if (isFirst || !mayCome(error)) throw error;
      if (failures === 0) yield { kind: "note", text: `reading it again: ${firstLine(error)}` };
      await node.clock.sleep(backoff(++failures), node.signal);
      continue;
    }
    const rest = follow ? lines.release() : lines.end();
    if (rest.length > 0) yield { kind: "lines", bytes: Buffer.concat(rest) };
    if (follow) await node.clock.sleep(every, node.signal);
    isFirst = false;
  }
  if (lines.hasNoTimes)
    yield { kind: "note", text: `/var/log/${path} has no times that are understood: all of it is here` };
}

async function sizeOf(node: Node, path: string): Promise<number> {
  try {
    const { headers, chunks } = await open(node, path, "bytes=0-0");
    await headOf(chunks, 0);
    return Number(/\/(\d+)$/.exec(headers["content-range"] ?? "")?.[1] ?? Number.POSITIVE_INFINITY);
  } catch (error) {
    // an empty file has no first byte
    if (error instanceof NodeError && error.status === 416) return 0;
    throw error;
  }
}

/**
 * The bytes of a file from an offset to its present end; none if it is not longer.
 * @throws as `readFile`
 */
async function* bytesFrom(node: Node, path: string, from: number): AsyncGenerator<Uint8Array> {
  let offset = from;
  for (let idle = 0; ; ) {
    const before = offset;
    try {
      const reply = await open(node, path, `bytes=${offset}-`);
      // a server without ranges sends all of it
      let skip = reply.status === 206 ? 0 : offset;
      for await (const chunk of reply.chunks) {
        const fresh = chunk.subarray(Math.min(skip, chunk.length));
        skip -= chunk.length - fresh.length;
        offset += fresh.length;
        if (fresh.length > 0) yield fresh;
      }
      return;
    } catch (error) {
      // there is no byte there yet
      if (error instanceof NodeError && error.status === 416) return;
      idle = offset === before ? idle + 1 : 0;
      if (!(error instanceof Cut) || idle === mostIdle) throw error;
    }
  }
}

function isFolder(node: Node, path: string, cause?: unknown): NodeError {
  return new NodeError(`node ${safe(node.name)}: /var/log/${safe(path)} is a folder`, {
    fix: `list it: --path ${safe(path)}/`,
    cause,
  });
}

async function open(node: Node, path: string, range: string): Promise<Streamed> {
  const answer = await askLogs(node, path, { range }).catch((error: unknown) => {
    if (error instanceof NodeError && error.status === 404)
      throw new NodeError(`node ${safe(node.name)} has no file /var/log/${safe(path)}`, {
        status: 404,
        fix: "list the files: --path /",
        cause: error,
      });
    // Go's file server redirects to the name with a slash
    if (error instanceof AnswerError) throw isFolder(node, path, error);
    throw error;
  });
  if (answer.kind === "bytes") return answer.reply;
  throw isFolder(node, path);
}

/** Where the last lines begin. */
async function tailFrom(node: Node, path: string, tail: number): Promise<number> {
  for (let bytes = Math.max(tail, 1) * usualLine; ; bytes *= 4) {
    let reply: Streamed;
    try {
      reply = await open(node, path, `bytes=-${bytes}`);
    } catch (error) {
      // an empty file has no end
      if (error instanceof NodeError && error.status === 416) return 0;
      throw error;
    }
    const [, begin = "0", size = "0"] =
      /^bytes (\d+)-\d+\/(\d+)$/.exec(reply.headers["content-range"] ?? "") ?? [];
    const starts: number[] = [];
    const cutter = new LineCutter();
    let at = Number(begin);
    for await (const chunk of reply.chunks) {
      for (const line of [...cutter.push(chunk)]) {
        starts.push(at);
        at += line.length;
      }
      if (starts.length > tail * 2 + 2) starts.splice(0, starts.length - tail - 1);
    }
    if (at < Number(size) && cutter.end().length > 0) starts.push(at);
    // the first line may be only the end of one
    const isWhole = Number(begin) === 0;
    if (starts.length > tail || isWhole) return tail === 0 ? at : (starts.at(-tail) ?? (isWhole ? 0 : at));
    if (bytes > mostTailBytes) return at;
  }
}
