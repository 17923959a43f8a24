import { createSecureContext } from "node:tls";
import type { Cluster, User } from "@kubernetes/client-node";
import { firstLine, InputError } from "../../errors.ts";
import { readSmall } from "../../process/read-small.ts";

// bytes; a bundle of all the world's authorities has a quarter of that
export const mostPem = 1024 * 1024;

const certificate = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/;
const privateKey = /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/;

/**
 * The PEM of a cluster's authority, if it names one; it is readable and valid.
 * @throws InputError naming the cluster and the field
 */
export function readAuthority({ name, caData, caFile }: Cluster): string | undefined {
  const field = "certificate-authority";
  const fix = `kubectl config set-cluster ${name} --embed-certs --certificate-authority=FILE`;
  const ca = material({
    whose: `cluster ${name}`,
    field,
    data: caData,
    file: caFile,
    label: certificate,
    fix,
  });
  if (ca !== undefined) usable(`cluster ${name}: ${field}`, { ca }, fix);
  return ca;
}

/**
 * Checks that a user's client certificate and key can be read and belong together.
 * @throws InputError naming the user and the field; it never quotes the content
 */
export function checkClientCertificate({ name, certData, certFile, keyData, keyFile }: User): void {
  const whose = `user ${name}`;
  const fix = `log in again, or: kubectl config set-credentials ${name} --embed-certs --client-certificate=FILE --client-key=FILE`;
  const one = { whose, fix };
  const cert = material({
    ...one,
    field: "client-certificate",
    data: certData,
    file: certFile,
    label: certificate,
  });
  const key = material({ ...one, field: "client-key", data: keyData, file: keyFile, label: privateKey });
  if (cert === undefined) return;
  if (key === undefined) {
    throw new InputError(`${whose}: a client-certificate needs a client-key or client-key-data`, { fix });
  }
  checkPair(whose, cert, key, fix);
}

/** @throws InputError if a certificate and a key, both as PEM, cannot be used together */
export function checkPair(whose: string, cert: string, key: string, fix: string): void {
  if (!certificate.test(cert)) throw new InputError(`${whose}: the client certificate is not PEM`, { fix });
  if (!privateKey.test(key)) throw new InputError(`${whose}: the client key is not PEM`, { fix });
  usable(`${whose}: client certificate and key`, { cert, key }, fix);
}

interface Material {
  readonly whose: string;
  readonly field: string;
  readonly data: unknown;
  readonly file: unknown;
  readonly label: RegExp;
  readonly fix: string;
}

/** The PEM in a field's data, otherwise in its file, in client-go's order; undefined if there is neither. */
function material({ whose, field, data, file, label, fix }: Material): string | undefined {
  let named = `${whose}: ${field}-data`;
  let text: string;
  if (data) {
    if (typeof data !== "string" || !/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(data)) {
      throw new InputError(`${named} is not base64`, { fix });
    }
    text = Buffer.from(data, "base64").toString("latin1");
  } else if (typeof file === "string" && file !== "") {
    named = `${whose}: ${field} ${file}`;
    try {
      text = Buffer.from(readSmall(file, mostPem)).toString("latin1");
    } catch (error) {
      throw new InputError(`${named} cannot be read: ${readingProblem(error)}`, { fix, cause: error });
    }
  } else return undefined;
  if (!label.test(text)) {
    throw new InputError(`${named} contains no PEM ${label === privateKey ? "key" : "certificate"}`, { fix });
  }
  return text;
}

function usable(what: string, parts: { ca?: string; cert?: string; key?: string }, fix: string): void {
  try {
    createSecureContext(parts);
  } catch (error) {
    const mismatch = /key.values.mismatch/i.test(firstLine(error));
    const words = mismatch ? "do not belong together" : "cannot be used: damaged, or of an unknown kind";
    throw new InputError(`${what} ${words}`, { fix, cause: error });
  }
}

/** Why a file could not be read, without the system call and the path, which the message already has. */
export function readingProblem(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
      return "no such file";
    case "EACCES":
    case "EPERM":
      return "permission denied";
    default:
      return firstLine(error);
  }
}
