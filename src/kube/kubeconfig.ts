import { existsSync } from "node:fs";
import { isIPv6 } from "node:net";
import path from "node:path";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { InputError } from "../errors.ts";
import { homeFolder } from "../process/home.ts";
import type { Io } from "../process/io.ts";
import { readSmall } from "../process/read-small.ts";
import { readingProblem } from "./credentials/pem.ts";
import {
  type ClusterExtras,
  type KubeConfigFile,
  mostKubeConfig,
  parseKubeConfig,
  type UserExtras,
} from "./kubeconfig-file.ts";

export interface LoadedKubeConfig {
  readonly kubeConfig: KubeConfig;
  /** By the user's name. */
  readonly users: ReadonlyMap<string, UserExtras>;
  /** By the cluster's name. */
  readonly clusters: ReadonlyMap<string, ClusterExtras>;
}

const serviceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * Reads `file`, or whatever `KUBECONFIG` and the home folder have, or the service account of the pod that this runs in.
 * With `serverGiven`, no file needs to exist.
 * @throws InputError naming the file that cannot be read
 */
export function loadKubeConfig(
  file: string | undefined,
  serverGiven: boolean,
  io: Pick<Io, "env" | "cwd">,
): LoadedKubeConfig {
  if (file !== undefined && file !== "")
    return merged([readFile(path.resolve(io.cwd, file), "--kubeconfig")]);
  const listed = (io.env.KUBECONFIG ?? "").split(path.delimiter).filter((name) => name !== "");
  const standard = path.join(homeFolder(io), ".kube", "config");
  const files = (listed.length > 0 ? listed : [standard])
    .map((name) => path.resolve(io.cwd, name))
    .filter((name) => existsSync(name))
    .map((name) => readFile(name, listed.length > 0 ? "KUBECONFIG" : "kubeconfig"));
  if (serverGiven || files.some((one) => one.contexts.length + one.clusters.length + one.users.length > 0)) {
    return merged(files);
  }
  const ofPod = podAccount(io.env);
  if (ofPod !== undefined) return ofPod;
  // kubectl would try localhost:8080 then
  if (files.length > 0) return merged(files);
  throw new InputError(
    listed.length > 0
      ? `KUBECONFIG names no file that exists: ${listed.join(path.delimiter)}`
      : `no kubeconfig: neither --kubeconfig nor KUBECONFIG is given, and ${standard} does not exist`,
    {
      fix: "name a kubeconfig with --kubeconfig FILE, or try without a cluster: kubectl conformance run --sandbox",
    },
  );
}

function readFile(file: string, origin: string): KubeConfigFile {
  try {
    return parseKubeConfig(readSmall(file, mostKubeConfig), file);
  } catch (error) {
    const isFolder = error instanceof Error && "code" in error && error.code === "EISDIR";
    const fix = isFolder
      ? "name the file in it"
      : "name a kubeconfig that kubectl reads; check it with: kubectl config view";
    throw new InputError(`${origin} ${file} cannot be read: ${readingProblem(error)}`, { fix, cause: error });
  }
}

/** Merges several kubeconfigs; of entries with the same name, the first counts. */
function merged(files: readonly KubeConfigFile[]): LoadedKubeConfig {
  const kubeConfig = new KubeConfig();
  const users = new Map<string, UserExtras>();
  const clusters = new Map<string, ClusterExtras>();
  const known = new Set<string>();
  for (const file of files) {
    for (const { entry, extras } of file.clusters) {
      if (clusters.has(entry.name)) continue;
      kubeConfig.addCluster(entry);
      clusters.set(entry.name, extras);
    }
    for (const { entry, extras } of file.users) {
      if (users.has(entry.name)) continue;
      kubeConfig.addUser(entry);
      users.set(entry.name, extras);
    }
    for (const context of file.contexts) {
      if (known.has(context.name)) continue;
      kubeConfig.addContext(context);
      known.add(context.name);
    }
    if (!kubeConfig.currentContext && file.currentContext) kubeConfig.setCurrentContext(file.currentContext);
  }
  return { kubeConfig, users, clusters };
}

/** The account of the pod that this runs in, if it runs in one (client-go `rest/config.go`, `InClusterConfig`). */
function podAccount(env: Io["env"]): LoadedKubeConfig | undefined {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  if (!host || !port || !existsSync(`${serviceAccount}/token`)) return undefined;
  const name = "in-cluster";
  return merged([
    {
      currentContext: name,
      clusters: [
        {
          entry: {
            name,
            server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
            caFile: `${serviceAccount}/ca.crt`,
            skipTLSVerify: false,
          },
          extras: { disableCompression: false, execConfig: undefined },
        },
      ],
      users: [
        {
          entry: { name },
          extras: {
            origin: serviceAccount,
            tokenFile: `${serviceAccount}/token`,
            exec: undefined,
            authProvider: undefined,
            asUid: undefined,
            asGroups: [],
            asUserExtra: {},
          },
        },
      ],
      contexts: [{ name, cluster: name, user: name }],
    },
  ]);
}
