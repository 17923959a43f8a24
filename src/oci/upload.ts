import { expect } from "./answers.ts";
import type { Scope } from "./authorizer.ts";
import { type Client, givenUp } from "./client.ts";
import { DigestCheck } from "./digest.ts";
import { PassingError, RegistryError } from "./errors.ts";
import type { Response } from "./http.ts";
import type { Descriptor } from "./manifest.ts";
import { type Read, resumed } from "./resumed.ts";

// registries take parts of 5 to 20 MiB (Amazon's the fewest); a part is held in memory, so that it can be sent again
const usualPart = 10 * 1024 * 1024;
// without a byte of progress
const mostTries = 8;
const mostRestarts = 3;

/** The session is gone or does not take parts: the blob must be sent from its beginning. */
class SessionLost extends Error {
  override readonly name = "SessionLost";
}

/** Sends a blob in parts that can be sent again (distribution-spec, «Pushing a blob in chunks»). */
export class Upload {
  readonly #client: Client;
  readonly #host: string;
  readonly #repository: string;
  readonly #scope: Scope;

  constructor(client: Client, host: string, repository: string, scope: Scope) {
    this.#client = client;
    this.#host = host;
    this.#repository = repository;
    this.#scope = scope;
  }

  /** @throws RegistryError if the bytes have another digest, or the registry does not take them */
  async put(blob: Descriptor, read: Read, onBytes: (count: number) => void): Promise<void> {
    for (let restarts = 0; ; restarts++) {
      let sent = 0;
      const count = (bytes: number) => {
        sent += bytes;
        onBytes(bytes);
      };
      try {
        return await this.#putOnce(blob, read, count);
      } catch (error) {
        if (!(error instanceof SessionLost)) throw error;
        onBytes(-sent);
        if (restarts === mostRestarts)
          throw new RegistryError(
            `${this.#host}: ${this.#repository} lost the upload of a blob ${restarts + 1} times`,
          );
      }
    }
  }

  /** Ends an upload that is not needed. */
  async cancel(location: string): Promise<void> {
    const response = await this.#send("DELETE", this.#url(location), "end an upload").catch(() => undefined);
    response?.discard();
  }

  async #putOnce(blob: Descriptor, read: Read, onBytes: (count: number) => void): Promise<void> {
    const begun = await this.#client.request({
      method: "POST",
      host: this.#host,
      path: `${this.#repository}/blobs/uploads/`,
      scopes: [this.#scope],
      purpose: `push to ${this.#repository}`,
    });
    await expect(begun, [202], this.#host, `${this.#host}/${this.#repository} takes no blob`);
    let location = this.#url(begun.header("location"));
    const least = Number(begun.header("oci-chunk-min-length") ?? 0);
    begun.discard();
    const partSize = Math.max(usualPart, Number.isSafeInteger(least) && least < 2 ** 28 ? least : 0);
    const check = new DigestCheck(blob.digest);
    let offset = 0;
    let rest: Uint8Array = new Uint8Array();
    try {
      for await (const part of this.#parts(blob, read, partSize)) {
        check.update(part);
        if (offset + part.length === blob.size) {
          rest = part;
          break;
        }
        location = await this.#patch(location, part, offset);
        offset += part.length;
        onBytes(part.length);
      }
      if (!check.matches())
        throw new RegistryError(
          `blob ${blob.digest}: its bytes have another digest: nothing was stored under it`,
        );
    } catch (error) {
      if (!(error instanceof SessionLost)) await this.cancel(location.href);
      throw error;
    }
    await this.#commit(location, rest, offset, blob);
    onBytes(rest.length);
  }

  /** The blob in parts of one size; the last one is what is left. */
  async *#parts(blob: Descriptor, read: Read, size: number): AsyncGenerator<Uint8Array> {
    let held: Uint8Array[] = [];
    let length = 0;
    let left = blob.size;
    if (left === 0) yield new Uint8Array();
    for await (const bytes of resumed(blob, read, (error, tries) => this.#client.pause("", error, tries))) {
      held.push(bytes);
      length += bytes.length;
      while (length >= size || (length === left && length > 0)) {
        const whole: Uint8Array = held.length === 1 && held[0] !== undefined ? held[0] : Buffer.concat(held);
        const part = whole.subarray(0, size);
        held = whole.length > part.length ? [whole.subarray(part.length)] : [];
        length -= part.length;
        left -= part.length;
        yield part;
      }
    }
  }

  /** Sends a part; after a failure it asks how much arrived. Gives where the next part goes. */
  async #patch(given: URL, part: Uint8Array, start: number): Promise<URL> {
    let location = given;
    let at = 0;
    for (let tries = 1; ; tries++) {
      try {
        const body = part.subarray(at);
        const response = await this.#client.once({
          method: "PATCH",
          host: this.#host,
          path: location,
          scopes: [this.#scope],
          purpose: "",
          headers: {
            "Content-Type": "application/octet-stream",
            "Content-Range": `${start + at}-${start + part.length - 1}`,
          },
          body,
        });
        if (response.status === 404 || response.status === 416) {
          response.discard();
          throw new PassingError(`an upload was answered with ${response.status}`);
        }
        await expect(
          response,
          [202, 201, 204],
          this.#host,
          `${this.#host}/${this.#repository} takes no part of a blob`,
        );
        const next = this.#url(response.header("location") ?? location.href);
        response.discard();
        return next;
      } catch (error) {
        if (!(error instanceof PassingError)) throw error;
        if (tries === mostTries) throw givenUp(this.#host, `push to ${this.#repository}`, error, tries);
        await this.#client.pause(this.#host, error, tries);
        const state = await this.#state(location);
        // what is between parts of its own is in the registry, or lost with it
        if (state === undefined || state.received < start || state.received > start + part.length) {
          await this.cancel(location.href);
          throw new SessionLost();
        }
        location = state.location;
        at = state.received - start;
        if (at === part.length) return location;
      }
    }
  }

  /** Ends the upload with its last part. If the answer is lost, the blob may be there all the same. */
  async #commit(location: URL, rest: Uint8Array, offset: number, blob: Descriptor): Promise<void> {
    const url = new URL(location);
    url.searchParams.set("digest", blob.digest);
    try {
      const response = await this.#client.once({
        method: "PUT",
        host: this.#host,
        path: url,
        scopes: [this.#scope],
        purpose: "",
        headers: {
          "Content-Type": "application/octet-stream",
          ...(offset === 0 ? {} : { "Content-Range": `${offset}-${blob.size - 1}` }),
        },
        body: rest,
      });
      if (response.status === 404 || response.status === 416) {
        response.discard();
        throw new SessionLost();
      }
      await expect(
        response,
        [201, 204],
        this.#host,
        `${this.#host}/${this.#repository} did not take blob ${blob.digest}`,
      );
      response.discard();
    } catch (error) {
      if (!(error instanceof PassingError)) throw error;
      await this.#client.pause(this.#host, error, 1);
      const found = await this.#client.request({
        method: "HEAD",
        host: this.#host,
        path: `${this.#repository}/blobs/${blob.digest}`,
        scopes: [this.#scope],
        purpose: `look for a blob in ${this.#repository}`,
      });
      found.discard();
      if (found.status === 200) return;
      await this.cancel(location.href);
      throw new SessionLost();
    }
  }

  /** How many bytes the registry has of an upload; undefined if it does not know the upload. */
  async #state(location: URL): Promise<{ readonly received: number; readonly location: URL } | undefined> {
    const response = await this.#send("GET", location, "ask for the state of an upload");
    response.discard();
    if (response.status !== 204 && response.status !== 200) return undefined;
    const last = /^(?:bytes=)?0-(\d+)$/.exec(response.header("range") ?? "")?.[1];
    // 0-0 also stands for an empty upload
    const received = last === undefined || last === "0" ? 0 : Number(last) + 1;
    return { received, location: this.#url(response.header("location") ?? location.href) };
  }

  #send(method: "GET" | "DELETE", path: URL, purpose: string): Promise<Response> {
    return this.#client.request({
      method,
      host: this.#host,
      path,
      scopes: [this.#scope],
      purpose: `${purpose} to ${this.#repository}`,
    });
  }

  #url(location: string | undefined): URL {
    const base = this.#client.base(this.#host);
    if (location === undefined || !URL.canParse(location, base))
      throw new RegistryError(`${this.#host} does not say where an upload goes`);
    const url = new URL(location, base);
    // behind a proxy that ends TLS, registries name themselves with http
    if (url.protocol === "http:" && base.startsWith("https:") && url.host === new URL(base).host)
      url.protocol = "https:";
    if (url.protocol !== "https:" && url.protocol !== new URL(base).protocol)
      throw new RegistryError(`${this.#host} sends an upload to ${url.host} without TLS`);
    return url;
  }
}
