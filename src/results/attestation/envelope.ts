import { createHash, type KeyObject, sign, verify } from "node:crypto";
import { parseAs } from "../../schema/faults.ts";
import type { Schema } from "../../schema/infer.ts";

const payloadType = "application/vnd.in-toto+json";

const base64 = { type: "string", pattern: "^[A-Za-z0-9+/_-]*={0,2}$" } as const satisfies Schema;

const envelopeSchema = {
  type: "object",
  required: ["payloadType", "payload", "signatures"],
  properties: {
    payloadType: { const: payloadType },
    payload: base64,
    signatures: {
      type: "array",
      maxItems: 100,
      items: { type: "object", required: ["sig"], properties: { sig: base64 } },
    },
  },
} as const satisfies Schema;

/** A statement in an envelope with one signature (DSSE 1.0, https://github.com/secure-systems-lab/dsse), as JSON text. */
export function sealed(statement: string, key: KeyObject): string {
  const payload = Buffer.from(statement);
  const signature = sign(hashOf(key), signedBytes(payload), key);
  const envelope = {
    payloadType,
    payload: payload.toString("base64"),
    // a verifier with another id for the same key would skip the signature
    signatures: [{ keyid: "", sig: signature.toString("base64") }],
  };
  return `${JSON.stringify(envelope)}\n`;
}

/**
 * The statement in an envelope that this key signed; undefined if it did not.
 * @throws SyntaxError if the text is not an envelope with a statement
 */
export function unsealed(text: string, key: KeyObject): string | undefined {
  const { payload, signatures } = parseAs(envelopeSchema, text);
  const statement = Buffer.from(payload, "base64");
  const bytes = signedBytes(statement);
  const isSigned = signatures.some(({ sig }) => verify(hashOf(key), bytes, key, Buffer.from(sig, "base64")));
  return isSigned ? statement.toString() : undefined;
}

/** A public key's name in messages: the sha256 of its DER in hex. */
export function keyId(key: KeyObject): string {
  return createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex");
}

/** DSSE's «pre-authentication encoding»: what is signed. */
function signedBytes(payload: Uint8Array): Uint8Array {
  const head = `DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/** Ed25519 has its own hash; with ECDSA, cosign uses SHA-256. */
function hashOf(key: KeyObject): "sha256" | undefined {
  return key.asymmetricKeyType === "ec" ? "sha256" : undefined;
}
