import { createHash, type Hash } from "node:crypto";

/** The digest of bytes as image manifests have it: `sha256:…`. */
export function digestOf(bytes: Uint8Array, algorithm = "sha256"): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
}

const lengths: Readonly<Record<string, number>> = { sha256: 64, sha512: 128 };

/** Whether it is a digest that can be checked: sha256 or sha512 with all of its digits. */
export function isKnownDigest(digest: string): boolean {
  const [algorithm = "", hex = ""] = digest.split(":");
  return lengths[algorithm] === hex.length && /^[0-9a-f]+$/.test(hex);
}

/** Checks bytes against a digest piece by piece. */
export class DigestCheck {
  readonly #digest: string;
  readonly #hash: Hash;

  /** @throws Error for a digest of an unknown kind */
  constructor(digest: string) {
    if (!isKnownDigest(digest)) throw new Error(`unknown kind of digest: ${digest}`);
    this.#digest = digest;
    this.#hash = createHash(algorithmOf(digest));
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  /** Whether all bytes together have the digest; call it once. */
  matches(): boolean {
    return this.#digest.endsWith(`:${this.#hash.digest("hex")}`);
  }
}

/** `sha256` */
export function algorithmOf(digest: string): string {
  return digest.slice(0, digest.indexOf(":"));
}
