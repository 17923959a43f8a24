import { unlessAborted } from "../../async/unless-aborted.ts";
import { firstLine, InputError } from "../../errors.ts";
import type { Io } from "../../process/io.ts";
import { readSmall } from "../../process/read-small.ts";
import { mostKubeConfig, parseKubeConfig } from "../kubeconfig-file.ts";
import { usableUntil } from "./id-token.ts";
import { type Issuer, refreshTokens } from "./oidc-refresh.ts";
import { mostPem, readingProblem } from "./pem.ts";
import type { Credential, CredentialSource } from "./source.ts";
import { writeTokens } from "./write-tokens.ts";

type Config = Readonly<Record<string, string>>;

export interface OidcUser {
  readonly name: string;
  /** The content of its `auth-provider`. */
  readonly config: Config;
  /** The kubeconfig that it is written in. */
  readonly origin: string;
}

export interface OidcIo {
  readonly env: Io["env"];
  readonly say: (line: string) => void;
}

// milliseconds for which a new token is used, whatever the clocks say
const leastUse = 10_000;

/** Refreshes by this process, one after another per file: a refresh token may work only once. */
const turns = new Map<string, Promise<unknown>>();

/**
 * The ID token of a user with the `oidc` auth-provider, refreshed when it has expired and then written back, as kubectl does
 * (client-go `auth/oidc/oidc.go`). The kubeconfig is read again first, because kubectl or a new login may have been faster; if it cannot
 * be written, the run goes on with the token and prints a warning.
 * @throws InputError if the kubeconfig lacks what a refresh needs
 */
export function oidcTokens(user: OidcUser, io: OidcIo): CredentialSource {
  const { name, origin } = user;
  const issuer = issuerOf(user);
  let config = user.config;
  let held: Credential | undefined;
  let underWay: Promise<Credential> | undefined;
  let isProven = false;

  function hold(idToken: string, expires: number): Credential {
    isProven = true;
    held = { token: idToken, cert: undefined, key: undefined, expires };
    return held;
  }

  function fail(why: string): Error {
    const words = `user ${name}: ${why}`;
    // what worked once is configured correctly: its failure may pass
    if (isProven) return new Error(words);
    return new InputError(words, {
      fix: "log in again with the tool that wrote this user into the kubeconfig",
    });
  }

  function fromFile(): Credential | undefined {
    config = asWritten(user) ?? config;
    const idToken = config["id-token"] ?? "";
    if (idToken === "") return undefined;
    const until = untilOf(idToken);
    return until > Date.now() ? hold(idToken, until) : undefined;
  }

  function untilOf(idToken: string): number {
    try {
      return usableUntil(idToken);
    } catch (error) {
      throw fail(`its id-token ${firstLine(error)}`);
    }
  }

  async function renew(): Promise<Credential> {
    const current = fromFile();
    if (current !== undefined) return current;
    const refreshToken = config["refresh-token"] ?? "";
    if (refreshToken === "") {
      throw fail("its id-token has expired, and there is no refresh-token");
    }
    // do not give up what somebody else is waiting for
    const signal = new AbortController().signal;
    const got = await refreshTokens(issuer, refreshToken, { env: io.env, signal }).catch((error: unknown) => {
      // another program may have used it meanwhile, and written the new one
      const newer = fromFile();
      if (newer !== undefined) return newer;
      throw new Error(`user ${name}: the token cannot be refreshed: ${firstLine(error)}`, { cause: error });
    });
    if ("token" in got) return got;
    const next = {
      "id-token": got.idToken,
      ...(got.refreshToken === undefined ? {} : { "refresh-token": got.refreshToken }),
    };
    config = { ...config, ...next };
    await writeTokens(origin, name, next).catch((error: unknown) => {
      const lost = got.refreshToken === undefined ? "" : "; log in again before the next command";
      io.say(
        `warning: user ${name}: the new token cannot be written to ${origin}: ${readingProblem(error)}${lost}`,
      );
    });
    return hold(got.idToken, Math.max(untilOf(got.idToken), Date.now() + leastUse));
  }

  return {
    async get(signal) {
      if (held !== undefined && held.expires > Date.now()) return held;
      underWay ??= inTurn(origin, renew).finally(() => {
        underWay = undefined;
      });
      return unlessAborted(underWay, signal);
    },
    refused(credential) {
      // a new login may have written another one
      if (credential === held) held = undefined;
    },
  };
}

async function inTurn<T>(file: string, work: () => Promise<T>): Promise<T> {
  const before = turns.get(file) ?? Promise.resolve();
  const own = before.then(work, work);
  turns.set(
    file,
    own.catch(() => undefined),
  );
  return own;
}

/** What the kubeconfig says now, if it still has the same issuer and client. */
function asWritten({ name, origin, config }: OidcUser): Config | undefined {
  try {
    const { users } = parseKubeConfig(readSmall(origin, mostKubeConfig), origin);
    const found = users.find(({ entry }) => entry.name === name)?.extras.authProvider;
    const isSame = ["idp-issuer-url", "client-id"].every((key) => found?.config[key] === config[key]);
    return found?.name === "oidc" && isSame ? found.config : undefined;
  } catch {
    return undefined;
  }
}

function issuerOf({ name, config }: OidcUser): Issuer {
  const fix = "log in again with the tool that wrote this user into the kubeconfig";
  const needed = (key: string): string => {
    const value = config[key] ?? "";
    if (value === "") throw new InputError(`user ${name}: auth-provider oidc has no ${key}`, { fix });
    return value;
  };
  const url = needed("idp-issuer-url");
  const clientId = needed("client-id");
  const file = config["idp-certificate-authority"] ?? "";
  const data = config["idp-certificate-authority-data"] ?? "";
  let ca: string | undefined;
  if (data !== "") ca = Buffer.from(data, "base64").toString("latin1");
  else if (file !== "") {
    try {
      ca = Buffer.from(readSmall(file, mostPem)).toString("latin1");
    } catch (error) {
      throw new InputError(
        `user ${name}: idp-certificate-authority ${file} cannot be read: ${readingProblem(error)}`,
        { fix, cause: error },
      );
    }
  }
  return { url, clientId, clientSecret: config["client-secret"] ?? "", ca };
}
