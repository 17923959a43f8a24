import { expect, test } from "bun:test";
import { checkSubmission } from "../../../../src/submission/check/report.ts";
import { commit, good, goodSubmission, withTexts } from "../sample.ts";
import { added, both, committed, noTests, type Row, titled, told } from "./mutate.ts";

test("the recorded run has nothing to tell", () => {
  const report = checkSubmission(goodSubmission);
  expect(told(goodSubmission)).toEqual({});
  expect(report.ready).toBe(true);
  expect(report.bot).toEqual({
    state: "success",
    labels: [
      "conformance-product-submission",
      "tests-verified-v1.35",
      "no-failed-tests-v1.35",
      "release-v1.35",
      "release-documents-checked",
    ],
    passed: 15,
    of: 15,
  });
});

test.each<Row>([
  // the title
  [
    "no title",
    titled(""),
    {
      "gate-title": both,
      "title-not-empty": "not-run/fail",
      "title-format": "not-run/fail",
      "title-matches-folder": "not-run/fail",
    },
  ],
  [
    "a title of another kind",
    titled("Add v1.35/acme"),
    {
      "gate-title": both,
      "title-format": "not-run/warn",
    },
  ],
  [
    "conformance test results",
    titled("Conformance test results for v1.35/acme"),
    {
      "gate-title": both,
      "title-format": "not-run/warn",
    },
  ],
  ["a title in capitals", titled("CONFORMANCE RESULTS FOR v1.35/acme"), { "title-format": "pass/warn" }],
  ["a blank for the slash", titled("Conformance results for v1.35 acme"), { "title-format": "pass/warn" }],
  ["a title without a product", titled("Conformance results for v1.35/"), { "title-format": "pass/warn" }],
  [
    "a title without a release",
    titled("Conformance results for acme"),
    {
      "title-format": both,
      "title-matches-folder": both,
    },
  ],
  [
    "a title v.1.35",
    titled("Conformance results for v.1.35/acme"),
    {
      "title-format": both,
      "title-matches-folder": both,
    },
  ],
  [
    "a title of another release",
    titled("Conformance results for v1.34/acme"),
    {
      "title-matches-folder": both,
      "title-format": "pass/warn",
    },
  ],
  [
    "any character for the dot",
    titled("Conformance results for v1x35/acme"),
    {
      "title-matches-folder": both,
      "title-format": "pass/warn",
    },
  ],
  // the files
  ["no README.md", withTexts({ "README.md": undefined }), { "required-files": both }],
  ["no e2e.log", withTexts({ "e2e.log": undefined }), { "required-files": both }],
  ["no junit_01.xml", withTexts({ "junit_01.xml": undefined }), { "required-files": both, ...noTests }],
  [
    "no PRODUCT.yaml",
    withTexts({ "PRODUCT.yaml": undefined }),
    {
      "required-files": both,
      "product-fields": both,
      "product-urls-and-email": both,
      "product-urls-answer": both,
      "product-type": both,
    },
  ],
  ["an empty README.md", withTexts({ "README.md": "" }), { "required-files": both }],
  ["an empty e2e.log", withTexts({ "e2e.log": "" }), { "required-files": both }],
  ["an empty junit_01.xml", withTexts({ "junit_01.xml": "" }), { "required-files": both, ...noTests }],
  [
    "product.yaml",
    withTexts({ "PRODUCT.yaml": undefined, "product.yaml": good["PRODUCT.yaml"] }),
    {
      "only-required-files": both,
    },
  ],
  [
    "README.MD",
    withTexts({ "README.md": undefined, "README.MD": good["README.md"] }),
    {
      "only-required-files": both,
    },
  ],
  [
    "e2e.log.txt",
    withTexts({ "e2e.log": undefined, "e2e.log.txt": good["e2e.log"] }),
    {
      "required-files": both,
      "only-required-files": both,
    },
  ],
  ["a picture", added("v1.35/acme/acme.svg"), { "only-required-files": both }],
  ["sonobuoy.tar.gz", added("v1.35/acme/sonobuoy.tar.gz"), { "only-required-files": both }],
  ["a folder within", added("v1.35/acme/dra/e2e.log"), { "one-product": both }],
  ["another product", added("v1.35/other/README.md"), { "one-product": both }],
  ["a file at the top", added("README.md"), { "one-product": both, "folder-structure": both }],
  [
    "no file at all",
    { ...goodSubmission, files: [] },
    {
      "gate-release": both,
      "required-files": "not-run/fail",
      "only-required-files": "not-run/fail",
      "folder-structure": "not-run/fail",
      "one-product": "not-run/fail",
      "title-matches-folder": "not-run/fail",
      "product-fields": "not-run/fail",
      "product-urls-and-email": "not-run/fail",
      "product-urls-answer": "not-run/fail",
      "product-type": "not-run/fail",
      "gate-window": "not-run/fail",
      "supported-release": "not-run/fail",
      "required-tests-present": "not-run/fail",
      "all-tests-pass": "not-run/fail",
    },
  ],
  [
    "a link",
    {
      ...goodSubmission,
      files: goodSubmission.files.map((file) =>
        file.path.endsWith("README.md") ? { ...file, oddity: "link" as const } : file,
      ),
    },
    {
      "plain-files": "not-run/fail",
    },
  ],
  // the folder
  [
    "a folder within a folder",
    { ...withTexts({}, "x/v1.35/a/b"), title: "Conformance results for x/v1.35/a/b" },
    {
      "folder-structure": "pass/fail",
      "title-matches-folder": both,
      "title-format": both,
    },
  ],
  [
    "a blank in the folder's name",
    { ...withTexts({}, "v1.35/acme edge"), title: "Conformance results for v1.35/acme edge" },
    {
      "folder-name": "not-run/warn",
    },
  ],
  [
    "a folder of no release",
    { ...withTexts({}, "v1.9/acme"), title: "Conformance results for v1.9/acme" },
    {
      "gate-release": both,
      "gate-window": "not-run/fail",
      "supported-release": "not-run/fail",
      "folder-structure": "not-run/fail",
      "title-format": "not-run/fail",
    },
  ],
  // the release
  [
    "a release too old",
    { ...goodSubmission, latest: "v1.38" },
    {
      "gate-window": both,
      "supported-release": "not-run/fail",
    },
  ],
  ["the oldest release that is taken", { ...goodSubmission, latest: "v1.37" }, {}],
  ["a release newer than the newest", { ...goodSubmission, latest: "v1.34" }, {}],
  [
    "a release whose tests nobody knows yet",
    { ...goodSubmission, required: undefined, newestHeld: "v1.34" },
    {
      "gate-required-tests": both,
      "required-tests-present": "not-run/fail",
      "all-tests-pass": "not-run/fail",
    },
  ],
  [
    "a release whose tests are not held",
    { ...goodSubmission, required: undefined },
    {
      "required-tests-present": "not-run/fail",
      "all-tests-pass": "not-run/fail",
    },
  ],
  // commits
  ["two commits", committed(commit, commit), { "one-commit": both }],
  ["no commit", committed(), { "one-commit": both }],
  ["no sign-off", committed({ ...commit, signedOffBy: [] }), { "dco-sign-off": "not-run/fail" }],
  [
    "somebody else's sign-off",
    committed({ ...commit, signedOffBy: ["John <john@acme.test>"] }),
    { "dco-sign-off": "not-run/fail" },
  ],
  [
    "changes that are not committed",
    {
      ...goodSubmission,
      commits: { kind: "found", commits: [commit], uncommitted: ["v1.35/acme/README.md"], unseen: [] },
    },
    { committed: "not-run/warn" },
  ],
  [
    "no clone",
    { ...goodSubmission, commits: { kind: "not-checked", why: "the folder is not in a git clone" } },
    {},
  ],
])("%s", (_, submission, expected) => {
  expect(told(submission)).toEqual(expected);
});
