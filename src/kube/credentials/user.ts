import { readFileSync } from "node:fs";
import path from "node:path";
import type { Context, User } from "@kubernetes/client-node";
import type { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { InputError } from "../../errors.ts";
import type { Io } from "../../process/io.ts";
import type { ConnectionFlags } from "../flags.ts";
import type { UserExtras } from "../kubeconfig.ts";
import { checkClientCertificate, readingProblem } from "./pem.ts";

/**
 * The user that the flags and the context name, with the flags' credentials over it. What it holds can be read and used, as far as can be
 * seen without asking anybody.
 * @throws InputError naming the user, and what of it cannot be used
 */
export function chooseUser(
  kubeConfig: KubeConfig,
  context: Context,
  flags: ConnectionFlags,
  io: Pick<Io, "cwd">,
  extras: ReadonlyMap<string, UserExtras>,
): User {
  const name = flags.user ?? context.user;
  const found = kubeConfig.getUser(name);
  if (!found && flags.user !== undefined) {
    throw new InputError(`--user ${name}: no such user in the kubeconfig`);
  }
  const credentials = flags.token ?? flags.username ?? flags.clientCertificate;
  if (!found && name && credentials === undefined) {
    throw new InputError(
      `context ${context.name} names the user ${name}, which the kubeconfig does not have`,
      {
        fix: "log in again, or choose another: --user NAME, or --context NAME",
      },
    );
  }
  const tokenFile = extras.get(name)?.tokenFile;
  let user: User = {
    ...(found ?? { name: name || "flags" }),
    ...(tokenFile === undefined || found?.token
      ? {}
      : { authProvider: { name: "tokenFile", config: { tokenFile } } }),
  };
  if (flags.clientCertificate !== undefined) {
    user = {
      ...without(user, "certData"),
      certFile: readable(path.resolve(io.cwd, flags.clientCertificate), "--client-certificate"),
    };
  }
  if (flags.clientKey !== undefined) {
    user = {
      ...without(user, "keyData"),
      keyFile: readable(path.resolve(io.cwd, flags.clientKey), "--client-key"),
    };
  }
  if (flags.token !== undefined) {
    user = { ...without(without(user, "exec"), "authProvider"), token: flags.token };
  }
  if (flags.username !== undefined) {
    user = {
      ...without(without(without(user, "exec"), "authProvider"), "token"),
      username: flags.username,
      password: flags.password ?? "",
    };
  }
  // as with kubectl; the library would take the file
  if (user.certData) user = without(user, "certFile");
  if (user.keyData) user = without(user, "keyFile");
  checkProvider(user);
  checkClientCertificate(user);
  const tokens: unknown = user.authProvider?.config?.tokenFile;
  if (tokens) readable(String(tokens), `user ${user.name}: tokenFile`, "log in again");
  return user;
}

/** What took the place of the providers that kubectl 1.26 has no more. */
const successors: Readonly<Record<string, string>> = {
  gcp: "gke-gcloud-auth-plugin takes its place: gcloud components install gke-gcloud-auth-plugin, then: gcloud container clusters get-credentials CLUSTER",
  azure: "kubelogin takes its place: install it, then: kubelogin convert-kubeconfig",
};

function checkProvider({ name, authProvider }: User): void {
  const provider: unknown = authProvider?.name;
  if (!authProvider || provider === "oidc" || provider === "tokenFile") return;
  const successor = typeof provider === "string" ? successors[provider] : undefined;
  if (successor !== undefined) {
    throw new InputError(`user ${name}: auth-provider ${provider} was removed from kubectl in 1.26`, {
      fix: successor,
    });
  }
  throw new InputError(`user ${name}: auth-provider ${String(provider)} is not known`, {
    fix: "log in with a tool that writes an exec plugin into the kubeconfig",
  });
}

function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = value;
  return rest;
}

/** Gives the file back, which can be read. */
export function readable(file: string, named: string, fix = "name a file that is there"): string {
  try {
    readFileSync(file);
    return file;
  } catch (error) {
    throw new InputError(`${named} ${file} cannot be read: ${readingProblem(error)}`, { fix, cause: error });
  }
}
