import { parse } from "yaml";
import { InputError } from "../../errors.ts";
import { record, text } from "../json.ts";
import { checkPair } from "./pem.ts";
import type { Plugin } from "./plugin-run.ts";
import type { Credential } from "./source.ts";

/**
 * Reads an `ExecCredential`, as JSON or YAML; errors quote nothing from it, because it holds secrets.
 * @throws InputError if it is not one, or cannot be used
 */
export function readCredential({ command, user, apiVersion }: Plugin, printed: string): Credential {
  const refuse = (what: string) =>
    new InputError(`credential plugin ${command} of user ${user} ${what}`, {
      fix: "to see whether kubectl can log in with it: kubectl auth whoami",
    });
  const whole = printed.trim() === "" ? undefined : parsed(printed);
  const { kind, status, ...rest } = record(whole);
  if (typeof status !== "object" || status === null || (kind !== undefined && kind !== "ExecCredential")) {
    const what =
      printed.trim() === ""
        ? "nothing"
        : whole === undefined
          ? "no JSON"
          : "something that is not a credential";
    throw refuse(`printed ${what} instead of an ExecCredential with a status`);
  }
  const version = text(rest.apiVersion) ?? apiVersion;
  if (version !== apiVersion) {
    throw refuse(`printed a credential of ${version}, but the kubeconfig asks for one of ${apiVersion}`);
  }
  const { expirationTimestamp, ...secrets } = record(status);
  const [token, cert, key] = ["token", "clientCertificateData", "clientKeyData"].map(
    (name) => text(record(secrets)[name]) || undefined,
  );
  if ((cert === undefined) !== (key === undefined)) {
    throw refuse("returned only one of a client certificate and its key");
  }
  if (cert !== undefined && key !== undefined) {
    checkPair(`credential plugin ${command} of user ${user}`, cert, key, refuse("").fix ?? "");
  } else if (token === undefined) {
    throw refuse("returned neither a token nor a client certificate with its key");
  }
  // with a line end it would not be a valid header
  return { token: token?.trim(), cert, key, expires: expiryOf(expirationTimestamp, refuse) };
}

function expiryOf(time: unknown, refuse: (what: string) => InputError): number {
  if (time === undefined || time === null || time === "") return Number.POSITIVE_INFINITY;
  const expires = typeof time === "string" ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(expires)) throw refuse("returned an expirationTimestamp that is not a time");
  return expires;
}

/** What a plugin printed, which may be YAML, but is more than a single word. */
function parsed(printed: string): unknown {
  try {
    return JSON.parse(printed);
  } catch {
    try {
      const value: unknown = parse(printed, { schema: "core", logLevel: "error" });
      return typeof value === "object" ? value : undefined;
    } catch {
      return undefined;
    }
  }
}
