import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import path from "node:path";
import { InputError } from "../../errors.ts";
import type { Io } from "../../process/io.ts";
import { readFileWithin } from "../../process/read-file.ts";

type Reading = Pick<Io, "cwd" | "signal">;

// bytes; a key has a few hundred
const most = 64 * 1024;

const newKey = "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem";

/**
 * Reads a private key for signing: PEM, PKCS #8 or SEC 1, of an ECDSA key on P-256 or an Ed25519 key.
 * @throws InputError naming the file and what is accepted
 */
export async function readSigningKey(file: string, { cwd, signal }: Reading): Promise<KeyObject> {
  const text = await pemOf(file, cwd, signal);
  const refuse = (why: string, fix: string) => new InputError(`--key ${file}: ${why}`, { fix });
  if (/-----BEGIN ENCRYPTED (?:SIGSTORE|COSIGN) PRIVATE KEY-----/.test(text)) {
    throw refuse(
      "a key in cosign's own encrypted form, which only cosign reads",
      `sign with a plain key, which cosign verifies too: ${newKey}`,
    );
  }
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(text)) {
    throw refuse("the key has a passphrase", `remove it in a copy: openssl pkey -in ${file} -out key.pem`);
  }
  if (/-----BEGIN PUBLIC KEY-----/.test(text)) {
    throw refuse("a public key, which cannot sign", "name the private key");
  }
  return usable(file, () => createPrivateKey(text), `make one: ${newKey}`);
}

/**
 * Reads a public key for checking a signature, in PEM.
 * @throws InputError naming the file and what is accepted
 */
export async function readPublicKey(file: string, { cwd, signal }: Reading): Promise<KeyObject> {
  const text = await pemOf(file, cwd, signal);
  const fix = "print the public key of a private one: openssl pkey -in key.pem -pubout";
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text))
    throw new InputError(`--key ${file}: a private key, but checking needs the public one`, { fix });
  return usable(file, () => createPublicKey(text), fix);
}

function usable(file: string, read: () => KeyObject, fix: string): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch (cause) {
    throw new InputError(`--key ${file}: not a key in PEM`, { fix, cause });
  }
  const { asymmetricKeyType, asymmetricKeyDetails } = key;
  const isTaken =
    asymmetricKeyType === "ed25519" ||
    (asymmetricKeyType === "ec" &&
      /^(?:prime256v1|P-256|p256)$/.test(asymmetricKeyDetails?.namedCurve ?? ""));
  if (!isTaken) throw new InputError(`--key ${file}: neither ECDSA on P-256 nor Ed25519`, { fix });
  return key;
}

async function pemOf(file: string, cwd: string, signal: AbortSignal): Promise<string> {
  const reading = await readFileWithin(path.resolve(cwd, file), { most, signal });
  if (reading.kind === "read") return new TextDecoder().decode(reading.bytes);
  const why = reading.kind === "absent" ? "there is no such file" : reading.why;
  throw new InputError(`--key ${file}: ${why}`, { fix: "name a file with a key in PEM" });
}
