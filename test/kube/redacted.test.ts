import { expect, test } from "bun:test";
import { redactedObject, redactedText } from "../../src/kube/redacted.ts";

test("a pod is kept without secret values and without the server's bookkeeping", () => {
  const pod = redactedObject({
    metadata: {
      name: "web",
      managedFields: [{ manager: "e2e.test" }],
      annotations: {
        "example.com/api-token": "t0ps3cret",
        "example.com/owner": "me",
        "kubectl.kubernetes.io/last-applied-configuration": '{"env":"t0ps3cret"}',
      },
    },
    spec: {
      containers: [
        {
          name: "web",
          args: ["serve", "--password=t0ps3cret", "--from=https://me:t0ps3cret@example.com/x"],
          env: [
            { name: "DB_PASSWORD", value: "t0ps3cret" },
            { name: "DB_HOST", value: "db" },
            { name: "API_TOKEN", valueFrom: { secretKeyRef: { name: "api", key: "token" } } },
          ],
        },
      ],
      volumes: [{ csi: { driver: "x", volumeAttributes: { accessKey: "t0ps3cret", share: "s" } } }],
    },
    status: { phase: "Running", containerStatuses: [{ restartCount: 2, ready: false }] },
  });
  const words = JSON.stringify(pod);
  expect(words).not.toContain("t0ps3cret");
  expect(words).not.toContain("managedFields");
  expect(pod).toMatchObject({
    metadata: { name: "web", annotations: { "example.com/owner": "me" } },
    spec: {
      containers: [
        {
          env: [
            { name: "DB_PASSWORD", value: "…" },
            { name: "DB_HOST", value: "db" },
            { name: "API_TOKEN", valueFrom: { secretKeyRef: { name: "api", key: "token" } } },
          ],
        },
      ],
    },
    status: { phase: "Running", containerStatuses: [{ restartCount: 2, ready: false }] },
  });
});

test.each([
  ["Authorization: Bearer abcdefghijkl.mno", "Authorization: Bearer …"],
  ["token eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrdWJl.c2lnbmF0dXJl!", "token …!"],
  ["GET https://u:pw@h/p?sig=abc&x=1", "GET https://…@h/p?sig=…&x=1"],
  ["Basic facts about pods", "Basic facts about pods"],
])("in a log, %s", (line, shown) => {
  expect(redactedText(line)).toBe(shown);
});
