import type { Infer, Schema } from "../schema/infer.ts";

const text = { type: "string" } as const satisfies Schema;
const flag = { type: "boolean" } as const satisfies Schema;
const count = { type: "integer", minimum: 0 } as const satisfies Schema;
const list = { type: "array", items: text } as const satisfies Schema;
const textOrNull = {
  description: "null for paths that belong to no kind",
  anyOf: [text, { type: "null" }],
} as const satisfies Schema;

const endpoint = {
  type: "object",
  required: [
    "operationId",
    "method",
    "path",
    "group",
    "version",
    "kind",
    "action",
    "level",
    "category",
    "deprecated",
    "eligible",
    "tested",
    "conformanceTested",
    "requests",
    "tests",
  ],
  additionalProperties: false,
  properties: {
    operationId: text,
    method: text,
    path: text,
    group: { ...textOrNull, description: "Empty for core; null for paths that belong to no kind" },
    version: textOrNull,
    kind: textOrNull,
    action: {
      description: "list, watch, post, deletecollection; the method where Kubernetes names none",
      ...text,
    },
    level: { enum: ["alpha", "beta", "stable"] },
    category: text,
    deprecated: flag,
    eligible: { description: "Whether conformance tests should cover it, by the definition", ...flag },
    pending: {
      description: "Eligible, and on Kubernetes' list of those that may stay without a test for now",
      ...flag,
    },
    ineligible: {
      description: "Why it is on Kubernetes' list of ineligible endpoints",
      type: "object",
      required: ["reason", "link"],
      additionalProperties: false,
      properties: { reason: text, link: text },
    },
    tested: { description: "Whether it was hit, whatever the response, by a client that counts", ...flag },
    conformanceTested: { description: "Whether a conformance test of the release hit it", ...flag },
    requests: { description: "Requests by clients that count; each auditID once", ...count },
    tests: { description: "The names of the tests that hit it, sorted", ...list },
    credited: {
      description: "The test to which requests of the scheduler are credited, as APISnoop does",
      ...text,
    },
  },
} as const satisfies Schema;

/** The JSON Schema of `coverage -o json`; `npm run schemas` writes it to docs/coverage.schema.json. */
export const coverageSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "The API coverage of audit logs, as `kubectl conformance coverage -o json` prints it",
  type: "object",
  required: ["definition", "release", "events", "eligible", "endpoints", "unresolved"],
  additionalProperties: false,
  properties: {
    definition: { enum: ["apisnoop", "test-infra"] },
    release: { description: "The minor whose eligibility counts: v1.35", ...text },
    userAgent: { description: "The regular expression of the clients that count, if not e2e.test", ...text },
    partial: { description: "True if a log was cut off, so that all counts are too small", const: true },
    events: {
      type: "object",
      required: ["read", "broken", "duplicates"],
      additionalProperties: false,
      properties: {
        read: { description: "Events read, repeats included", ...count },
        broken: { description: "Lines that are not events", ...count },
        duplicates: { description: "Events read whose auditID came before", ...count },
      },
    },
    eligible: {
      type: "object",
      required: ["total", "tested", "conformanceTested", "pending"],
      additionalProperties: false,
      properties: {
        total: count,
        tested: count,
        conformanceTested: count,
        pending: { description: "Those of the total that may stay without a test for now", ...count },
      },
    },
    endpoints: { type: "array", items: endpoint },
    unresolved: {
      description: "Requests that belong to no endpoint, at most 1000 kinds of them",
      type: "array",
      items: {
        type: "object",
        required: ["verb", "path", "requests"],
        additionalProperties: false,
        properties: { verb: text, path: text, requests: count },
      },
    },
    lifecycle: {
      description: "The deprecated kinds that were used, by clients that count",
      type: "array",
      items: {
        type: "object",
        required: ["group", "version", "kind", "deprecated", "status", "requests", "endpoints"],
        additionalProperties: false,
        properties: {
          group: text,
          version: text,
          kind: text,
          deprecated: { description: "The minor since which it is deprecated", ...text },
          removed: { description: "The minor from which on it is not served", ...text },
          replacement: text,
          status: {
            description: "As seen from the release; -next: from the release after it on",
            enum: ["removed", "removed-next", "deprecated", "deprecated-next"],
          },
          requests: count,
          endpoints: list,
        },
      },
    },
  },
} as const satisfies Schema;

/** What audit logs say of the API's coverage. */
export type Coverage = Infer<typeof coverageSchema>;
export type Endpoint = Coverage["endpoints"][number];
