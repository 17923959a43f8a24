import { createHash } from "node:crypto";

/** What a store says about the content of an object; it may know neither hash. */
export interface Digest {
  readonly bytes: number;
  /** In hex. */
  readonly md5?: string;
  /** In hex. */
  readonly sha256?: string;
}

/** Whether an object has this content, by the store's own checksum; undefined if the store has none to compare. */
export function matches(digest: Digest, content: Uint8Array): boolean | undefined {
  if (digest.bytes !== content.length) return false;
  if (digest.sha256 !== undefined) return digest.sha256 === hash("sha256", content);
  if (digest.md5 !== undefined) return digest.md5 === hash("md5", content);
  return undefined;
}

/** A hash in hex. */
export function hash(algorithm: "md5" | "sha256", content: Uint8Array): string {
  return createHash(algorithm).update(content).digest("hex");
}

/** A hash as the base64 that HTTP headers have, from hex, and back. */
export function hexToBase64(hex: string): string {
  return Buffer.from(hex, "hex").toString("base64");
}

export function base64ToHex(base64: string): string {
  return Buffer.from(base64, "base64").toString("hex");
}
