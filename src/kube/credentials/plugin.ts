import type { User } from "@kubernetes/client-node";
import { unlessAborted } from "../../async/unless-aborted.ts";
import { InputError } from "../../errors.ts";
import type { Io } from "../../process/io.ts";
import { type Credential, readCredential } from "./exec-credential.ts";
import { type Plugin, runPlugin } from "./plugin-run.ts";

/** What gets a user's credentials from its `exec` plugin. */
export interface CredentialPlugin {
  /**
   * The credential of now: of the plugin's last run, or of a new one where there is none, or it has expired, or was refused.
   * @throws InputError where the plugin never gave one and cannot be run or read, Error with its words where it fails
   */
  get(signal?: AbortSignal): Promise<Credential>;
  /** Tells that the server answered 401 to a credential (as client-go `plugin/pkg/client/auth/exec/exec.go`). */
  refused(credential: Credential): void;
}

const group = "client.authentication.k8s.io";

/**
 * The credential plugin of a user; one run of it is enough for all who wait, and ends when nobody does any more.
 * @throws InputError where the kubeconfig does not say what to run as Kubernetes 1.24 and later want it
 */
export function credentialPlugin(user: User, env: Io["env"], tell: (line: string) => void): CredentialPlugin {
  const plugin = readPlugin(user);
  let held: Credential | undefined;
  let running: Running | undefined;
  let isProven = false;

  function begin(): Running {
    const { printed, stop } = runPlugin(plugin, env, tell);
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
        // told to those who wait
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
        // what gave credentials before is set up rightly: its fault may pass
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
