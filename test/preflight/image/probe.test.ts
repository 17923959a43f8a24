import { expect, test } from "bun:test";
import { probePod } from "../../../src/preflight/image/probe.ts";

test("a probe's pod is the run's without the suite, its token and its label", () => {
  const made = probePod({
    metadata: { name: "suite", namespace: "n", labels: { "kubectl-conformance/run": "r" } },
    spec: {
      serviceAccountName: "conformance",
      tolerations: [{ operator: "Exists" }],
      volumes: [{ name: "token" }],
      containers: [
        {
          name: "suite",
          image: "i",
          env: [{ name: "E2E_FOCUS", value: "x" }],
          volumeMounts: [{ name: "token", mountPath: "/t" }],
        },
        { name: "collector", image: "i" },
      ],
    },
  });
  expect(made).toEqual({
    metadata: { name: "suite", namespace: "n" },
    spec: {
      serviceAccountName: "conformance",
      tolerations: [{ operator: "Exists" }],
      containers: [{ name: "suite", image: "i", command: ["true"] }],
    },
  });
});
