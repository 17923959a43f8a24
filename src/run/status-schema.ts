import type { Schema } from "../schema/infer.ts";

const text = { type: "string" } as const satisfies Schema;
const count = { type: "integer", minimum: 0 } as const satisfies Schema;
const time = { type: "string", format: "date-time" } as const satisfies Schema;

/** The JSON Schema of one run in the output of `status`. */
export const statusSchema = {
  type: "object",
  required: ["id", "namespace", "phase", "kubernetes", "image", "mode", "processes", "started"],
  additionalProperties: false,
  properties: {
    id: { type: "string", pattern: "^[0-9]{8}-[0-9]{4}-[a-z0-9]{4}$" },
    namespace: text,
    phase: {
      description:
        "The state of the run. passed, failed, incomplete: the verdict, as in run.json. ended: the suite's container ended, but its log, without which there is no verdict, cannot be read now. lost: its pod is gone or failed. removing: its pod is gone, and its namespace is being deleted",
      enum: ["starting", "running", "passed", "failed", "incomplete", "ended", "lost", "removing"],
    },
    reason: {
      description: "Why it is starting, incomplete, lost or still there, or what is unknown about it",
      type: "string",
    },
    progress: {
      description:
        "Counts of the specs; absent until the suite has said how many there are, and if its log cannot be read",
      type: "object",
      required: ["total", "passed", "failed", "remaining"],
      additionalProperties: false,
      properties: { total: count, passed: count, failed: count, remaining: count },
    },
    exitCode: { description: "Exit code of the suite's container; absent before it ended", type: "integer" },
    kubernetes: text,
    image: text,
    mode: text,
    processes: { type: "integer", minimum: 1 },
    node: text,
    started: time,
    ended: time,
    resultsUntil: { ...time, description: "The time until which the results can be fetched" },
  },
} as const satisfies Schema;

/** The JSON Schema of `status -o json`; `npm run schemas` writes it to docs/status.schema.json. */
export const statusListSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "The runs of a cluster, as `kubectl conformance status -o json` prints them",
  type: "object",
  required: ["items"],
  additionalProperties: false,
  properties: { items: { type: "array", items: statusSchema } },
} as const satisfies Schema;
