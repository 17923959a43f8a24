import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { User } from "@kubernetes/client-node";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { parse } from "yaml";
import { InputError } from "../errors.ts";
import { homeFolder } from "../process/home.ts";
import type { Io } from "../process/io.ts";
import { readingProblem } from "./credentials/pem.ts";

/** What a kubeconfig's user may hold beyond what the client library reads. */
export interface UserExtras {
  readonly tokenFile?: string;
  readonly "as-uid"?: string;
  readonly "as-groups"?: readonly string[];
  readonly "as-user-extra"?: Readonly<Record<string, readonly string[]>>;
}

interface RawUser {
  readonly name?: string;
  readonly user?: UserExtras;
}

export interface LoadedKubeConfig {
  readonly kubeConfig: KubeConfig;
  /** By the user's name. */
  readonly extras: ReadonlyMap<string, UserExtras>;
}

const inClusterToken = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/**
 * Reads `file`, or what `KUBECONFIG` and the home folder offer, or the service account of the pod this runs in.
 * With `serverGiven` no file needs to exist.
 * @throws InputError naming the file that cannot be read
 */
export function loadKubeConfig(
  file: string | undefined,
  serverGiven: boolean,
  io: Pick<Io, "env" | "cwd">,
): LoadedKubeConfig {
  const merged = new KubeConfig();
  const extras = new Map<string, UserExtras>();
  if (file !== undefined && file !== "") {
    merge(merged, extras, path.resolve(io.cwd, file), "--kubeconfig");
    return { kubeConfig: merged, extras };
  }
  const listed = (io.env.KUBECONFIG ?? "").split(path.delimiter).filter((name) => name !== "");
  const standard = path.join(homeFolder(io), ".kube", "config");
  const files = (listed.length > 0 ? listed : [standard])
    .map((name) => path.resolve(io.cwd, name))
    .filter((name) => existsSync(name));
  for (const name of files) merge(merged, extras, name, listed.length > 0 ? "KUBECONFIG" : "kubeconfig");
  if (files.length === 0 && !serverGiven) {
    if (io.env.KUBERNETES_SERVICE_HOST === undefined || !existsSync(inClusterToken)) {
      throw new InputError(
        listed.length > 0
          ? `KUBECONFIG names no file that exists: ${listed.join(path.delimiter)}`
          : `no kubeconfig: neither --kubeconfig nor KUBECONFIG is given, and ${standard} does not exist`,
        {
          fix: "name a kubeconfig with --kubeconfig FILE, or try without a cluster: kubectl conformance run --sandbox",
        },
      );
    }
    merged.loadFromCluster();
  }
  return { kubeConfig: merged, extras };
}

/** Adds what `file` has and `into` has not yet. */
function merge(into: KubeConfig, extras: Map<string, UserExtras>, file: string, origin: string): void {
  const one = new KubeConfig();
  try {
    const text = readFileSync(file, "utf8");
    const parsed: unknown = parse(text);
    const whole = parsed ?? {};
    if (typeof whole !== "object" || whole === null || Array.isArray(whole))
      throw new Error("it is not a kubeconfig");
    // an entry that lacks something is no matter where it is not used
    one.loadFromString(parsed === null ? "{}" : text, { onInvalidEntry: "filter" });
    one.makePathsAbsolute(path.dirname(file));
    const users: readonly RawUser[] = "users" in whole && Array.isArray(whole.users) ? whole.users : [];
    const lacks = (name: string, list: readonly { readonly name: string }[]) =>
      !list.some((entry) => entry.name === name);
    for (const cluster of one.clusters) if (lacks(cluster.name, into.clusters)) into.addCluster(cluster);
    for (const context of one.contexts) if (lacks(context.name, into.contexts)) into.addContext(context);
    for (const user of one.users) {
      if (!lacks(user.name, into.users)) continue;
      const entry = users.find((candidate) => candidate.name === user.name)?.user;
      if (entry) checkTypes(entry, userTypes);
      into.addUser(prepareExec(user, path.dirname(file)));
      if (!entry) continue;
      const { tokenFile, ...others } = entry;
      extras.set(user.name, {
        ...others,
        ...(tokenFile ? { tokenFile: path.resolve(path.dirname(file), tokenFile) } : {}),
      });
    }
  } catch (error) {
    const problem = error instanceof TypeError ? "an entry of it has the wrong form" : readingProblem(error);
    throw new InputError(`${origin} ${file} cannot be read: ${problem}`, {
      fix: isFolder(error) ? "name the file in it" : "check it with: kubectl config view",
      cause: error,
    });
  }
  if (!into.currentContext && one.currentContext) into.setCurrentContext(one.currentContext);
}

type Types = Readonly<Record<string, (value: unknown) => boolean>>;

const isText = (value: unknown) => typeof value === "string";
const isList = (is: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(is);
const isMap = (is: (value: unknown) => boolean) => (value: unknown) =>
  typeof value === "object" && value !== null && Object.values(value).every(is);

// client-go refuses a file in which one of these has another type (`clientcmd/api/v1/types.go`)
const userTypes: Types = {
  tokenFile: isText,
  as: isText,
  "as-uid": isText,
  "as-groups": isList(isText),
  "as-user-extra": isMap(isList(isText)),
  exec: (value) => {
    if (typeof value === "object" && value !== null) checkTypes(value, execTypes);
    return true;
  },
};
const execTypes: Types = { args: isList(isText), env: isList(isMap(isText)), installHint: isText };

/** @throws TypeError where a field has another type; any may be left out, or null */
function checkTypes(entry: object, types: Types): void {
  for (const [name, is] of Object.entries(types)) {
    const value: unknown = Reflect.get(entry, name) ?? undefined;
    if (value !== undefined && !is(value)) throw new TypeError(`${name} has the wrong form`);
  }
}

/** A credential plugin's relative path starts at its kubeconfig, and the plugin is told its API version (client-go `exec.go`). */
function prepareExec(user: User, directory: string): User {
  if (!user.exec || typeof user.exec.command !== "string") return user;
  const command: string = user.exec.command;
  const relative = command.includes("/") && !path.isAbsolute(command);
  const info = JSON.stringify({
    kind: "ExecCredential",
    apiVersion: user.exec.apiVersion ?? "client.authentication.k8s.io/v1",
    spec: { interactive: false },
  });
  const env = [...(user.exec.env ?? []), { name: "KUBERNETES_EXEC_INFO", value: info }];
  return {
    ...user,
    exec: { ...user.exec, command: relative ? path.join(directory, command) : command, env },
  };
}

function isFolder(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EISDIR";
}
