import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { bits, boolean, element, integer, octets, oid, sequence, set, text, utcTime } from "./der.ts";

/** A certificate and its key, as PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** What TLS needs in both directions: a certificate authority, and the certificates that it signed. */
export interface Certificates {
  readonly authority: string;
  readonly server: KeyPair;
  readonly client: KeyPair;
}

interface Issuer {
  readonly name: Buffer;
  readonly key: KeyObject;
}

const ecdsaWithSha256 = sequence(oid("1.2.840.10045.4.3.2"));
const localhost = Buffer.of(127, 0, 0, 1);
const day = 24 * 60 * 60 * 1000;

/**
 * Creates them for a server on 127.0.0.1 and an administrator, valid for a year from yesterday on. By hand, in the
 * form of RFC 5280: the libraries for it need a quarter of the memory that the whole program may use.
 */
export function makeCertificates(now: number): Certificates {
  const name = commonName("kubernetes");
  const keys = newKeys();
  const issuer = { name, key: keys.privateKey };
  const signs = extension("2.5.29.15", bits(Buffer.of(0b0000_0100), 2), true);
  const isAuthority = extension("2.5.29.19", sequence(boolean(true)), true);
  const authority = certificate(issuer, name, keys.publicKey, [isAuthority, signs], now);
  const address = extension("2.5.29.17", sequence(element(0x87, localhost)));
  const administrator = sequence(
    attribute("2.5.4.10", "system:masters"),
    attribute("2.5.4.3", "kubernetes-admin"),
  );
  return {
    authority,
    server: signed(issuer, commonName("kube-apiserver"), [usage("1.3.6.1.5.5.7.3.1"), address], now),
    client: signed(issuer, administrator, [usage("1.3.6.1.5.5.7.3.2")], now),
  };
}

/** A kubeconfig with everything in it. */
export function kubeconfig(certificates: Certificates, port: number): string {
  const base64 = (pem: string) => Buffer.from(pem).toString("base64");
  return `apiVersion: v1
kind: Config
clusters:
- name: sandbox
  cluster:
    server: https://127.0.0.1:${port}
    certificate-authority-data: ${base64(certificates.authority)}
users:
- name: sandbox
  user:
    client-certificate-data: ${base64(certificates.client.cert)}
    client-key-data: ${base64(certificates.client.key)}
contexts:
- name: sandbox
  context:
    cluster: sandbox
    user: sandbox
current-context: sandbox
`;
}

function newKeys(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

function signed(issuer: Issuer, subject: Buffer, extensions: readonly Buffer[], now: number): KeyPair {
  const { publicKey, privateKey } = newKeys();
  return {
    cert: certificate(issuer, subject, publicKey, extensions, now),
    key: String(privateKey.export({ type: "pkcs8", format: "pem" })),
  };
}

function certificate(
  issuer: Issuer,
  subject: Buffer,
  key: KeyObject,
  extensions: readonly Buffer[],
  now: number,
): string {
  const version3 = element(0xa0, integer(2));
  const serial = integer(Buffer.concat([Buffer.of(0x40), randomBytes(8)]));
  const validity = sequence(utcTime(new Date(now - day)), utcTime(new Date(now + 364 * day)));
  const body = sequence(
    version3,
    serial,
    ecdsaWithSha256,
    issuer.name,
    validity,
    subject,
    key.export({ type: "spki", format: "der" }),
    element(0xa3, sequence(...extensions)),
  );
  const whole = sequence(body, ecdsaWithSha256, bits(sign("sha256", body, issuer.key)));
  const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

function commonName(name: string): Buffer {
  return sequence(attribute("2.5.4.3", name));
}

function attribute(type: string, value: string): Buffer {
  return set(sequence(oid(type), text(value)));
}

function usage(purpose: string): Buffer {
  return extension("2.5.29.37", sequence(oid(purpose)));
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(value));
}
