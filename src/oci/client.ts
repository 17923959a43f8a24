import { backoff } from "../async/backoff.ts";
import type { Clock } from "../async/paced.ts";
import { InputError } from "../errors.ts";
import { refusalOf } from "./answers.ts";
import { Authorizer, type Scope } from "./authorizer.ts";
import type { Keyring } from "./credentials.ts";
import { PassingError, RegistryError } from "./errors.ts";
import { type HttpSettings, type Request, type Response, send } from "./http.ts";

export interface RegistryRequest extends Omit<Request, "url"> {
  readonly host: string;
  /** Below `/v2/`, or the whole URL that the registry gave. */
  readonly path: string | URL;
  readonly scopes: readonly Scope[];
  /** What it is for, for messages: `push a blob to k8s/pause`. */
  readonly purpose: string;
}

/** How often a request that fails for a passing reason is tried, and the longest wait that a registry may ask for. */
const mostTries = 8;
const longestWait = 5 * 60_000;

const passing = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Speaks to registries: with credentials, with patience, and no faster than they ask. */
export class Client {
  readonly #settings: HttpSettings;
  readonly #clock: Clock;
  readonly #authorizer: Authorizer;
  /** When a host may be asked again, by the clock: all requests wait for it. */
  readonly #earliest = new Map<string, number>();

  constructor(settings: HttpSettings, clock: Clock, keyring: Keyring) {
    this.#settings = settings;
    this.#clock = clock;
    this.#authorizer = new Authorizer(settings, keyring);
  }

  /**
   * Sends a request until it gets an answer that is neither a refusal of the token nor a passing failure.
   * @throws RegistryError if the registry cannot be reached or keeps failing; InputError for credentials that cannot be used
   */
  async request(request: RegistryRequest): Promise<Response> {
    return this.retrying(request.host, request.purpose, () => this.once(request));
  }

  /** One attempt. @throws PassingError for what is worth another */
  async once(request: RegistryRequest): Promise<Response> {
    const { host, path, scopes, headers, ...rest } = request;
    const url = typeof path === "string" ? new URL(`${this.base(host)}/v2/${path}`) : path;
    await this.#turn(host);
    const authorization = isOf(url, this.base(host)) ? await this.#authorizer.known(host, scopes) : undefined;
    let response = await this.#send({ ...rest, url, headers: { ...headers, ...authorization } }, host);
    if (response.status === 401 && request.stream === undefined && isOf(url, this.base(host))) {
      const challenge = response.header("www-authenticate") ?? "";
      response.discard();
      const renewed = await this.#authorizer.meet(challenge, host, scopes);
      response = await this.#send({ ...rest, url, headers: { ...headers, ...renewed } }, host);
    }
    return response;
  }

  /** Repeats work that fails for a passing reason, at growing intervals. */
  async retrying<T>(host: string, purpose: string, work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (error) {
        this.#settings.signal.throwIfAborted();
        if (!(error instanceof PassingError)) throw error;
        if (tries === mostTries) throw givenUp(host, purpose, error, tries);
        await this.pause(host, error, tries);
      }
    }
  }

  /** Waits before attempt number `tries` + 1; what a registry asks for holds for all requests to it. */
  async pause(host: string, { wait }: PassingError, tries: number): Promise<void> {
    const { signal } = this.#settings;
    if (wait === undefined) return this.#clock.sleep(backoff(tries), signal);
    const until = this.#clock.monotonic() + Math.min(wait, longestWait) + backoff(1);
    this.#earliest.set(host, Math.max(until, this.#earliest.get(host) ?? 0));
    await this.#turn(host);
  }

  /** `https://registry.example.com`; Docker Hub's registry has another name than its images. */
  base(host: string): string {
    const real = host === "docker.io" ? "registry-1.docker.io" : host;
    return `${this.#settings.plain.has(host) ? "http" : "https"}://${real}`;
  }

  async #turn(host: string): Promise<void> {
    for (;;) {
      const ms = (this.#earliest.get(host) ?? 0) - this.#clock.monotonic();
      if (ms <= 0) return;
      await this.#clock.sleep(ms, this.#settings.signal);
    }
  }

  async #send(request: Request, host: string): Promise<Response> {
    let response: Response;
    try {
      response = await send(request, this.#settings);
    } catch (error) {
      if (error instanceof PassingError && /does not speak TLS/.test(error.message))
        throw new InputError(`${host} does not speak TLS`, {
          fix: `if it is a registry without TLS on a network that you trust, add --plain-http ${host}`,
        });
      // the certificate will be the same the next time
      if (error instanceof PassingError && /certificate|self.signed|altname/i.test(error.message))
        throw new RegistryError(`${host}: ${error.message}`, {
          fix: "name the file of its authority with --registry-ca",
          cause: error,
        });
      throw error;
    }
    if (!passing.has(response.status)) return response;
    const words = await refusalOf(response);
    throw new PassingError(words, { wait: waitOf(response) });
  }
}

/** The error after the last of several attempts. */
export function givenUp(host: string, purpose: string, error: PassingError, tries: number): RegistryError {
  if (error.isUnanswered)
    return new RegistryError(`${host} could not be reached: ${error.message}, ${tries} times`, {
      isOfHost: true,
      cause: error,
    });
  return new RegistryError(`${host}: could not ${purpose}: ${error.message}, ${tries} times`, {
    cause: error,
  });
}

function waitOf(response: Response): number | undefined {
  const after = response.header("retry-after") ?? "";
  if (/^\d{1,6}$/.test(after)) return Number(after) * 1000;
  const date = Date.parse(after);
  if (!Number.isNaN(date)) return Math.max(0, date - Date.now());
  return response.status === 429 ? 5000 : undefined;
}

function isOf(url: URL, base: string): boolean {
  return url.origin === new URL(base).origin;
}
