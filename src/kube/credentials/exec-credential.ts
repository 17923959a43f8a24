import { InputError } from "../../errors.ts";
import { checkPair } from "./pem.ts";
import type { Plugin } from "./plugin-run.ts";

export interface Credential {
  readonly token: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/**
 * Reads an `ExecCredential`; what is wrong with it is told without a word of it, since it holds secrets.
 * @throws InputError where it is none, or cannot be used
 */
export function readCredential({ command, user, apiVersion }: Plugin, printed: string): Credential {
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
