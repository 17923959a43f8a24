import type { Schema } from "../schema/infer.ts";
import { causeKinds } from "../suite/cause/trouble.ts";

const text = { type: "string" } as const satisfies Schema;
const count = { type: "integer", minimum: 0 } as const satisfies Schema;
const time = { type: "string", format: "date-time" } as const satisfies Schema;

/** The JSON Schema of run.json; `npm run schemas` writes it to docs/run.schema.json. */
export const runSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "A run of the Kubernetes conformance suite",
  description: "run.json of a results folder: what ran where, and with what result.",
  type: "object",
  additionalProperties: false,
  required: [
    "schema",
    "id",
    "verdict",
    "certifiable",
    "deviations",
    "counts",
    "kubernetes",
    "nodes",
    "image",
    "command",
    "suite",
    "times",
    "files",
    "tool",
  ],
  properties: {
    schema: { const: 1 },
    id: { type: "string", minLength: 1 },
    verdict: {
      description: "incomplete: the suite did not finish, so there is no verdict",
      enum: ["passed", "failed", "incomplete"],
    },
    reason: { description: "Why there is no verdict; absent if there is one", type: "string" },
    certifiable: { type: "boolean" },
    deviations: {
      description: "Why the run cannot certify; empty if it can",
      type: "array",
      items: text,
    },
    counts: {
      type: "object",
      additionalProperties: false,
      required: ["total", "passed", "failed", "skipped"],
      properties: {
        total: {
          ...count,
          description: "Specs that were to run; 0 if the suite did not say",
        },
        passed: count,
        failed: count,
        skipped: count,
      },
    },
    kubernetes: {
      type: "object",
      additionalProperties: false,
      required: ["server", "platform"],
      properties: {
        server: { description: "The API server's version: v1.35.4", type: "string" },
        platform: { description: "linux/amd64", type: "string" },
      },
    },
    nodes: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["name", "kubelet", "os", "architecture", "osImage", "kernel", "containerRuntime"],
        properties: {
          name: text,
          kubelet: text,
          os: text,
          architecture: text,
          osImage: text,
          kernel: text,
          containerRuntime: text,
        },
      },
    },
    image: {
      type: "object",
      additionalProperties: false,
      required: ["name"],
      properties: { name: text, digest: text },
    },
    command: { description: "The command's words, without secrets", type: "array", items: text },
    suite: {
      type: "object",
      additionalProperties: false,
      required: ["mode", "focus", "skip", "dryRun", "processes", "uuids"],
      properties: {
        mode: text,
        focus: text,
        skip: text,
        dryRun: { type: "boolean" },
        processes: { type: "integer", minimum: 1 },
        seed: { type: "integer" },
        uuids: {
          description: "One per Ginkgo process: the e2e-run label of the suite's namespaces",
          type: "array",
          items: text,
        },
        version: { description: "e2e test version of the log", type: "string" },
        seconds: {
          description: "How long the suite took, according to its summary; absent if it has none",
          type: "number",
          minimum: 0,
        },
        exitCode: {
          description: "Exit code of the suite's process in its container; absent if it was not seen to end",
          type: "integer",
        },
      },
    },
    times: {
      description:
        "By the cluster's clock, in this order; finished is by the clock of the machine that fetched the results, corrected if that clock is known to differ by more than a minute",
      type: "object",
      additionalProperties: false,
      required: ["started", "finished"],
      properties: {
        started: { ...time, description: "RFC 3339: when the run was created in the cluster" },
        suiteStarted: {
          ...time,
          description: "RFC 3339: when the suite's container started; absent if the suite did not start",
        },
        suiteFinished: {
          ...time,
          description:
            "RFC 3339: when the suite wrote its summary, no later than the end of its container; absent if it wrote none",
        },
        finished: { ...time, description: "RFC 3339: when the results were complete in this folder" },
      },
    },
    causes: {
      description:
        "What kept several specs from running, or one for long, as far as it was seen while the run was followed, the oldest first; absent if there was nothing",
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["about", "what", "why", "fix", "began", "specs", "failed"],
        properties: {
          about: { enum: causeKinds },
          what: {
            description: "What they waited for, or what was in the way: agnhost:2.66.1 on node2",
            type: "string",
          },
          why: { description: "In the cluster's words", type: "string" },
          fix: text,
          began: { ...time, description: "RFC 3339, by the clock of the machine that followed the run" },
          ended: { ...time, description: "RFC 3339; absent if it was not over when the suite ended" },
          specs: { ...count, description: "Specs that had to wait for it, or failed because of it" },
          failed: { description: "The names of those that failed", type: "array", items: text },
        },
      },
    },
    apiCoverage: {
      description:
        "The endpoints of the API that the run hit, counted from the API server's audit log; absent without run --audit-log; coverage.json in the folder has all of it",
      type: "object",
      additionalProperties: false,
      required: ["definition", "release", "eligible", "covered"],
      properties: {
        definition: text,
        release: { description: "The minor whose endpoints count: v1.35", ...text },
        eligible: { description: "Endpoints that conformance tests should hit", ...count },
        covered: { description: "Those of them that the run hit, by the definition", ...count },
      },
    },
    files: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["path", "bytes", "sha256", "verified"],
        properties: {
          path: { description: "Relative to the results folder, with /", type: "string", minLength: 1 },
          bytes: count,
          sha256: { type: "string", pattern: "^[0-9a-f]{64}$" },
          verified: {
            description: "Whether the sha256 was compared with that of the file in the pod",
            type: "boolean",
          },
        },
      },
    },
    tool: {
      type: "object",
      additionalProperties: false,
      required: ["version", "runtime", "platform"],
      properties: {
        version: text,
        commit: {
          description:
            "The commit it was built from, followed by -dirty if there were changes; absent if it was run from source",
          type: "string",
        },
        buildDate: { ...time, description: "RFC 3339: the commit's time" },
        runtime: text,
        platform: text,
      },
    },
  },
} as const satisfies Schema;
