import type { Infer, Schema } from "../../schema/infer.ts";
import { buildSchema } from "../build/schema.ts";

const text = { type: "string" } as const satisfies Schema;
const count = { type: "integer", minimum: 0 } as const satisfies Schema;
const seconds = { type: "number", minimum: 0 } as const satisfies Schema;
const share = { type: "number", minimum: 0, maximum: 1 } as const satisfies Schema;
const build = { description: "The number of a build", type: "string" } as const satisfies Schema;
const builds = { type: "array", items: build } as const satisfies Schema;
const names = { type: "array", items: text } as const satisfies Schema;
const milliseconds = {
  description: "Milliseconds since the epoch",
  type: "number",
} as const satisfies Schema;

const head = {
  build,
  verdict: buildSchema.properties.verdict,
  started: milliseconds,
  finished: milliseconds,
  server: { ...text, description: "The API server's version" },
  counts: {
    type: "object",
    required: ["passed", "failed", "total"],
    additionalProperties: false,
    properties: { passed: count, failed: count, total: count },
  },
  seconds,
  replayed: { type: "boolean" },
} as const;

const cell = {
  type: "object",
  required: ["build", "state", "seconds"],
  additionalProperties: false,
  properties: {
    build,
    state: { enum: ["passed", "failed", "flaked"] },
    seconds,
    cause: { ...text, description: "Why it failed, in a line" },
  },
} as const satisfies Schema;

const testOfJob = {
  type: "object",
  required: ["job", "ran", "failed", "flaky", "runs"],
  additionalProperties: false,
  properties: {
    job: text,
    ran: { ...count, description: "In how many builds it ran" },
    failed: count,
    flaky: { ...builds, description: "The builds in which it was flaky" },
    failing: {
      description: "Set if it failed in the newest build that ran it",
      type: "object",
      required: ["since", "builds"],
      additionalProperties: false,
      properties: { since: build, builds: count, lastPassed: build },
    },
    slower: { description: "How many times as long it takes as it did", type: "number" },
    runs: { type: "array", items: cell },
  },
} as const satisfies Schema;

const byTests = {
  type: "object",
  required: ["by", "jobs", "tests", "breakages", "causes", "releases"],
  additionalProperties: false,
  properties: {
    by: { const: "tests" },
    jobs: {
      type: "array",
      items: {
        type: "object",
        required: ["name", "store", "builds", "unfinished"],
        additionalProperties: false,
        properties: {
          name: text,
          store: text,
          builds: {
            description: "The complete builds, the newest first",
            type: "array",
            items: {
              type: "object",
              required: ["build", "verdict", "nodes"],
              additionalProperties: false,
              properties: {
                ...head,
                nodes: buildSchema.properties.nodes,
                image: buildSchema.properties.image,
              },
            },
          },
          unfinished: { ...builds, description: "Builds that are not complete" },
        },
      },
    },
    tests: {
      description: "Those that failed or were flaky; with --all every test",
      type: "array",
      items: {
        type: "object",
        required: ["name", "flakeRate", "jobs"],
        additionalProperties: false,
        properties: { name: text, flakeRate: share, jobs: { type: "array", items: testOfJob } },
      },
    },
    breakages: {
      description: "What broke and is still broken, the newest first",
      type: "array",
      items: {
        type: "object",
        required: ["job", "since", "changes", "tests"],
        additionalProperties: false,
        properties: {
          job: text,
          since: build,
          lastPassed: build,
          changes: {
            description: "What changed since the build in which they last passed",
            type: "array",
            items: {
              type: "object",
              required: ["what", "before", "after"],
              additionalProperties: false,
              properties: { what: text, before: text, after: text },
            },
          },
          tests: names,
        },
      },
    },
    causes: {
      description: "The failures, grouped by the likeness of their messages, the largest group first",
      type: "array",
      items: {
        type: "object",
        required: ["cause", "count", "tests", "failures"],
        additionalProperties: false,
        properties: {
          cause: text,
          count,
          tests: { ...count, description: "How many tests they are of" },
          failures: {
            description: "At most 1000 of them",
            type: "array",
            items: {
              type: "object",
              required: ["job", "build", "test"],
              additionalProperties: false,
              properties: { job: text, build, test: text },
            },
          },
        },
      },
    },
    releases: {
      description: "Tests that came and went with each new minor release",
      type: "array",
      items: {
        type: "object",
        required: ["job", "build", "before", "after", "came", "went"],
        additionalProperties: false,
        properties: { job: text, build, before: text, after: text, came: names, went: names },
      },
    },
  },
} as const satisfies Schema;

const byJobs = {
  type: "object",
  required: ["by", "days", "jobs"],
  additionalProperties: false,
  properties: {
    by: { const: "jobs" },
    days: { description: "In UTC, the newest first", type: "array", items: text },
    jobs: {
      type: "array",
      items: {
        type: "object",
        required: ["name", "store", "failing", "nights"],
        additionalProperties: false,
        properties: {
          name: text,
          store: text,
          failing: { ...count, description: "How many builds in a row have not passed, up to the newest" },
          newest: {
            type: "object",
            required: ["build", "verdict"],
            additionalProperties: false,
            properties: head,
          },
          nights: {
            description: "The newest build of each day that has one",
            type: "array",
            items: {
              type: "object",
              required: ["day", "build", "verdict"],
              additionalProperties: false,
              properties: { day: text, ...head },
            },
          },
        },
      },
    },
  },
} as const satisfies Schema;

/** The JSON Schema of `history grid -o json`; `npm run schemas` writes it to docs/grid.schema.json. */
export const gridSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Builds compared, as `kubectl conformance history grid -o json` prints them",
  anyOf: [byTests, byJobs],
} as const satisfies Schema;

/** What `history grid -o json` prints of tests, and of jobs. */
export type GridDocument = Infer<typeof byTests>;
export type FleetDocument = Infer<typeof byJobs>;
