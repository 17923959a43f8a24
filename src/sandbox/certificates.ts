import { generate, type SelfsignedOptions } from "selfsigned";

/** A certificate and its key, as PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** What TLS needs both ways: a certificate authority, and what it signed. */
export interface Certificates {
  readonly authority: string;
  readonly server: KeyPair;
  readonly client: KeyPair;
}

/** Makes them anew for a server on 127.0.0.1 and an administrator. */
export async function makeCertificates(): Promise<Certificates> {
  const common: SelfsignedOptions = { keyType: "ec", algorithm: "sha256" };
  const authority = await generate([{ name: "commonName", value: "kubernetes" }], {
    ...common,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", digitalSignature: true, keyCertSign: true, critical: true },
    ],
  });
  const ca = { key: authority.private, cert: authority.cert };
  const signed = async (
    names: Parameters<typeof generate>[0],
    extensions: SelfsignedOptions["extensions"],
  ) => {
    const pair = await generate(names, { ...common, ca, extensions: extensions ?? [] });
    return { cert: pair.cert, key: pair.private };
  };
  const server = await signed(
    [{ name: "commonName", value: "kube-apiserver" }],
    [
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] },
    ],
  );
  const client = await signed(
    [
      { name: "organizationName", value: "system:masters" },
      { name: "commonName", value: "kubernetes-admin" },
    ],
    [{ name: "extKeyUsage", clientAuth: true }],
  );
  return { authority: authority.cert, server, client };
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
