import type { Schema } from "../../schema/infer.ts";
import { modeNames } from "../../suite/modes.ts";
import { runIdPattern } from "../identity.ts";

/** A Kubernetes name that is a DNS label. */
export const namePattern = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$";

const text = { type: "string", maxLength: 16_384 } as const satisfies Schema;
const word = { type: "string", maxLength: 1024 } as const satisfies Schema;
const words = { type: "array", maxItems: 1000, items: text } as const satisfies Schema;
const name = { type: "string", pattern: namePattern } as const satisfies Schema;

const toleration = {
  type: "object",
  required: [],
  properties: {
    key: word,
    operator: word,
    value: word,
    effect: word,
    tolerationSeconds: { type: "integer" },
  },
} as const satisfies Schema;

const repoList = {
  anyOf: [
    {
      type: "object",
      required: ["yaml"],
      properties: { yaml: { type: "string", maxLength: 262_144 } },
    },
    { type: "object", required: ["url"], properties: { url: text } },
  ],
} as const satisfies Schema;

/** A run, decided to the last argument, as it is stored in the cluster. The type `Plan` is derived from this. */
export const planSchema = {
  type: "object",
  required: [
    "id",
    "namespace",
    "namespaceBy",
    "mode",
    "release",
    "image",
    "mayStepDown",
    "focus",
    "skip",
    "dryRun",
    "processes",
    "processesReason",
    "ginkgoArgs",
    "suiteArgs",
    "nodeSelector",
    "tolerations",
    "keepResults",
  ],
  properties: {
    id: { type: "string", pattern: runIdPattern },
    namespace: name,
    namespaceBy: {
      enum: ["name", "mark"],
      description:
        "what allows it to use an existing namespace: that somebody named it, or the label that generate rbac sets",
    },
    mode: { enum: modeNames },
    release: {
      type: "string",
      pattern: "^v\\d{1,3}\\.\\d{1,3}\\.\\d{1,4}$",
      description: "the server's release without a vendor's suffix: v1.35.4",
    },
    image: { ...word, pattern: "^\\S+$" },
    mayStepDown: {
      type: "boolean",
      description: "whether an older patch may replace an image that was never published",
    },
    focus: { type: "string", maxLength: 262_144 },
    skip: { type: "string", maxLength: 262_144 },
    dryRun: { type: "boolean" },
    processes: { type: "integer", minimum: 1, maximum: 999_999 },
    processesReason: { ...word, description: "why this number of processes, in words" },
    ginkgoArgs: words,
    suiteArgs: words,
    imageRepo: word,
    testRepoList: repoList,
    imagePullSecret: {
      type: "object",
      required: ["namespace", "name"],
      properties: { namespace: name, name: { type: "string", maxLength: 253 } },
    },
    nodeSelector: { type: "object", additionalProperties: word },
    tolerations: { type: "array", maxItems: 1000, items: toleration },
    keepResults: {
      type: "number",
      minimum: 0,
      description:
        "milliseconds that the pod stays after the suite has ended, for somebody to fetch the results",
    },
  },
} as const satisfies Schema;
