import { describe, expect, test } from "bun:test";
import { keptObject } from "../../src/dump/kept.ts";

const configMap = { apiVersion: "v1", kind: "ConfigMap" };

describe("a config map", () => {
  const object = {
    metadata: {
      name: "c",
      managedFields: [{}],
      annotations: { "kubectl.kubernetes.io/last-applied-configuration": "{}" },
    },
    data: {
      "db-password": "hunter2hunter2",
      "app.properties": "password=hunter2hunter2\nhost=10.0.0.1\n",
      id_rsa: "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\n",
      url: "postgres://me:hunter2hunter2@db/x",
    },
    binaryData: { blob: "aGVsbG8=" },
  };

  test("keeps its texts without secrets, and addresses as they are", () => {
    const kept = keptObject(object, configMap, true);
    expect(JSON.stringify(kept)).not.toContain("hunter2");
    expect(kept).toMatchObject({
      ...configMap,
      metadata: { name: "c", annotations: {} },
      data: {
        "db-password": "…",
        "app.properties": "password=[a password]\nhost=10.0.0.1\n",
        id_rsa: "[a private key]\n",
      },
      binaryData: { blob: "…" },
    });
  });

  test("is whole without redaction, but for the bookkeeping", () => {
    expect(keptObject(object, configMap, false)).toMatchObject({
      data: object.data,
      binaryData: object.binaryData,
    });
    expect(JSON.stringify(keptObject(object, configMap, false))).not.toContain("managedFields");
  });
});

test("of a secret, only the names of its keys are kept, whatever is asked", () => {
  const secret = {
    metadata: { name: "s" },
    type: "Opaque",
    data: { user: "eA==" },
    stringData: { more: "x" },
  };
  const kept = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "s" },
    type: "Opaque",
    data: { user: "…" },
  };
  for (const redact of [true, false])
    expect(keptObject(secret, { apiVersion: "v1", kind: "Secret" }, redact)).toEqual(kept);
});

test("fields of custom resources that sound secret are left out, references to secrets are not", () => {
  const object = {
    metadata: { name: "x" },
    spec: {
      password: "hunter2",
      clientSecret: "hunter2",
      token: "hunter2",
      secretName: "tls",
      passwordSecretRef: { name: "db", key: "password" },
    },
  };
  const kept = keptObject(object, { apiVersion: "example.com/v1", kind: "Database" }, true);
  expect(kept).toMatchObject({
    spec: {
      password: "…",
      clientSecret: "…",
      token: "…",
      secretName: "tls",
      passwordSecretRef: { name: "db", key: "password" },
    },
  });
});
