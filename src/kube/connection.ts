import path from "node:path";
import type { Cluster, Context } from "@kubernetes/client-node";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { InputError } from "../errors.ts";
import { type ProxyServer, proxyTo } from "../net/proxy.ts";
import type { Io } from "../process/io.ts";
import { parseDuration } from "../text/duration.ts";
import { redactText } from "../text/redact.ts";
import { impersonation } from "./credentials/impersonation.ts";
import { checkAuthority } from "./credentials/pem.ts";
import { type CredentialPlugin, credentialPlugin } from "./credentials/plugin.ts";
import { chooseUser, readable } from "./credentials/user.ts";
import type { ConnectionFlags } from "./flags.ts";
import { loadKubeConfig } from "./kubeconfig.ts";

/** How to reach one API server as one user. */
export interface Connection {
  readonly kubeConfig: KubeConfig;
  readonly server: string;
  readonly context: string;
  /** Headers of impersonation, and whatever else goes with each request. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** Milliseconds that one request may take; 0 is no bound. */
  readonly requestTimeout: number;
  readonly compression: boolean;
  /** The one that the requests go through, if any; `kubeConfig` knows it too. */
  readonly proxy?: ProxyServer | undefined;
  /** The user's credential plugin, if any; `kubeConfig` does not know of it. */
  readonly plugin?: CredentialPlugin | undefined;
}

/** Where `stderr` is given, what a credential plugin says while it waits for a person goes there. */
export type ConnectionIo = Pick<Io, "env" | "cwd"> & Partial<Pick<Io, "stderr">>;

/**
 * Finds the server and the credentials as kubectl does: `--kubeconfig`, else the files of `KUBECONFIG` (the first value
 * wins, missing files are passed over), else `~/.kube/config`, else the service account of the pod it runs in; then the flags over it.
 * @throws InputError naming the file or flag that cannot be used
 */
export function connect(flags: ConnectionFlags, io: ConnectionIo): Connection {
  const { kubeConfig, extras } = loadKubeConfig(flags.kubeconfig, flags.server !== undefined, io);
  const context = chooseContext(kubeConfig, flags);
  const found = chooseCluster(kubeConfig, context, flags, io);
  const proxy = proxyTo(found.server, found, io.env);
  const cluster = proxy === undefined ? found : { ...found, proxyUrl: proxy.url };
  checkAuthority(cluster);
  const user = chooseUser(kubeConfig, context, flags, io, extras);
  const chosen = new KubeConfig();
  chosen.loadFromOptions({
    clusters: [cluster],
    // the library's own way with plugins tells none of their faults
    users: [user.exec ? { ...user, exec: undefined, authProvider: undefined } : user],
    contexts: [{ name: context.name, cluster: cluster.name, user: user.name }],
    currentContext: context.name,
  });
  return {
    kubeConfig: chosen,
    server: cluster.server,
    context: context.name,
    headers: impersonation(flags, user, extras.get(user.name)),
    requestTimeout: requestTimeout(flags.requestTimeout ?? "0"),
    compression: flags.disableCompression !== true,
    proxy,
    plugin: user.exec ? credentialPlugin(user, io.env, (line) => say(line, io)) : undefined,
  };
}

function say(line: string, { stderr, env }: ConnectionIo): void {
  // a progress bar may stand where it goes
  const rest = stderr?.isTTY === true && env.TERM !== "dumb" ? "\x1b[K" : "";
  stderr?.write(`${line}${rest}\n`);
}

function chooseContext(kubeConfig: KubeConfig, flags: ConnectionFlags): Context {
  const name = flags.context ?? kubeConfig.currentContext;
  const context = name ? kubeConfig.getContextObject(name) : null;
  if (context) return context;
  if (flags.context !== undefined) {
    const known = kubeConfig.contexts.map((entry) => entry.name).join(", ");
    throw new InputError(`--context ${flags.context}: no such context`, {
      fix: known === "" ? "the kubeconfig has no contexts" : `choose one of: ${known}`,
    });
  }
  if (flags.server !== undefined || flags.cluster !== undefined) {
    return { name: "flags", cluster: flags.cluster ?? "", user: flags.user ?? "" };
  }
  throw new InputError("the kubeconfig has no current context", {
    fix: "choose one with --context NAME, or: kubectl config use-context NAME",
  });
}

function chooseCluster(
  kubeConfig: KubeConfig,
  context: Context,
  flags: ConnectionFlags,
  io: Pick<Io, "cwd">,
): Cluster {
  const name = flags.cluster ?? context.cluster;
  const found = kubeConfig.getCluster(name);
  if (!found && (flags.server === undefined || flags.cluster !== undefined)) {
    throw new InputError(
      flags.cluster === undefined
        ? `context ${context.name} names the cluster ${name}, which the kubeconfig does not have`
        : `--cluster ${name}: no such cluster in the kubeconfig`,
    );
  }
  const server = flags.server ?? found?.server ?? "";
  if (!/^https?:\/\/[^/]/.test(server) || !URL.canParse(server)) {
    throw new InputError(
      `${flags.server === undefined ? `cluster ${name}: server` : "--server"} ${redactText(server)}: not an http(s) URL`,
    );
  }
  const insecure = flags.insecureSkipTlsVerify ?? found?.skipTLSVerify ?? false;
  const { caData, caFile, ...rest } = found ?? { name: name || "flags", server, skipTLSVerify: false };
  const authority =
    flags.certificateAuthority !== undefined
      ? { caFile: readable(path.resolve(io.cwd, flags.certificateAuthority), "--certificate-authority") }
      : caData
        ? { caData }
        : { ...(caFile ? { caFile } : {}) };
  return {
    ...rest,
    ...authority,
    name: rest.name,
    server: server.replace(/\/+$/, ""),
    // without TLS there is nothing to verify; the library refuses http unless it is told so
    skipTLSVerify: insecure || server.startsWith("http:"),
    ...(flags.tlsServerName === undefined ? {} : { tlsServerName: flags.tlsServerName }),
  };
}

function requestTimeout(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new InputError(
    `--request-timeout ${text}: Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)`,
  );
}
