import type { Cluster } from "../../kube/cluster.ts";
import { AnswerError, apiErrorFrom } from "../../kube/errors.ts";
import { exec } from "../../kube/exec.ts";
import { readText } from "../../kube/transport.ts";
import { RunnerLines } from "../../suite/runner-lines.ts";
import { safe } from "../../text/safe.ts";
import { names, resultsPath } from "../identity.ts";

/** The suite's own log inside the pod. */
export const logFile = `${resultsPath}/e2e.log`;

/** How to read the log: the file through either container, or the container's log through the API. */
export type LogWay = "collector" | "suite" | "api";

export interface LogSession {
  readonly namespace: string;
  /** Bytes that are already here. */
  readonly offset: number;
  /** Whether the file still grows. */
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

/** The bytes of e2e.log from an offset on, for as long as one connection lasts. */
export function openLog(
  cluster: Pick<Cluster, "connection" | "sendOnce" | "signal">,
  way: LogWay,
  session: LogSession,
): AsyncIterable<Uint8Array> {
  if (way === "api") return containerLog(cluster, session);
  return exec(cluster, {
    namespace: session.namespace,
    pod: names.pod,
    container: way === "collector" ? names.collector : names.suite,
    command: ["tail", "-c", `+${session.offset + 1}`, ...(session.follow ? ["-F"] : []), logFile],
    signal: session.signal,
  });
}

/** The container's log from its beginning, without the runner's lines and the bytes that are already here. */
async function* containerLog(
  cluster: Pick<Cluster, "sendOnce">,
  session: LogSession,
): AsyncGenerator<Uint8Array> {
  const path = `/api/v1/namespaces/${session.namespace}/pods/${names.pod}/log`;
  const reply = await cluster.sendOnce({
    method: "GET",
    path,
    query: { container: names.suite, ...(session.follow ? { follow: true } : {}) },
    headers: { Accept: "*/*" },
    signal: session.signal,
    stream: true,
  });
  if (reply.status >= 400) throw apiErrorFrom(reply.status, await readText(reply.body));
  // anything else that answers with 200 is not the log (kubelet: `text/plain`)
  const type = reply.headers["content-type"] ?? "";
  if (!/^text\/plain\b/.test(type)) {
    reply.body.destroy();
    throw new AnswerError(path, `is not a log but ${type === "" ? "of no type" : safe(type.slice(0, 100))}`);
  }
  const lines = new RunnerLines();
  let skip = session.offset;
  const beyond = (bytes: Buffer): Buffer => {
    const fresh = bytes.subarray(Math.min(skip, bytes.length));
    skip -= bytes.length - fresh.length;
    return fresh;
  };
  try {
    for await (const chunk of reply.body) {
      const fresh = beyond(lines.push(chunk));
      if (fresh.length > 0) yield fresh;
    }
    const last = beyond(lines.end());
    if (last.length > 0) yield last;
  } finally {
    reply.body.destroy();
  }
}
