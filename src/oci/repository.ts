import { expect } from "./answers.ts";
import type { Scope } from "./authorizer.ts";
import { refused } from "./authorizer.ts";
import type { Client } from "./client.ts";
import { algorithmOf, digestOf, isKnownDigest } from "./digest.ts";
import { PassingError, RegistryError } from "./errors.ts";
import type { Response } from "./http.ts";
import {
  acceptedTypes,
  type Descriptor,
  mostOfManifest,
  type RawManifest,
  readManifest,
} from "./manifest.ts";
import type { ImageSource, ImageTarget, Referrer } from "./places.ts";
import { isDigest } from "./reference.ts";
import { Upload } from "./upload.ts";

/** A repository of a registry (distribution-spec 1.1). */
export class Repository implements ImageSource, ImageTarget {
  readonly name: string;
  readonly mountable: { readonly host: string; readonly repository: string };
  readonly #client: Client;
  readonly #host: string;
  readonly #path: string;
  readonly #pull: Scope;
  readonly #push: Scope;

  constructor(client: Client, host: string, repository: string) {
    this.name = `${host}/${repository}`;
    this.mountable = { host, repository };
    this.#client = client;
    this.#host = host;
    this.#path = repository;
    this.#pull = `repository:${repository}:pull`;
    this.#push = `repository:${repository}:pull,push`;
  }

  async manifest(version: string): Promise<RawManifest> {
    const name = `${this.name}${isDigest(version) ? "@" : ":"}${version}`;
    return this.#client.retrying(this.#host, `read ${this.#path}:${version}`, async () => {
      const response = await this.#once("GET", `manifests/${version}`, {
        headers: { Accept: acceptedTypes.join(", ") },
      });
      await expect(response, [200], this.#host, `${name} cannot be read`);
      const bytes = await readWhole(response, name);
      const digest = digestOf(bytes, isDigest(version) ? algorithmOf(version) : "sha256");
      const said = response.header("docker-content-digest");
      const wanted = isDigest(version)
        ? version
        : said !== undefined && algorithmOf(said) === "sha256"
          ? said
          : digest;
      if (wanted !== digest) throw new RegistryError(`${name}: the registry sent ${digest} for ${wanted}`);
      const mediaType = (response.header("content-type") ?? "").split(";", 1)[0]?.trim() ?? "";
      return { mediaType: declaredType(bytes) ?? mediaType, digest, bytes };
    });
  }

  async *blob(blob: Descriptor, offset: number): AsyncGenerator<Uint8Array> {
    const headers = offset === 0 ? {} : { Range: `bytes=${offset}-` };
    const response = await this.#once("GET", `blobs/${blob.digest}`, { headers });
    await expect(response, [200, 206], this.#host, `${this.name}: has no blob ${blob.digest}`);
    // a server may ignore the range
    let skip = response.status === 200 ? offset : 0;
    for await (const bytes of response.body) {
      if (skip >= bytes.length) skip -= bytes.length;
      else {
        yield skip === 0 ? bytes : bytes.subarray(skip);
        skip = 0;
      }
    }
  }

  async referrers(digest: string): Promise<readonly Referrer[]> {
    const found: Referrer[] = [];
    const response = await this.#request("GET", `referrers/${digest}`, `read what refers to ${this.name}`);
    if (response.status === 200) {
      const bytes = await readWhole(response, `${this.name}: what refers to ${digest}`);
      const index = readManifest({ mediaType: "application/vnd.oci.image.index.v1+json", bytes }, this.name);
      if (index.kind === "index")
        found.push(...index.manifests.map((one) => ({ kind: "subject" as const, digest: one.digest })));
    } else response.discard();
    const prefix = digest.replace(":", "-");
    // cosign's, and the tag of registries without the referrers API
    for (const tag of [`${prefix}.sig`, `${prefix}.att`, `${prefix}.sbom`, prefix])
      if ((await this.#headManifest(tag)) !== undefined) found.push({ kind: "tag", tag });
    return found;
  }

  async hasBlob(blob: Descriptor): Promise<boolean> {
    const response = await this.#request(
      "HEAD",
      `blobs/${blob.digest}`,
      `look for a blob in ${this.name}`,
      {},
      this.#push,
    );
    response.discard();
    if (response.status === 401 || response.status === 403)
      throw refused(this.#host, `may not push to ${this.name}`);
    return response.status === 200;
  }

  /** Whether a blob can be pulled. */
  async isReadable(blob: Descriptor): Promise<boolean> {
    const response = await this.#request("HEAD", `blobs/${blob.digest}`, `look for a blob in ${this.name}`);
    response.discard();
    return response.status === 200;
  }

  async mount(
    blob: Descriptor,
    from: { readonly host: string; readonly repository: string },
  ): Promise<boolean> {
    if (from.host !== this.#host) return false;
    const query = new URLSearchParams({ mount: blob.digest, from: from.repository });
    const response = await this.#client.request({
      method: "POST",
      host: this.#host,
      path: `${this.#path}/blobs/uploads/?${query}`,
      scopes: [this.#push, `repository:${from.repository}:pull`],
      purpose: `mount a blob into ${this.name}`,
    });
    const location = response.header("location");
    response.discard();
    if (response.status === 201) return true;
    // the registry began an upload instead, which nobody needs
    if (response.status === 202 && location !== undefined) await this.#upload().cancel(location);
    return false;
  }

  async putBlob(
    blob: Descriptor,
    read: (offset: number) => AsyncIterable<Uint8Array>,
    onBytes: (count: number) => void,
  ): Promise<void> {
    await this.#upload().put(blob, read, onBytes);
  }

  async hasManifest(version: string, digest: string): Promise<boolean> {
    return (await this.#headManifest(version)) === digest;
  }

  async putManifest(version: string, { mediaType, bytes }: RawManifest): Promise<void> {
    const response = await this.#request(
      "PUT",
      `manifests/${version}`,
      `store the manifest of ${this.name}:${version}`,
      { headers: { "Content-Type": mediaType }, body: bytes },
      this.#push,
    );
    await expect(response, [200, 201, 202], this.#host, `${this.name}: the manifest was not stored`);
    response.discard();
  }

  /** The digest of a manifest; undefined if there is none. */
  async #headManifest(version: string): Promise<string | undefined> {
    const headers = { Accept: acceptedTypes.join(", ") };
    const response = await this.#request("HEAD", `manifests/${version}`, `look for ${this.name}:${version}`, {
      headers,
    });
    response.discard();
    if (response.status !== 200) return undefined;
    const digest = response.header("docker-content-digest");
    return digest !== undefined && isKnownDigest(digest) ? digest : (await this.manifest(version)).digest;
  }

  #upload(): Upload {
    return new Upload(this.#client, this.#host, this.#path, this.#push);
  }

  #once(method: "GET", path: string, rest: { headers?: Record<string, string> }): Promise<Response> {
    return this.#client.once({
      method,
      host: this.#host,
      path: `${this.#path}/${path}`,
      scopes: [this.#pull],
      purpose: "",
      ...rest,
    });
  }

  #request(
    method: "GET" | "HEAD" | "PUT",
    path: string,
    purpose: string,
    rest: { headers?: Record<string, string>; body?: Uint8Array } = {},
    scope: Scope = this.#pull,
  ): Promise<Response> {
    return this.#client.request({
      method,
      host: this.#host,
      path: `${this.#path}/${path}`,
      scopes: [scope],
      purpose,
      ...rest,
    });
  }
}

async function readWhole(response: Response, name: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body) {
    length += part.length;
    if (length > mostOfManifest) throw new RegistryError(`${name}: its manifest is larger than 4 MiB`);
    parts.push(part);
  }
  const promised = response.header("content-length");
  if (
    promised !== undefined &&
    response.header("content-encoding") === undefined &&
    Number(promised) !== length
  )
    throw new PassingError("the answer broke off");
  return Buffer.concat(parts);
}

function declaredType(bytes: Uint8Array): string | undefined {
  try {
    const { mediaType }: { mediaType?: unknown } = JSON.parse(new TextDecoder().decode(bytes));
    return typeof mediaType === "string" ? mediaType : undefined;
  } catch {
    return undefined;
  }
}
