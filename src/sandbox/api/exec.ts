import { randomBytes } from "node:crypto";
import type { WebSocket } from "ws";
import { internal, type Status } from "../cluster/status.ts";
import type { Running } from "../node/kubelet.ts";
import { findProgram, type Streams } from "../node/programs.ts";

/** The supported protocols, best first. */
export const protocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"];

/** The first byte of a message names its channel; stdin (0) and v5's closing of it (255) arrive and are ignored. */
const channel = { stdout: 1, stderr: 2, error: 3 } as const;

const messageBytes = 32 * 1024;

/** Runs a program in a container, with its streams over a WebSocket; the last message says how it ended. */
export async function exec(
  socket: WebSocket,
  { results, killed, interrupted }: Running,
  command: readonly string[],
): Promise<void> {
  const gone = new AbortController();
  socket.on("close", () => gone.abort());
  socket.on("error", () => gone.abort());
  const send = async (to: number, bytes: Uint8Array) => {
    for (let from = 0; from < bytes.length && !gone.signal.aborted; from += messageBytes) {
      await sendMessage(socket, Buffer.concat([Buffer.of(to), bytes.subarray(from, from + messageBytes)]));
    }
  };
  const status = await run(command, {
    results,
    stdout: (bytes) => send(channel.stdout, bytes),
    stderr: (text) => send(channel.stderr, Buffer.from(text)),
    interrupt: () => interrupted.abort(),
    signal: AbortSignal.any([gone.signal, killed.signal]),
  });
  await send(channel.error, Buffer.from(JSON.stringify(status)));
  socket.close(1000);
}

/** The status as the kubelet and containerd phrase it. */
async function run(command: readonly string[], streams: Streams): Promise<unknown> {
  const [name = "", ...args] = command;
  const program = findProgram(name);
  if (program === undefined) {
    const why = name.includes("/")
      ? `stat ${name}: no such file or directory`
      : "executable file not found in $PATH";
    const start = `OCI runtime exec failed: exec failed: unable to start container process: exec: "${name}": ${why}`;
    const id = randomBytes(32).toString("hex");
    return internal(
      `error executing command in container: failed to exec in container: failed to start exec "${id}": ${start}: unknown`,
    ).status;
  }
  const code = await program(args, streams);
  return code === 0 ? { metadata: {}, status: "Success" } : nonZero(command, code);
}

function nonZero(command: readonly string[], code: number): Omit<Status, "kind" | "apiVersion"> {
  const what = `error executing command [${command.join(" ")}], exit code ${code}`;
  return {
    metadata: {},
    status: "Failure",
    message: `command terminated with non-zero exit code: ${what}`,
    reason: "NonZeroExitCode",
    details: { causes: [{ reason: "ExitCode", message: String(code) }] },
  };
}

/** Resolves when the message is on its way, so that a large file is not queued as a whole. */
function sendMessage(socket: WebSocket, message: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    socket.once("close", resolve);
    socket.send(message, () => {
      socket.off("close", resolve);
      resolve();
    });
  });
}
