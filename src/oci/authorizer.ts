import { type Challenge, readChallenge } from "./challenge.ts";
import type { Credentials, Keyring } from "./credentials.ts";
import { PassingError, RegistryError } from "./errors.ts";
import { type HttpSettings, send } from "./http.ts";

/** What a request needs to be allowed: `repository:k8s/pause:pull`. */
export type Scope = `repository:${string}:${"pull" | "pull,push"}`;

type Header = { readonly Authorization: string };

const mostOfAnswer = 256 * 1024;
// milliseconds: a token is renewed before it ends
const margin = 10_000;
const usualLife = 60_000;

/** Gets what requests need to be allowed, by the rules of Docker's token service (distribution `docs/spec/auth`). */
export class Authorizer {
  readonly #settings: HttpSettings;
  readonly #keyring: Keyring;
  readonly #challenges = new Map<string, Challenge>();
  readonly #tokens = new Map<string, { readonly header: Promise<Header>; readonly until: number }>();

  constructor(settings: HttpSettings, keyring: Keyring) {
    this.#settings = settings;
    this.#keyring = keyring;
  }

  /** The header for requests to a host whose challenge is known; undefined if it has made none yet. */
  async known(host: string, scopes: readonly Scope[]): Promise<Header | undefined> {
    const challenge = this.#challenges.get(host);
    return challenge === undefined ? undefined : this.#headerFor(challenge, host, scopes);
  }

  /**
   * The header that meets a challenge; a token that was refused is not used again.
   * @throws RegistryError if the challenge cannot be met
   */
  async meet(header: string, host: string, scopes: readonly Scope[]): Promise<Header> {
    const challenge = readChallenge(header);
    if (challenge === undefined)
      throw new RegistryError(`${host} asks for a kind of login that is not known here`, { status: 401 });
    this.#challenges.set(host, challenge);
    this.#tokens.delete(keyOf(host, scopes));
    return this.#headerFor(challenge, host, scopes);
  }

  async #headerFor(challenge: Challenge, host: string, scopes: readonly Scope[]): Promise<Header> {
    const key = keyOf(host, scopes);
    const kept = this.#tokens.get(key);
    if (kept !== undefined && kept.until > Date.now()) return kept.header;
    const credentials = await this.#keyring.of(host, repositoryOf(scopes[0]));
    if (challenge.kind === "basic") {
      if (credentials?.kind !== "password") throw notKnown(host, "it needs a user name and a password");
      return basic(credentials);
    }
    const asked = this.#ask(challenge, host, scopes, credentials);
    // several requests at once share one token
    const shared = asked.then(({ header }) => header);
    // whoever asked first reports it
    shared.catch(() => undefined);
    this.#tokens.set(key, { header: shared, until: Number.POSITIVE_INFINITY });
    try {
      const { header, life } = await asked;
      this.#tokens.set(key, { header: Promise.resolve(header), until: Date.now() + life - margin });
      return header;
    } catch (error) {
      this.#tokens.delete(key);
      throw error;
    }
  }

  async #ask(
    challenge: Extract<Challenge, { kind: "bearer" }>,
    host: string,
    scopes: readonly Scope[],
    credentials: Credentials | undefined,
  ): Promise<{ readonly header: Header; readonly life: number }> {
    const realm = new URL(challenge.realm);
    if (realm.protocol !== "https:" && !this.#settings.plain.has(host))
      throw new RegistryError(`${host} names a token service without TLS: ${realm.host}`, { status: 401 });
    const service = challenge.service === undefined ? [] : [["service", challenge.service]];
    const scope = scopes.map((one) => ["scope", one]);
    const response =
      credentials?.kind === "identity"
        ? await send(
            {
              method: "POST",
              url: realm,
              headers: { "Content-Type": "application/x-www-form-urlencoded" },
              body: new TextEncoder().encode(
                new URLSearchParams([
                  ["grant_type", "refresh_token"],
                  ["refresh_token", credentials.token],
                  ["client_id", "kubectl-conformance"],
                  ...service,
                  ["scope", scopes.join(" ")],
                ]).toString(),
              ),
            },
            this.#settings,
          )
        : await send(
            {
              method: "GET",
              url: withQuery(realm, [...service, ...scope]),
              ...(credentials === undefined ? {} : { headers: basic(credentials) }),
            },
            this.#settings,
          );
    const { status } = response;
    const text = await response.text(mostOfAnswer);
    if (status === 401 || status === 403) {
      const why = `its token service answers ${status}`;
      throw credentials === undefined ? notKnown(host, why) : refused(host, why);
    }
    if (status !== 200) throw new PassingError(`its token service answers ${status}`);
    const { token, life } = readToken(text);
    if (token === undefined) throw new RegistryError(`the token service of ${host} gave no token`);
    return { header: { Authorization: `Bearer ${token}` }, life };
  }
}

/** The error for credentials that a registry does not accept. */
export function refused(host: string, why: string): RegistryError {
  return new RegistryError(`${host} refuses the credentials for it: ${why}`, {
    status: 401,
    isOfHost: true,
    fix: `docker login ${host}, or podman login ${host}`,
  });
}

function notKnown(host: string, why: string): RegistryError {
  return new RegistryError(`${host} wants a login, and there are no credentials for it: ${why}`, {
    status: 401,
    isOfHost: true,
    fix: `docker login ${host}, or podman login ${host}`,
  });
}

function readToken(text: string): { readonly token: string | undefined; readonly life: number } {
  try {
    const answer: { token?: unknown; access_token?: unknown; expires_in?: unknown } = JSON.parse(text);
    const token = [answer.token, answer.access_token].find(
      (one): one is string => typeof one === "string" && /^[\x21-\x7e]+$/.test(one),
    );
    const seconds = Number(answer.expires_in);
    return { token, life: seconds > 0 ? seconds * 1000 : usualLife };
  } catch {
    return { token: undefined, life: 0 };
  }
}

function basic(credentials: Credentials): Header {
  if (credentials.kind !== "password") throw new Error("an identity token is not a password");
  const { user, password } = credentials;
  return { Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
}

function withQuery(url: URL, pairs: readonly (readonly string[])[]): URL {
  const full = new URL(url);
  for (const [key = "", value = ""] of pairs) full.searchParams.append(key, value);
  return full;
}

function keyOf(host: string, scopes: readonly Scope[]): string {
  return [host, ...scopes].join(" ");
}

/** `k8s/pause` of `repository:k8s/pause:pull` */
function repositoryOf(scope: Scope | undefined): string {
  return scope?.replace(/^repository:/, "").replace(/:[^:]*$/, "") ?? "";
}
