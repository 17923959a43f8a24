import { spawn } from "node:child_process";
import type { User } from "@kubernetes/client-node";
import type { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { firstLine, InputError } from "../../errors.ts";
import type { Io } from "../../io.ts";
import { checkPair } from "./pem.ts";

type Authenticator = Parameters<KubeConfig["addAuthenticator"]>[0];

/** A credential plugin of a kubeconfig's user (client-go `clientcmd/api/v1/types.go`, `ExecConfig`). */
interface Plugin {
  readonly user: string;
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly installHint: string | undefined;
}

interface Credential {
  readonly token: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

const group = "client.authentication.k8s.io";

/** The `auth-provider` that stands for the plugin, since the library's own way with plugins tells none of their faults. */
export const pluginProvider = "credential-plugin";

/**
 * What gets a user's credentials from its `exec` plugin: at the first request, and again when they have expired.
 * @throws InputError where the kubeconfig does not say what to run as Kubernetes 1.24 and later want it
 */
export function credentialPlugin(user: User, io: Pick<Io, "env">): Authenticator {
  const plugin = readPlugin(user);
  let credential: Promise<Credential> | undefined;
  return {
    isAuthProvider: ({ authProvider }) => authProvider?.name === pluginProvider,
    async applyAuthentication(_user, options) {
      const last = credential;
      const held = await last?.catch(() => undefined);
      const isOver = held === undefined || held.expires <= Date.now();
      if (isOver && credential === last) credential = undefined;
      // one run of the plugin is enough for all who wait
      credential ??= run(plugin, io.env).then((printed) => readCredential(plugin, printed));
      const { token, cert, key } = await credential;
      const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
      Object.assign(options, cert && key ? { cert, key } : {}, {
        headers: { ...options.headers, ...authorization },
      });
    },
  };
}

function readPlugin({ name, exec }: User): Plugin {
  const fix = "kubectl config view --minify shows the entry; the plugin's own tool writes it anew, mostly";
  const { apiVersion, command, args, env, installHint } = exec;
  if (typeof command !== "string" || command === "") {
    throw new InputError(`user ${name}: exec names no command`, { fix });
  }
  if (apiVersion !== `${group}/v1` && apiVersion !== `${group}/v1beta1`) {
    throw new InputError(
      `user ${name}: exec of ${command} has ${apiVersion ? `apiVersion ${apiVersion}` : "no apiVersion"}, which must be ${group}/v1 or ${group}/v1beta1`,
      { fix: `update ${command}, and write the user's entry anew with it` },
    );
  }
  return { user: name, apiVersion, command, args: args ?? [], env: env ?? [], installHint };
}

function run(plugin: Plugin, env: Io["env"]): Promise<string> {
  const { command, args, user } = plugin;
  const own = Object.fromEntries(plugin.env.map(({ name, value }) => [name, value]));
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(startError(plugin, error));
    try {
      const child = spawn(command, args, { env: { ...env, ...own }, stdio: ["ignore", "pipe", "pipe"] });
      const printed = { stdout: "", stderr: "" };
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        printed.stdout += text;
      });
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        printed.stderr += text;
      });
      child.on("error", fail);
      child.on("close", (code, signal) => {
        if (code === 0) return resolve(printed.stdout);
        const words = printed.stderr.replace(/\s+/g, " ").trim().slice(-300);
        const end = code === null ? `was ended by ${signal}` : `failed with exit code ${code}`;
        reject(new Error(`credential plugin ${command} of user ${user} ${end}${words && `: ${words}`}`));
      });
    } catch (error) {
      fail(error);
    }
  });
}

function startError({ command, user, installHint }: Plugin, error: unknown): Error {
  const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
  const hint = installHint?.replace(/\s+/g, " ").trim();
  const fix = hint || `install ${command}, or take another user with --user`;
  const options = { fix, cause: error };
  if (!missing) {
    const why = firstLine(error);
    return new InputError(`credential plugin ${command} of user ${user} cannot be started: ${why}`, options);
  }
  if (command.includes("/")) {
    return new InputError(`credential plugin ${command} of user ${user} does not exist`, options);
  }
  return new InputError(`credential plugin ${command} of user ${user} is not on PATH`, options);
}

/** Reads an `ExecCredential`; what is wrong with it is told without a word of it, since it holds secrets. */
function readCredential({ command, user, apiVersion }: Plugin, printed: string): Credential {
  const whose = `credential plugin ${command} of user ${user}`;
  const fix = "see whether kubectl can log in with it: kubectl auth whoami";
  const whole = printed.trim() === "" ? undefined : parsed(printed);
  const status = field(whole, "status");
  if (typeof status !== "object" || status === null) {
    const what = printed.trim() === "" ? "nothing" : whole === undefined ? "no JSON" : "no credential";
    throw new InputError(`${whose} printed ${what}, where an ExecCredential with a status is wanted`, {
      fix,
    });
  }
  const version = text(whole, "apiVersion") ?? apiVersion;
  if (version !== apiVersion) {
    throw new InputError(
      `${whose} printed a credential of ${version}, where the kubeconfig wants one of ${apiVersion}`,
      {
        fix,
      },
    );
  }
  const cert = text(status, "clientCertificateData");
  const key = text(status, "clientKeyData");
  const token = text(status, "token");
  if (cert !== undefined && key !== undefined) checkPair(whose, cert, key, fix);
  else if (token === undefined) {
    throw new InputError(`${whose} gave neither a token nor a client certificate with its key`, { fix });
  }
  const expires = Date.parse(text(status, "expirationTimestamp") ?? "");
  return { token, cert, key, expires: Number.isNaN(expires) ? Number.POSITIVE_INFINITY : expires };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

function text(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  return typeof found === "string" && found !== "" ? found : undefined;
}
