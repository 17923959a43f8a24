import path from "node:path";
import type { Cluster, Context, User } from "@kubernetes/client-node";
import { decodeText } from "../text/decode.ts";
import { readKubectlYaml } from "../text/kubectl-yaml.ts";
import { type Fields, fieldsOf, listOf, mapOf, switchOf, textListOf, textOf, textsOf } from "./fields.ts";

/** A credential plugin as a kubeconfig describes it (client-go `tools/clientcmd/api/v1/types.go`, `ExecConfig`). */
export interface ExecEntry {
  readonly apiVersion: string | undefined;
  readonly command: string | undefined;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly installHint: string | undefined;
  readonly provideClusterInfo: boolean;
  readonly interactiveMode: string | undefined;
}

/** What a kubeconfig's user contains in addition to what the client library knows. */
export interface UserExtras {
  /** The file that contains the user. */
  readonly origin: string;
  readonly tokenFile: string | undefined;
  readonly exec: ExecEntry | undefined;
  readonly authProvider:
    | { readonly name: string; readonly config: Readonly<Record<string, string>> }
    | undefined;
  readonly asUid: string | undefined;
  readonly asGroups: readonly string[];
  readonly asUserExtra: Readonly<Record<string, readonly string[]>>;
}

/** What a kubeconfig's cluster contains in addition to what the client library knows. */
export interface ClusterExtras {
  readonly disableCompression: boolean;
  /** Its configuration for credential plugins, in any form: the extension `client.authentication.k8s.io/exec`. */
  readonly execConfig: unknown;
}

/** One kubeconfig, with the paths in it made absolute. */
export interface KubeConfigFile {
  readonly currentContext: string | undefined;
  readonly clusters: readonly { readonly entry: Cluster; readonly extras: ClusterExtras }[];
  readonly users: readonly { readonly entry: User; readonly extras: UserExtras }[];
  readonly contexts: readonly Context[];
}

// characters; five hundred clusters with their certificates have about three million
export const mostKubeConfig = 16 * 1024 * 1024;

/**
 * Reads a kubeconfig by kubectl's rules (client-go `tools/clientcmd/loader.go`): unknown fields are ignored, a field of the wrong type
 * is an error, and no entry may be listed twice.
 * @throws Error with a message that follows the file's name
 */
export function parseKubeConfig(bytes: Uint8Array, file: string): KubeConfigFile {
  const yaml = readKubectlYaml(decodeText(bytes), mostKubeConfig);
  if (yaml.kind === "unreadable") throw new Error(`line ${yaml.line}: ${yaml.why}`);
  const whole = fieldsOf(readValue(yaml.document), "");
  const kind = textOf(whole, "kind", "") ?? "Config";
  if (kind !== "" && kind !== "Config") throw new Error(`it is not a kubeconfig, but a ${kind}`);
  const folder = path.dirname(file);
  return {
    currentContext: textOf(whole, "current-context", ""),
    clusters: named(whole, "clusters", "cluster").map(([name, fields, where]) => ({
      entry: clusterOf(name, fields, where, folder),
      extras: clusterExtras(fields, where),
    })),
    users: named(whole, "users", "user").map(([name, fields, where]) => ({
      entry: userOf(name, fields, where, folder),
      extras: userExtras(fields, where, file),
    })),
    contexts: named(whole, "contexts", "context").map(([name, fields, where]) => {
      const namespace = textOf(fields, "namespace", where);
      return {
        name,
        cluster: textOf(fields, "cluster", where) ?? "",
        user: textOf(fields, "user", where) ?? "",
        ...(namespace === undefined ? {} : { namespace }),
      };
    }),
  };
}

function readValue(document: { toJS(): unknown }): unknown {
  try {
    return document.toJS() ?? {};
  } catch {
    throw new Error("it refers to its own parts too often");
  }
}

function clusterOf(name: string, fields: Fields, where: string, folder: string): Cluster {
  return given({
    name,
    server: textOf(fields, "server", where) ?? "",
    caData: textOf(fields, "certificate-authority-data", where),
    caFile: pathOf(fields, "certificate-authority", where, folder),
    skipTLSVerify: switchOf(fields, "insecure-skip-tls-verify", where),
    tlsServerName: textOf(fields, "tls-server-name", where),
    proxyUrl: textOf(fields, "proxy-url", where),
  });
}

function clusterExtras(fields: Fields, where: string): ClusterExtras {
  const extensions = named(fields, "extensions", "extension", where, false);
  return {
    disableCompression: switchOf(fields, "disable-compression", where),
    execConfig: extensions.find(([name]) => name === "client.authentication.k8s.io/exec")?.[3],
  };
}

function userOf(name: string, fields: Fields, where: string, folder: string): User {
  return given({
    name,
    token: textOf(fields, "token", where),
    username: textOf(fields, "username", where),
    password: textOf(fields, "password", where),
    certData: textOf(fields, "client-certificate-data", where),
    certFile: pathOf(fields, "client-certificate", where, folder),
    keyData: textOf(fields, "client-key-data", where),
    keyFile: pathOf(fields, "client-key", where, folder),
    impersonateUser: textOf(fields, "as", where),
  });
}

function userExtras(fields: Fields, where: string, file: string): UserExtras {
  const provider = mapOf(fields, "auth-provider", where);
  return {
    origin: file,
    tokenFile: pathOf(fields, "tokenFile", where, path.dirname(file)),
    exec: execOf(mapOf(fields, "exec", where), `${where}.exec`, path.dirname(file)),
    authProvider: provider && {
      name: textOf(provider, "name", `${where}.auth-provider`) ?? "",
      config: textsOf(mapOf(provider, "config", `${where}.auth-provider`), `${where}.auth-provider.config`),
    },
    asUid: textOf(fields, "as-uid", where),
    asGroups: textListOf(fields, "as-groups", where),
    asUserExtra: asExtraOf(mapOf(fields, "as-user-extra", where) ?? {}, `${where}.as-user-extra`),
  };
}

function asExtraOf(fields: Fields, where: string): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.keys(fields).map((key) => [key, textListOf(fields, key, where)]));
}

function execOf(fields: Fields | undefined, where: string, folder: string): ExecEntry | undefined {
  if (fields === undefined) return undefined;
  const command = textOf(fields, "command", where);
  const isPath = command?.includes("/") === true || command?.includes(path.sep) === true;
  return {
    apiVersion: textOf(fields, "apiVersion", where),
    // a plain name is looked up in PATH
    command: command !== undefined && isPath ? path.resolve(folder, command) : command,
    args: textListOf(fields, "args", where),
    env: listOf(fields, "env", where).map((pair, index) => {
      const place = `${where}.env[${index}]`;
      const variable = fieldsOf(pair, place);
      return { name: textOf(variable, "name", place) ?? "", value: textOf(variable, "value", place) ?? "" };
    }),
    installHint: textOf(fields, "installHint", where),
    provideClusterInfo: switchOf(fields, "provideClusterInfo", where),
    interactiveMode: textOf(fields, "interactiveMode", where),
  };
}

/** The entries of a list whose entries have names, with their fields, their place, and what they contain. */
function named(
  whole: Fields,
  list: string,
  field: string,
  above = "",
  isOfFields = true,
): (readonly [name: string, fields: Fields, where: string, value: unknown])[] {
  const seen = new Set<string>();
  return listOf(whole, list, above).map((item, index) => {
    const place = `${above && `${above}.`}${list}[${index}]`;
    const entry = fieldsOf(item ?? {}, place);
    const name = textOf(entry, "name", place) ?? "";
    if (seen.has(name))
      throw new Error(`${list} lists ${name === "" ? "two without a name" : `${name} twice`}`);
    seen.add(name);
    const value = entry[field];
    const where = `${place}.${field}`;
    return [name, isOfFields ? fieldsOf(value ?? {}, where) : {}, where, value] as const;
  });
}

function pathOf(fields: Fields, key: string, where: string, folder: string): string | undefined {
  const value = textOf(fields, key, where);
  return value === undefined || value === "" ? undefined : path.resolve(folder, value);
}

/** Without fields that are missing or empty. */
function given<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
