import type { Schema } from "../../schema/infer.ts";

const text = { type: "string" } as const satisfies Schema;
const lines = { type: "array", items: text } as const satisfies Schema;

/** The JSON Schema of `ai check -o json`; `npm run schemas` writes it to docs/ai-check.schema.json. */
export const aiReportSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title:
    "The report on a submission for Kubernetes AI Conformance, as `kubectl conformance ai check -o json` prints it",
  type: "object",
  additionalProperties: false,
  required: ["ready", "validator", "checks"],
  properties: {
    ready: {
      description:
        "Whether neither the validator nor a reviewer would refuse it, as far as that can be checked",
      type: "boolean",
    },
    validator: {
      description: "What the validator of cncf/k8s-ai-conformance says, in its own words",
      type: "object",
      additionalProperties: false,
      required: ["ok", "errors", "warnings"],
      properties: { ok: { type: "boolean" }, errors: lines, warnings: lines },
    },
    checks: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["id", "title", "validator", "ours", "detail", "fix"],
        properties: {
          id: text,
          title: text,
          validator: {
            description:
              "The validator's verdict; not-run for what it does not check, or what could not be checked here",
            enum: ["pass", "fail", "warn", "not-run"],
          },
          ours: {
            description: "What a reviewer would do: accept, ask (warn), or refuse (fail)",
            enum: ["pass", "warn", "fail"],
          },
          detail: { description: "What was found, or why it was not checked", ...lines },
          fix: { description: "Empty if there is nothing to fix", ...text },
        },
      },
    },
  },
} as const satisfies Schema;
