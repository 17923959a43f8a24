import type { FileRecord, RunRecord } from "../../src/results/run-record.ts";

const file = (path: string, verified: boolean): FileRecord => ({
  path,
  bytes: 1234,
  sha256: "ab".repeat(32),
  verified,
});

/** A run that failed in one of 441, with every field that a record may have. */
export const sample: RunRecord = {
  schema: 1,
  id: "20261120-2215-k3x9",
  verdict: "failed",
  certifiable: false,
  deviations: ["1 required test failed"],
  counts: { total: 441, passed: 440, failed: 1, skipped: 6914 },
  kubernetes: { server: "v1.35.4", platform: "linux/amd64" },
  nodes: [
    {
      name: "node-1",
      kubelet: "v1.35.4",
      os: "linux",
      architecture: "amd64",
      osImage: "Ubuntu 24.04.3 LTS",
      kernel: "6.8.0",
      containerRuntime: "containerd://2.1.4",
    },
  ],
  image: { name: "registry.k8s.io/conformance:v1.35.4", digest: `sha256:${"cd".repeat(32)}` },
  command: ["kubectl", "conformance", "run", "--focus", "\\[Conformance\\]", "--parallel", "12"],
  suite: {
    mode: "certified-conformance",
    focus: "\\[Conformance\\]",
    skip: "",
    dryRun: false,
    processes: 12,
    seed: 1795212957,
    uuids: ["1abf14f2-15f4-4804-9118-d08ee59b4c85"],
    version: "v1.35.4",
    exitCode: 1,
  },
  times: {
    started: "2026-11-20T22:15:57Z",
    suiteStarted: "2026-11-20T22:16:04Z",
    suiteFinished: "2026-11-20T22:43:06Z",
    finished: "2026-11-20T22:43:15Z",
  },
  files: [file("v1.35/acme/e2e.log", true), file("v1.35/acme/junit_01.xml", true)],
  tool: { version: "0.1.0", runtime: "bun 1.4.5", platform: "linux-x64" },
};
