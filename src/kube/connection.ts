import path from "node:path";
import type { Cluster, Context, User } from "@kubernetes/client-node";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { InputError } from "../errors.ts";
import { type ProxyServer, proxyTo } from "../net/proxy.ts";
import type { Io } from "../process/io.ts";
import { requestTimeout, serverUrl } from "./connection-values.ts";
import { impersonation } from "./credentials/impersonation.ts";
import { oidcTokens } from "./credentials/oidc.ts";
import { readAuthority } from "./credentials/pem.ts";
import { credentialPlugin } from "./credentials/plugin.ts";
import type { CredentialSource } from "./credentials/source.ts";
import { tokenFile } from "./credentials/token-file.ts";
import { chooseUser, type Method, readable } from "./credentials/user.ts";
import type { ConnectionFlags } from "./flags.ts";
import { loadKubeConfig } from "./kubeconfig.ts";
import { type Trace, traceOf } from "./trace.ts";

/** How to reach one API server as one user. */
export interface Connection {
  readonly kubeConfig: KubeConfig;
  readonly server: string;
  readonly context: string;
  /** Headers for impersonation, and everything else that goes with each request. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** Milliseconds that one request may take; 0 means no limit. */
  readonly requestTimeout: number;
  readonly compression: boolean;
  /** Where requests and answers are shown, if they are. */
  readonly trace?: Trace | undefined;
  /** The proxy that requests go through, if any; `kubeConfig` has it too. */
  readonly proxy?: ProxyServer | undefined;
  /** The source of the user's credentials, if they are not only in the kubeconfig; `kubeConfig` does not know about it. */
  readonly credentials?: CredentialSource | undefined;
}

/**
 * If `stderr` is given, it gets what a credential plugin prints while it waits for a person; if standard input is a terminal, the plugin
 * may ask the person directly.
 */
export type ConnectionIo = Pick<Io, "env" | "cwd"> & Partial<Pick<Io, "stderr" | "stdinIsTerminal">>;

/**
 * Finds the server and the credentials as kubectl does: `--kubeconfig`, otherwise the files in `KUBECONFIG` (the first value
 * wins, missing files are ignored), otherwise `~/.kube/config`, otherwise the service account of the pod it runs in; then the flags override them.
 * @throws InputError naming the file or flag that cannot be used
 */
export function connect(flags: ConnectionFlags, io: ConnectionIo): Connection {
  const { kubeConfig, users, clusters } = loadKubeConfig(flags.kubeconfig, flags.server !== undefined, io);
  const context = chooseContext(kubeConfig, flags);
  const found = chooseCluster(kubeConfig, context, flags, io);
  const proxy = proxyTo(found.server, found, io.env);
  const cluster = proxy === undefined ? found : { ...found, proxyUrl: proxy.url };
  const ca = readAuthority(cluster);
  // kubectl sends no credentials where everybody on the way can read them (client-go `clientcmd/client_config.go`)
  const isReadable = cluster.server.startsWith("http:");
  const { user, method } = isReadable
    ? { user: bareUser(kubeConfig, context, flags), method: { kind: "static" } as const }
    : chooseUser(kubeConfig, context, flags, io, users);
  const chosen = new KubeConfig();
  chosen.loadFromOptions({
    clusters: [cluster],
    users: [user],
    contexts: [{ name: context.name, cluster: cluster.name, user: user.name }],
    currentContext: context.name,
  });
  const { disableCompression = false, execConfig } = clusters.get(cluster.name) ?? {};
  const compression = flags.disableCompression !== true && !disableCompression;
  return {
    kubeConfig: chosen,
    server: cluster.server,
    context: context.name,
    headers: impersonation(flags, user, users.get(user.name)),
    requestTimeout: requestTimeout(flags.requestTimeout ?? "0"),
    compression,
    trace: traceOf(flags.v, (line) => say(line, io)),
    proxy,
    credentials: credentialsOf(user.name, method, io, () => ({
      server: cluster.server,
      ...(cluster.tlsServerName ? { "tls-server-name": cluster.tlsServerName } : {}),
      ...(cluster.skipTLSVerify ? { "insecure-skip-tls-verify": true } : {}),
      ...(ca === undefined
        ? {}
        : { "certificate-authority-data": Buffer.from(ca, "latin1").toString("base64") }),
      // only the kubeconfig's own proxy: a plugin sees the environment's itself
      ...(found.proxyUrl ? { "proxy-url": found.proxyUrl } : {}),
      ...(compression ? {} : { "disable-compression": true }),
      ...(execConfig === undefined ? {} : { config: execConfig }),
    })),
  };
}

/** The user's name, and whom they impersonate. */
function bareUser(kubeConfig: KubeConfig, context: Context, flags: ConnectionFlags): User {
  const name = flags.user ?? context.user;
  const impersonateUser = kubeConfig.getUser(name)?.impersonateUser;
  return { name: name || "flags", ...(impersonateUser === undefined ? {} : { impersonateUser }) };
}

/** `cluster` is what a plugin receives about it (client-go `pkg/apis/clientauthentication/v1/types.go`, `Cluster`). */
function credentialsOf(
  name: string,
  method: Method,
  io: ConnectionIo,
  cluster: () => object,
): CredentialSource | undefined {
  const own = { env: io.env, say: (line: string) => say(line, io) };
  switch (method.kind) {
    case "exec":
      return credentialPlugin(name, method.exec, cluster, {
        ...own,
        isTerminal: io.stdinIsTerminal === true,
      });
    case "oidc":
      return oidcTokens({ name, config: method.config, origin: method.origin }, own);
    case "token-file":
      return tokenFile(name, method.file);
    case "static":
      return undefined;
  }
}

function say(line: string, { stderr, env }: ConnectionIo): void {
  // a progress bar may be there
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
  const known = kubeConfig.contexts.map((entry) => entry.name).join(", ");
  if (name && known !== "") {
    throw new InputError(`the kubeconfig's current-context ${name} is not one of its contexts: ${known}`, {
      fix: "choose one with --context NAME, or: kubectl config use-context NAME",
    });
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
        ? `context ${context.name} names ${name === "" ? "no cluster" : `the cluster ${name}, which the kubeconfig does not have`}`
        : `--cluster ${name}: no such cluster in the kubeconfig`,
    );
  }
  const server = serverUrl(
    flags.server ?? found?.server ?? "",
    flags.server === undefined ? `cluster ${name}: server` : "--server",
  );
  const isLocked = flags.certificateAuthority !== undefined;
  const insecure = flags.insecureSkipTlsVerify ?? (isLocked ? false : (found?.skipTLSVerify ?? false));
  const { caData, caFile, tlsServerName, ...rest } = found ?? {
    name: name || "flags",
    server,
    skipTLSVerify: false,
  };
  const ofFile = caData ? { caData } : { ...(caFile ? { caFile } : {}) };
  if (insecure && flags.insecureSkipTlsVerify !== true && (caData || caFile)) {
    throw new InputError(`cluster ${name}: has both a certificate-authority and insecure-skip-tls-verify`, {
      fix: `choose whether its certificate is checked: kubectl config unset clusters.${name}.insecure-skip-tls-verify`,
    });
  }
  const authority =
    flags.certificateAuthority !== undefined
      ? { caFile: readable(path.resolve(io.cwd, flags.certificateAuthority), "--certificate-authority") }
      : flags.insecureSkipTlsVerify === true
        ? {}
        : ofFile;
  // the name in the kubeconfig belongs to the server in the kubeconfig
  const nameOf = flags.tlsServerName ?? (flags.server === undefined ? tlsServerName : undefined);
  return {
    ...rest,
    ...authority,
    name: rest.name,
    server,
    // without TLS there is nothing to verify; the library refuses http otherwise
    skipTLSVerify: insecure || server.startsWith("http:"),
    ...(nameOf === undefined ? {} : { tlsServerName: nameOf }),
  };
}
