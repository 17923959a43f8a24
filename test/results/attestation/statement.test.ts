import { expect, test } from "bun:test";
import { attestedFiles, resultOf, statementText } from "../../../src/results/attestation/statement.ts";
import type { SpecState } from "../../../src/suite/spec.ts";
import { sample } from "../sample.ts";

const recordSha256 = "01".repeat(32);
const spec = (name: string, state: SpecState) => ({ name, state, seconds: 1 });
const specs = [
  spec("good", "passed"),
  spec("bad", "failed"),
  spec("late", "timedout"),
  spec("left out", "skipped"),
];

test("a statement names every file, the tests by how they ended, and what was tested", () => {
  const statement = JSON.parse(statementText({ record: sample, recordSha256, specs }, "FAILED"));
  expect(statement._type).toBe("https://in-toto.io/Statement/v1");
  expect(statement.predicateType).toBe("https://in-toto.io/attestation/test-result/v0.1");
  expect(statement.subject).toEqual([
    { name: "run.json", digest: { sha256: recordSha256 } },
    ...sample.files.map(({ path, sha256 }) => ({ name: path, digest: { sha256 } })),
  ]);
  const { result, configuration, passedTests, warnedTests, failedTests } = statement.predicate;
  expect({ result, passedTests, warnedTests, failedTests }).toEqual({
    result: "FAILED",
    passedTests: ["good"],
    warnedTests: [],
    failedTests: ["bad", "late"],
  });
  expect(configuration[0]).toEqual({
    name: "conformance image",
    uri: "oci://registry.k8s.io/conformance:v1.35.4",
    digest: { sha256: "cd".repeat(32) },
  });
  expect(configuration[1]).toMatchObject({
    name: "run.json",
    digest: { sha256: recordSha256 },
    annotations: { run: sample.id, kubernetes: "v1.35.4", certifiable: false },
  });
});

test.each([
  [undefined, undefined],
  ["latest", undefined],
  [`registry.example.com/x@sha256:${"ab".repeat(32)}`, { sha256: "ab".repeat(32) }],
])("an image of digest %p is attested as %p", (given, digest) => {
  const { digest: _, ...image } = sample.image;
  const record = { ...sample, image: given === undefined ? image : { ...image, digest: given } };
  const statement = JSON.parse(statementText({ record, recordSha256, specs }, "FAILED"));
  expect(statement.predicate.configuration[0].digest).toEqual(digest);
});

test("an unfinished run has no result", () => {
  expect(resultOf({ ...sample, verdict: "passed" })).toBe("PASSED");
  expect(resultOf({ ...sample, verdict: "incomplete" })).toBeUndefined();
});

test("run.json is among the files, by its own sha256", () => {
  expect(attestedFiles({ record: sample, recordSha256 }).get("run.json")).toBe(recordSha256);
});
