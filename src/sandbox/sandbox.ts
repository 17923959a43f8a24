import type { Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { InputError } from "../errors.ts";
import { apiServer } from "./api/server.ts";
import { Clock } from "./clock.ts";
import type { Cluster } from "./cluster/cluster.ts";
import { Namespaces } from "./cluster/namespaces.ts";
import { seed } from "./cluster/seed.ts";
import { Store } from "./cluster/store.ts";
import type { Images } from "./node/images.ts";
import { Kubelet } from "./node/kubelet.ts";
import { replayPod } from "./replay/pod-replay.ts";
import { loadRecording, type Recording } from "./replay/recording.ts";
import { runSuite } from "./replay/suite.ts";
import { kubeconfig, makeCertificates } from "./tls/certificates.ts";

/** A cluster in this process: a real API in front of a recorded run. */
export interface Sandbox {
  /** YAML with everything that a client needs: the server's address, its authority, and a client certificate with its key. */
  readonly kubeconfig: string;
  /** Ends the server and everything in the cluster. */
  close(): Promise<void>;
}

export interface SandboxOptions {
  /** How much faster than recorded everything happens; 1 is as recorded. */
  readonly speed: number;
  /** The port on 127.0.0.1; by default a free one. */
  readonly port?: number;
  /** Milliseconds since the epoch; by default the wall clock. */
  readonly now?: () => number;
}

/**
 * Starts a cluster on 127.0.0.1 that replays the recorded run when a pod is created with the conformance image of the recorded
 * version.
 * @throws InputError if the port is not available
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const clock = new Clock(options.speed, options.now ?? Date.now);
  const recording = await loadRecording();
  const certificates = makeCertificates(clock.now());
  const cluster = makeCluster(clock, recording, certificates.authority);
  const server = apiServer(cluster, certificates);
  const connections = connectionsOf(server);
  const port = await listen(server, options.port ?? 0);
  return {
    kubeconfig: kubeconfig(certificates, port),
    close() {
      clock.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      connections.close();
      return closed;
    },
  };
}

/** Bun's closeAllConnections misses a connection whose handshake has just ended: the server would never close. */
function connectionsOf(server: Server): { close(): void } {
  const open = new Set<Socket>();
  let closing = false;
  server.on("secureConnection", (socket) => {
    if (closing) socket.destroy();
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  return {
    close() {
      closing = true;
      server.closeAllConnections();
      for (const socket of open) socket.destroy();
    },
  };
}

/** Returns the port. */
function listen(server: Server, wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      const fix = "choose another one, or 0 for a free one";
      reject(
        new InputError(`port ${wanted} of 127.0.0.1 cannot be listened on: ${cause.message}`, { fix, cause }),
      );
    });
    server.listen(wanted, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

function makeCluster(clock: Clock, recording: Recording, authority: string): Cluster {
  const store = new Store(clock);
  const kubelet = new Kubelet(
    store,
    clock,
    conformanceImages(recording, () => cluster),
  );
  const namespaces = new Namespaces(store, clock, kubelet, authority);
  const cluster = { version: recording.version, store, clock, kubelet, namespaces };
  seed(store, clock, namespaces, recording.version);
  for (const pod of recording.standing) replayPod(store, clock, clock.now(), pod);
  store.compact();
  return cluster;
}

/** A registry that has every image except the conformance images of other versions than the recorded one. */
function conformanceImages(recording: Recording, stage: () => Cluster): Images {
  const tagOf = (image: string) => /(?:^|\/)conformance(?:-\w+)?:([^@]+)/.exec(image)?.[1];
  return {
    has: (image) => [undefined, recording.version].includes(tagOf(image)),
    entrypoint: (image) =>
      tagOf(image) === undefined ? undefined : (process) => runSuite(recording, stage(), process),
  };
}
