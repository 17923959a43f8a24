import path from "node:path";
import type { Context, User } from "@kubernetes/client-node";
import type { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { InputError } from "../../errors.ts";
import type { Io } from "../../process/io.ts";
import { readSmall } from "../../process/read-small.ts";
import type { ConnectionFlags } from "../flags.ts";
import type { ExecEntry, UserExtras } from "../kubeconfig-file.ts";
import { checkClientCertificate, mostPem, readingProblem } from "./pem.ts";

/** How a user authenticates, beyond static credentials in the kubeconfig. */
export type Method =
  | { readonly kind: "static" }
  | { readonly kind: "token-file"; readonly file: string }
  | { readonly kind: "exec"; readonly exec: ExecEntry }
  | { readonly kind: "oidc"; readonly config: Readonly<Record<string, string>>; readonly origin: string };

/**
 * The user that the flags and the context name, overridden by the flags' credentials, and the one method that counts: as in client-go
 * (`rest/transport.go`, `auth/exec/exec.go`), a token file takes precedence over a token, and either of them, a password or a client
 * certificate over a plugin. Its contents are readable and valid, as far as that can be checked without a request.
 * @throws InputError naming the user, and what about it cannot be used
 */
export function chooseUser(
  kubeConfig: KubeConfig,
  context: Context,
  flags: ConnectionFlags,
  io: Pick<Io, "cwd">,
  extras: ReadonlyMap<string, UserExtras>,
): { readonly user: User; readonly method: Method } {
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
  const extra = extras.get(name);
  let user: User = found ?? { name: name || "flags" };
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
  if (flags.token !== undefined) user = { ...user, token: flags.token };
  if (flags.username !== undefined) {
    user = { ...without(user, "token"), username: flags.username, password: flags.password ?? "" };
  }
  // as with kubectl; the library would use the file
  if (user.certData) user = without(user, "certFile");
  if (user.keyData) user = without(user, "keyFile");
  checkClientCertificate(user);
  if (/[^\t\x20-\x7e\u0080-\uffff]/.test(user.token ?? "")) {
    throw new InputError(
      `user ${user.name}: its token has a line end or another character that no header can contain`,
      {
        fix: "log in again, or write the token without it",
      },
    );
  }
  const isTyped = flags.token !== undefined || flags.username !== undefined;
  const method = isTyped ? ({ kind: "static" } as const) : methodOf(user, extra);
  return { user: method.kind === "token-file" ? without(user, "token") : user, method };
}

function methodOf(user: User, extra: UserExtras | undefined): Method {
  if (extra?.exec !== undefined && extra.authProvider !== undefined) {
    throw new InputError(
      `user ${user.name}: has both an exec plugin and an auth-provider, but only one can be used`,
      {
        fix: `remove one: kubectl config unset users.${user.name}.auth-provider`,
      },
    );
  }
  if (extra?.tokenFile !== undefined) {
    const named = `user ${user.name}: tokenFile`;
    return { kind: "token-file", file: readable(extra.tokenFile, named, "log in again") };
  }
  const hasOwn = [user.token, user.username, user.certData, user.certFile].some(Boolean);
  if (extra?.exec !== undefined) return hasOwn ? { kind: "static" } : { kind: "exec", exec: extra.exec };
  if (extra?.authProvider === undefined) return { kind: "static" };
  checkProvider(user.name, extra.authProvider.name);
  // it is sent together with a certificate, but not if something else uses the same header
  if (user.token || user.username) return { kind: "static" };
  return { kind: "oidc", config: extra.authProvider.config, origin: extra.origin };
}

/** The replacements for the providers that kubectl removed in 1.26. */
const successors: Readonly<Record<string, string>> = {
  gcp: "gke-gcloud-auth-plugin replaces it: gcloud components install gke-gcloud-auth-plugin, then: gcloud container clusters get-credentials CLUSTER",
  azure: "kubelogin replaces it: install it, then: kubelogin convert-kubeconfig",
};

function checkProvider(user: string, provider: string): void {
  if (provider === "oidc") return;
  const successor = successors[provider];
  if (successor !== undefined) {
    throw new InputError(`user ${user}: auth-provider ${provider} was removed from kubectl in 1.26`, {
      fix: successor,
    });
  }
  throw new InputError(`user ${user}: auth-provider ${provider} is unknown`, {
    fix: "log in with a tool that writes an exec plugin into the kubeconfig",
  });
}

function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = value;
  return rest;
}

/** Returns the file, which is readable: it is a regular file, and not too large. */
export function readable(file: string, named: string, fix = "name a file that exists"): string {
  try {
    readSmall(file, mostPem);
    return file;
  } catch (error) {
    throw new InputError(`${named} ${file} cannot be read: ${readingProblem(error)}`, { fix, cause: error });
  }
}
