import { unlessAborted } from "../../async/unless-aborted.ts";
import { InputError } from "../../errors.ts";
import type { Io } from "../../process/io.ts";
import type { ExecEntry } from "../kubeconfig-file.ts";
import { readCredential } from "./exec-credential.ts";
import { type Plugin, runPlugin } from "./plugin-run.ts";
import type { Credential, CredentialSource } from "./source.ts";

const group = "client.authentication.k8s.io";

/** What a plugin may use of this process. */
export interface PluginIo {
  readonly env: Io["env"];
  /** Whether standard input is a terminal, so that it can ask the user. */
  readonly isTerminal: boolean;
  /** Gets its messages to the user, line by line, unless it has the terminal itself. */
  readonly say: (line: string) => void;
}

/**
 * A user's credential plugin; a single run of it serves everybody who waits, and ends when nobody waits any longer. `cluster` is the
 * information about the cluster that it gets on request (client-go `plugin/pkg/client/auth/exec/exec.go`).
 * @throws InputError if the kubeconfig does not specify the command the way Kubernetes 1.24 and later require
 */
export function credentialPlugin(
  name: string,
  exec: ExecEntry,
  cluster: () => object,
  io: PluginIo,
): CredentialSource {
  const plugin = readPlugin(name, exec, cluster, io.isTerminal);
  let held: Credential | undefined;
  let running: Running | undefined;
  let isProven = false;

  function begin(): Running {
    const { printed, stop } = runPlugin(plugin, io.env, io.say);
    const begun: Running = {
      waiting: 0,
      stop,
      credential: printed.then((text) => readCredential(plugin, text)),
    };
    begun.credential
      .then(
        (credential) => {
          isProven = true;
          held = credential;
        },
        // this is reported to those who wait
        () => undefined,
      )
      .finally(() => {
        if (running === begun) running = undefined;
      });
    return begun;
  }

  return {
    async get(signal) {
      if (held !== undefined && held.expires > Date.now()) return held;
      running ??= begin();
      const run = running;
      run.waiting += 1;
      try {
        return await unlessAborted(run.credential, signal);
      } catch (error) {
        // a plugin that returned credentials before is configured correctly: its failure may pass
        if (isProven && error instanceof InputError) throw new Error(error.message, { cause: error });
        throw error;
      } finally {
        run.waiting -= 1;
        if (run.waiting === 0 && running === run) {
          running = undefined;
          run.stop();
        }
      }
    },
    refused(credential) {
      if (held === credential) held = undefined;
    },
  };
}

interface Running {
  readonly credential: Promise<Credential>;
  readonly stop: () => void;
  /** How many wait for it. */
  waiting: number;
}

function readPlugin(user: string, exec: ExecEntry, cluster: () => object, isTerminal: boolean): Plugin {
  const fix =
    "kubectl config view --minify shows the entry; the tool that made it usually writes a new one when you log in again";
  const { apiVersion, command, args, env, installHint } = exec;
  if (command === undefined || command === "") {
    throw new InputError(`user ${user}: exec names no command`, { fix });
  }
  if (apiVersion !== `${group}/v1` && apiVersion !== `${group}/v1beta1`) {
    throw new InputError(
      `user ${user}: exec of ${command} has ${apiVersion ? `apiVersion ${apiVersion}` : "no apiVersion"}, which must be ${group}/v1 or ${group}/v1beta1`,
      { fix: `update ${command}, and let it write the user's entry again` },
    );
  }
  if (env.some(({ name }) => name === "")) {
    throw new InputError(`user ${user}: exec of ${command} sets a variable without a name`, { fix });
  }
  const interactive = isInteractive(user, exec, isTerminal, fix);
  const spec = { ...(exec.provideClusterInfo ? { cluster: cluster() } : {}), interactive };
  const info = JSON.stringify({ kind: "ExecCredential", apiVersion, spec });
  return {
    user,
    apiVersion,
    command,
    args,
    env: [...env, { name: "KUBERNETES_EXEC_INFO", value: info }],
    installHint,
    interactive,
  };
}

/** Whether the plugin gets the terminal, given its `interactiveMode` and this process's standard input. */
function isInteractive(
  user: string,
  { apiVersion, command, interactiveMode }: ExecEntry,
  isTerminal: boolean,
  fix: string,
): boolean {
  const mode = interactiveMode || (apiVersion === `${group}/v1beta1` ? "IfAvailable" : undefined);
  switch (mode) {
    case "Never":
      return false;
    case "IfAvailable":
      return isTerminal;
    case "Always":
      if (isTerminal) return true;
      throw new InputError(
        `user ${user}: credential plugin ${command} asks for input, and standard input is not a terminal`,
        {
          fix: "run it from a terminal, or use credentials that need no input, such as a service account's token",
        },
      );
    default:
      throw new InputError(
        `user ${user}: exec of ${command} has ${mode === undefined ? "no interactiveMode" : `interactiveMode ${mode}`}, which must be Never, IfAvailable or Always`,
        { fix },
      );
  }
}
