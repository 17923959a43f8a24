import type { Infer, Schema } from "../../schema/infer.ts";
import { hasFailed, type SpecResult } from "../../suite/spec.ts";
import type { RunRecord } from "../run-record.ts";

/** in-toto's type for a test result, https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md. */
export const testResult = "https://in-toto.io/attestation/test-result/v0.1";

const digest = {
  type: "object",
  required: ["sha256"],
  properties: { sha256: { type: "string", pattern: "^[0-9a-f]{64}$" } },
} as const satisfies Schema;

/** What is read of a statement; it may contain more. */
export const statementSchema = {
  type: "object",
  required: ["_type", "subject", "predicateType", "predicate"],
  properties: {
    _type: { const: "https://in-toto.io/Statement/v1" },
    subject: {
      type: "array",
      maxItems: 1000,
      items: {
        type: "object",
        required: ["name", "digest"],
        properties: { name: { type: "string", minLength: 1, maxLength: 4096 }, digest },
      },
    },
    predicateType: { const: testResult },
    predicate: {
      type: "object",
      required: ["result"],
      properties: { result: { enum: ["PASSED", "WARNED", "FAILED"] } },
    },
  },
} as const satisfies Schema;

/** An in-toto statement about the files of a run. */
export type Statement = Infer<typeof statementSchema>;

/** The subject of an attestation: the record, its own sha256 and how the specs ended. */
export interface Attested {
  readonly record: RunRecord;
  /** The sha256 of run.json, in hex. */
  readonly recordSha256: string;
  readonly specs: readonly SpecResult[];
}

/** The files that an attestation names, by their paths in the folder: run.json and those that it lists. */
export function attestedFiles({
  record,
  recordSha256,
}: Omit<Attested, "specs">): ReadonlyMap<string, string> {
  return new Map([
    ["run.json", recordSha256],
    ...record.files.map(({ path, sha256 }) => [path, sha256] as const),
  ]);
}

/** The result of a run in in-toto's terms; undefined if it has no verdict. */
export function resultOf({ verdict }: RunRecord): Statement["predicate"]["result"] | undefined {
  switch (verdict) {
    case "passed":
      return "PASSED";
    case "failed":
      return "FAILED";
    case "incomplete":
      return undefined;
  }
}

/** The statement about a run that ended with this result, as the text that is signed. */
export function statementText(attested: Attested, result: Statement["predicate"]["result"]): string {
  const { record, recordSha256, specs } = attested;
  const { kubernetes, image, suite, times, certifiable, deviations } = record;
  const [, sha256] = /^(?:.*@)?sha256:([0-9a-f]{64})$/.exec(image.digest ?? "") ?? [];
  const names = (wanted: (spec: SpecResult) => boolean) => specs.filter(wanted).map(({ name }) => name);
  const statement = {
    _type: "https://in-toto.io/Statement/v1",
    subject: [...attestedFiles(attested)].map(([name, sha256]) => ({ name, digest: { sha256 } })),
    predicateType: testResult,
    predicate: {
      result,
      configuration: [
        {
          name: "conformance image",
          uri: `oci://${image.name}`,
          ...(sha256 === undefined ? {} : { digest: { sha256 } }),
        },
        {
          name: "run.json",
          digest: { sha256: recordSha256 },
          annotations: {
            run: record.id,
            kubernetes: kubernetes.server,
            mode: suite.mode,
            focus: suite.focus,
            skip: suite.skip,
            certifiable,
            deviations,
            ...times,
          },
        },
      ],
      passedTests: names(({ state }) => state === "passed"),
      warnedTests: [],
      failedTests: names(({ state }) => hasFailed(state)),
    },
  };
  return JSON.stringify(statement);
}
