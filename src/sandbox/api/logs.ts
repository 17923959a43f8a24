import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { Cluster } from "../cluster/cluster.ts";
import { badRequest } from "../cluster/status.ts";
import type { Growing } from "../node/files.ts";
import { findContainer } from "./container.ts";
import { flag, number, type Target } from "./request.ts";

const newline = 10;

/** Streams a container's log. @throws ApiError 400, 404 */
export async function logs(
  cluster: Cluster,
  target: Target,
  query: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  const { pod, container, running, state } = findContainer(cluster, target, query);
  const about = `container "${container}" in pod "${pod.metadata.name}"`;
  if (flag(query, "previous")) throw badRequest(`previous terminated ${about} not found`);
  const log = running?.logs.get(container);
  if (log === undefined || state === undefined || state.waiting !== undefined) {
    throw badRequest(`${about} is waiting to start: ${waitingFor(state?.waiting?.reason)}`);
  }
  const start = Math.max(
    sinceOffset(log, query, cluster.clock.now()),
    tailOffset(log, number(query, "tailLines")),
  );
  const limit = number(query, "limitBytes") ?? Number.POSITIVE_INFINITY;
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  response.writeHead(200, { "content-type": "text/plain" });
  response.flushHeaders();
  let at = start;
  let sent = 0;
  const stamped = flag(query, "timestamps");
  while (!gone.signal.aborted && sent < limit) {
    for (const piece of log.written) {
      const bytes = piece.bytes.subarray(Math.max(0, at - piece.start));
      if (bytes.length === 0 || gone.signal.aborted) continue;
      at = piece.start + piece.bytes.length;
      const text = (stamped ? stamp(bytes, piece.at) : bytes).subarray(0, limit - sent);
      sent += text.length;
      if (!response.write(text)) await once(response, "drain", gone).catch(() => undefined);
    }
    if (!flag(query, "follow") || (log.ended && at >= log.size)) break;
    if (at >= log.size) await log.grown.next(gone.signal);
  }
  response.end();
}

/** Where the lines written at or after a time begin. */
function sinceOffset(log: Growing, query: URLSearchParams, now: number): number {
  const seconds = number(query, "sinceSeconds");
  const time = query.get("sinceTime");
  if (seconds === undefined && time === null) return 0;
  // The kubelet gets whole seconds.
  const since = time === null ? now - (seconds ?? 0) * 1000 : Math.floor(Date.parse(time) / 1000) * 1000;
  if (Number.isNaN(since)) throw badRequest(`parsing time ${JSON.stringify(time)}: cannot parse`);
  return log.written.find((piece) => piece.at >= since)?.start ?? log.size;
}

/** Where the last lines begin. */
function tailOffset(log: Growing, lines: number | undefined): number {
  if (lines === undefined) return 0;
  let left = lines;
  for (const { start, bytes } of log.written.toReversed()) {
    for (let i = bytes.length - 1; i >= 0; i -= 1) {
      if (bytes[i] !== newline) continue;
      if (left === 0) return start + i + 1;
      left -= 1;
    }
  }
  return left >= 0 && lines > 0 ? 0 : log.size;
}

/** Each line with the time at which it was written; nanoseconds make the times distinct. */
function stamp(bytes: Uint8Array, at: number): Buffer {
  const second = new Date(at).toISOString().slice(0, -1);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  const lines = text.replace(/\n$/, "").split("\n");
  return Buffer.from(
    lines.map((line, i) => `${second}${String(i % 1e6).padStart(6, "0")}Z ${line}\n`).join(""),
  );
}

function waitingFor(reason: string | undefined): string {
  if (reason === "ErrImagePull") return "image can't be pulled";
  if (reason === "ImagePullBackOff") return "trying and failing to pull image";
  return reason ?? "ContainerCreating";
}
