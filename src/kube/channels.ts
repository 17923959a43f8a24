import type { Piece } from "../net/frames.ts";

/** The meaning of a piece of an exec stream. */
export type Spoken =
  | { readonly kind: "stdout" | "stderr"; readonly bytes: Buffer }
  /** How the program ended: a `Status` as JSON. */
  | { readonly kind: "status"; readonly json: string }
  | { readonly kind: "nothing" }
  /** Not part of the protocol, and why. */
  | { readonly kind: "odd"; readonly why: string };

/** The supported protocols, best first (Kubernetes `k8s.io/apimachinery/pkg/util/remotecommand`). */
export const protocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"];

// the first byte of a message names its channel; in v5, 255 closes another channel
const channels: Readonly<Record<number, "stdout" | "stderr" | "status" | "nothing">> = {
  1: "stdout",
  2: "stderr",
  3: "status",
  255: "nothing",
};

const longestStatus = 64 * 1024;
const nothing: Spoken = { kind: "nothing" };

/** Separates the channels of an exec stream; for a message in parts, each part as it comes. */
export class Channels {
  #channel: "stdout" | "stderr" | "status" | "nothing" | undefined;
  #status: Buffer[] = [];
  #statusBytes = 0;

  take(piece: Extract<Piece, { kind: "data" }>): Spoken {
    let { bytes } = piece;
    if (piece.isText) return odd("a text message");
    if (piece.first) this.#channel = undefined;
    if (this.#channel === undefined) {
      const number = bytes[0];
      // the rest of a message may come later
      if (number === undefined) return piece.last ? odd("an empty message") : nothing;
      const channel = channels[number];
      if (channel === undefined) return odd(`a message of the unknown channel ${number}`);
      this.#channel = channel;
      bytes = bytes.subarray(1);
    }
    const channel = this.#channel;
    if (channel === "nothing") return nothing;
    if (channel !== "status") return { kind: channel, bytes };
    this.#status.push(Buffer.from(bytes));
    this.#statusBytes += bytes.length;
    if (this.#statusBytes > longestStatus) return odd("a status of more than 64 KiB");
    return piece.last ? { kind: "status", json: Buffer.concat(this.#status).toString("utf8") } : nothing;
  }
}

function odd(what: string): Spoken {
  return { kind: "odd", why: `sent ${what}` };
}
