import type { RunRequest } from "../../src/run/plan/plan.ts";

/** What `run` asks for without flags. */
export const plainRequest: RunRequest = {
  mode: "certified-conformance",
  parallel: "auto",
  dryRun: false,
  namespace: "conformance",
  namespaceBy: "mark",
  extraArgs: [],
  extraGinkgoArgs: [],
  nodeSelector: {},
  tolerations: [],
  keepResults: 3_600_000,
};
