import { runSchema } from "../../results/run-schema.ts";
import type { Infer, Schema } from "../../schema/infer.ts";

const text = { type: "string", maxLength: 4096 } as const satisfies Schema;
const count = { type: "integer", minimum: 0 } as const satisfies Schema;
const time = { type: "string", format: "date-time" } as const satisfies Schema;
const optional = { server: text, suite: text } as const;

/** The JSON Schema of artifacts/conformance.json; `npm run schemas` writes it to docs/build.schema.json. */
export const buildSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "A published build of the Kubernetes conformance suite",
  description:
    "artifacts/conformance.json of a build: what ran where, how each test ended and why it failed.",
  type: "object",
  required: [
    "schema",
    "job",
    "build",
    "runner",
    "verdict",
    "certifiable",
    "deviations",
    "counts",
    "versions",
    "nodes",
    "suite",
    "tests",
  ],
  properties: {
    schema: { const: 1 },
    job: { ...text, description: "The job that it was published to: the last part of its address" },
    build: { type: "string", pattern: "^[0-9]{1,20}$" },
    runner: text,
    run: { ...text, description: "The id of the run; only for runs of this program" },
    verdict: runSchema.properties.verdict,
    reason: { ...text, description: "Why there is no verdict" },
    certifiable: { type: "boolean" },
    deviations: { type: "array", items: text, maxItems: 1000 },
    replayed: { description: "Whether it was the replay of a recorded run", type: "boolean" },
    counts: {
      type: "object",
      required: ["total", "passed", "failed", "skipped"],
      properties: { total: count, passed: count, failed: count, skipped: count },
    },
    started: { ...time, description: "RFC 3339: when the suite started" },
    seconds: { description: "How long the suite took", type: "number", minimum: 0 },
    versions: { type: "object", required: [], properties: optional },
    nodes: {
      description: "The nodes by their kinds",
      type: "array",
      maxItems: 1000,
      items: {
        type: "object",
        required: ["count", "kubelet", "os", "architecture", "osImage", "kernel", "containerRuntime"],
        properties: {
          count,
          kubelet: text,
          os: text,
          architecture: text,
          osImage: text,
          kernel: text,
          containerRuntime: text,
        },
      },
    },
    image: { type: "object", required: ["name"], properties: { name: text, digest: text } },
    suite: {
      type: "object",
      required: [],
      properties: {
        mode: text,
        focus: { type: "string" },
        skip: { type: "string" },
        dryRun: { type: "boolean" },
        processes: { type: "integer", minimum: 1 },
      },
    },
    command: {
      description: "The command's words, without secrets",
      type: "array",
      items: { type: "string" },
    },
    tool: text,
    tests: {
      description: "The tests that ran",
      type: "array",
      maxItems: 20_000,
      items: {
        type: "object",
        required: ["name", "state", "seconds"],
        properties: {
          name: { type: "string", minLength: 1, maxLength: 10_000 },
          state: { enum: ["passed", "failed", "panicked", "interrupted", "aborted", "timedout"] },
          seconds: { type: "number", minimum: 0 },
          flaked: { description: "Whether it passed, but not at the first attempt", type: "boolean" },
          cause: { description: "Why it failed, in a line", type: "string", maxLength: 4096 },
        },
      },
    },
  },
} as const satisfies Schema;

/** A published build: what is known about a run, and how each of its tests ended. */
export type Build = Infer<typeof buildSchema>;

/** A test of a build. */
export type BuildTest = Build["tests"][number];

/** Nodes of one kind. */
export type NodeKind = Build["nodes"][number];
