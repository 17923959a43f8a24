import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { reportOf } from "../../../src/ai/check/report.ts";
import { heldChecklist } from "../../../src/ai/checklist/held.ts";
import { openSubmission } from "../../../src/ai/open/open.ts";
import { realMonotonic, realSleep } from "../../../src/process/io.ts";
import { newFolder, write } from "../../results/read/shapes.ts";
import { answer, artifacts, product } from "../sample.ts";

let cwd = "";
beforeEach(() => {
  cwd = newFolder();
});
afterEach(() => rmSync(cwd, { recursive: true }));

const io = () => ({
  cwd,
  env: {},
  signal: new AbortController().signal,
  monotonic: realMonotonic,
  sleep: realSleep,
});

/** What is reported of a folder with these files. */
async function report(files: Readonly<Record<string, string | Uint8Array>>, place = "v1.37/acme") {
  write(path.join(cwd, place), files);
  return reportOf(await openSubmission(place, { isOffline: true, checklistOf: heldChecklist }, io()));
}
const errors = async (text: string, files: Readonly<Record<string, string>> = {}, place?: string) =>
  (await report({ "PRODUCT.yaml": text, ...files }, place)).validator.errors;
const ours = async (id: string, text: string, files: Readonly<Record<string, string>> = {}) => {
  const { checks } = await report({ "PRODUCT.yaml": text, ...files });
  const found = checks.find((check) => check.id === id);
  return [found?.ours, ...(found?.detail ?? [])];
};
const recommendation = (id: string, name: string) =>
  `Requirement '${id}' is covered by automated test '${name}'; including test artifacts (e2e.log, junit.xml, or results.json) as evidence is recommended for v1.37+ submissions`;
const set = (field: string, line: string) => (text: string) =>
  text.replace(new RegExp(`^  ${field}:.*$`, "m"), line);

test("a whole submission is ready; the validator recommends test artifacts from v1.37 on", async () => {
  const { ready, validator, checks } = await report({ "PRODUCT.yaml": product() });
  expect(ready).toBe(true);
  expect(validator).toEqual({
    ok: true,
    errors: [],
    warnings: [
      recommendation("gang_scheduling", "TestGangScheduling"),
      recommendation("cluster_autoscaling", "TestAcceleratorClusterAutoscaling"),
      recommendation("secure_accelerator_access", "TestSecureAcceleratorAccess"),
    ],
  });
  expect(checks.find(({ id }) => id === "urls-answer")).toMatchObject({
    validator: "not-run",
    ours: "pass",
    detail: ["not checked: --offline"],
  });
});

describe("the place decides the checklist, and after an error there nothing is checked", () => {
  test.each([
    ["acme", "Error: Could not determine version from path acme/PRODUCT.yaml"],
    ["v1.32/acme", "Error: Schema not found at docs/AIConformance-1.32.yaml"],
  ])("%s", async (place, text) => {
    const { ready, validator, checks } = await report({ "PRODUCT.yaml": "a: b: c" }, place);
    expect(ready).toBe(false);
    expect(validator.errors).toEqual([text]);
    expect(checks.filter(({ validator: one }) => one === "fail").map(({ id }) => id)).toEqual(["folder"]);
  });
  test("a file of v1.37 passes in v1.36, and lacks a category of v1.35", async () => {
    expect(await errors(product(), {}, "v1.36/acme")).toEqual([]);
    expect(await errors(product(), {}, "v1.35/acme")).toEqual([
      "Missing requirement 'dra_support' in category 'accelerators'",
    ]);
  });
});

describe("metadata", () => {
  test.each([
    [set("vendorName", "  vendorName:"), "Missing metadata field: vendorName (or vendor_name)"],
    [
      set("vendorName", "  vendorName: ~\n  vendor_name: Acme"),
      "Missing metadata field: vendorName (or vendor_name)",
    ],
    [set("platformVersion", "  platformVersion: 1.37"), "Metadata field platformVersion is not a string"],
    [set("description", '  description: ""'), "Metadata field description is empty"],
    [set("description", '  description: "[x]"'), "Metadata field description has placeholder value: [x]"],
    [
      set("k8sConformanceUrl", "  k8sConformanceUrl: https://acme.test"),
      "Invalid k8sConformanceUrl format: https://acme.test. Expected format: https://github.com/cncf/k8s-conformance/tree/master/v{version}/{product}",
    ],
    [
      set("websiteUrl", '  websiteUrl: "https://"'),
      'Invalid URL in metadata websiteUrl: https:// (Get "https:": http: no Host in request URL)',
    ],
    [
      set("websiteUrl", '  websiteUrl: "httpx://a"'),
      'Invalid URL in metadata websiteUrl: httpx://a (Get "httpx://a": unsupported protocol scheme "httpx")',
    ],
  ])("%#", async (edit, text) => {
    expect(await errors(product(edit))).toEqual([text]);
  });
  test("snake case is accepted, and a reviewer may ask", async () => {
    const text = product(set("vendorName", "  vendor_name: Acme"));
    expect(await errors(text)).toEqual([]);
    expect(await ours("metadata", text)).toEqual(["warn", "vendor_name: the template writes vendorName"]);
  });
  test("without the section there is one error about it", async () => {
    expect(await errors(product((text) => text.slice(text.indexOf("\nspec:"))))).toEqual([
      "Missing 'metadata' section",
    ]);
  });
});

describe("requirements", () => {
  const must = (id: string, status: string, end = "'Implemented'.") =>
    `Requirement '${id}' is MUST level but status is '${status}'. It must be ${end}`;
  const status = (id: string, value: string, notes = '""') =>
    product(
      answer(id, (block) =>
        block.replace(/status: .*/, `status: ${value}`).replace(/notes: .*/, `notes: ${notes}`),
      ),
    );
  test("a status that is none of the four, on a MUST, is two errors", async () => {
    expect(await errors(status("ai_inference", '"implemented"'))).toEqual([
      "Invalid status 'implemented' for 'ai_inference'. Must be one of [Implemented Not Implemented Partially Implemented N/A]",
      must("ai_inference", "implemented"),
    ]);
  });
  test("cluster_autoscaling alone may be N/A, with a reason", async () => {
    const { validator } = await report({
      "PRODUCT.yaml": status("cluster_autoscaling", "N/A", '"bare metal"'),
    });
    expect(validator.errors).toEqual([]);
    expect(validator.warnings).toContain(
      "Requirement 'cluster_autoscaling' is MUST level and marked N/A; review the justification in notes",
    );
    expect(await errors(status("cluster_autoscaling", "N/A", '" "'))).toEqual([
      "Notes required for 'cluster_autoscaling' when status is N/A",
    ]);
    expect(await errors(status("ai_inference", "N/A", '"no"'))).toEqual([must("ai_inference", "N/A")]);
    expect(await errors(status("cluster_autoscaling", "Not Implemented"))).toEqual([
      must(
        "cluster_autoscaling",
        "Not Implemented",
        "'Implemented', or 'N/A' with a justification in notes.",
      ),
    ]);
  });
  test("a SHOULD that says nothing is skipped, one with an empty link is not", async () => {
    expect(await errors(product())).toEqual([]);
    const text = product(answer("gpu_sharing", (block) => block.replace("evidence: []", 'evidence: [""]')));
    expect(await errors(text)).toHaveLength(1);
  });
  test("what is missing is named, for SHOULD as well; of an id twice the last counts", async () => {
    const gone = product(answer("workload_sandboxing", () => "    - id: other"));
    expect(await errors(gone)).toEqual(["Missing requirement 'workload_sandboxing' in category 'security'"]);
    const twice = product(
      answer("robust_controller", (block) => `${block}\n    - id: robust_controller\n      status: N/A\n`),
    );
    expect(await errors(twice)).toContain("Notes required for 'robust_controller' when status is N/A");
  });
  test("evidence that is a word is refused as a whole", async () => {
    const text = product(answer("gpu_sharing", (block) => block.replace("evidence: []", "evidence: N/A")));
    const line = text.split("\n").findIndex((one) => one.endsWith("evidence: N/A")) + 1;
    expect(await errors(text)).toEqual([
      `Error loading product: yaml: unmarshal errors:\n  line ${line}: cannot unmarshal !!str \`N/A\` into []string`,
    ]);
  });
});

describe("evidence", () => {
  const linked = (id: string, ...links: string[]) =>
    product(
      answer(id, (block) =>
        block.replace(
          '- "https://acme.test/evidence"',
          links.map((link) => `- ${JSON.stringify(link)}`).join("\n        "),
        ),
      ),
    );
  test("a file has to be in the folder; a fragment of a document does not matter", async () => {
    const text = linked("ai_inference", "README.md#gateway", "sub/none.md");
    expect(await errors(text, { "README.md": "x" })).toEqual([
      "Invalid evidence file for 'ai_inference': sub/none.md (not found at v1.37/acme/sub/none.md)",
    ]);
  });
  test("artifacts must be good and contain the test, each of them", async () => {
    const text = linked("gang_scheduling", "junit.xml", "results.json#TestOther", "e2e.log");
    const files = artifacts({ TestGangScheduling: "pass" });
    expect(await errors(text, files)).toEqual([
      "Test 'TestOther' referenced by 'gang_scheduling' was not found in results.json",
    ]);
    const failed = artifacts({ TestGangScheduling: "fail", TestOther: "skip", A: "fail" });
    expect(await errors(text, failed)).toEqual([
      "Test artifact junit.xml contains failing tests: A, TestGangScheduling",
      "Test 'TestGangScheduling' referenced by 'gang_scheduling' failed in junit.xml",
      "Test artifact results.json contains failing tests: A, TestGangScheduling",
      "Requirement 'gang_scheduling' is Implemented but test 'TestOther' was skipped in results.json",
      "Test artifact e2e.log contains failing tests: A, TestGangScheduling",
      "Test 'TestGangScheduling' referenced by 'gang_scheduling' failed in e2e.log",
    ]);
  });
  test("an unreadable artifact is an error once, for the first link", async () => {
    const both = product((text) =>
      ["gang_scheduling", "secure_accelerator_access"].reduce(
        (edited, id) => answer(id, (block) => block.replace("https://acme.test/evidence", "e2e.log"))(edited),
        text,
      ),
    );
    expect(await errors(both, { "e2e.log": "nothing" })).toEqual([
      "Invalid test artifact for 'gang_scheduling': e2e.log (parsing e2e log: no '--- PASS/FAIL/SKIP:' result lines found)",
    ]);
  });
  test("a folder with an artifact's name does not read as one, and a name in another case does", async () => {
    mkdirSync(path.join(cwd, "v1.37/acme/e2e.log"), { recursive: true });
    const found = await errors(linked("gang_scheduling", "e2e.log", "JUNIT.XML"), {
      "JUNIT.XML": "<a/>",
    });
    expect(found).toEqual([
      expect.stringContaining("Invalid test artifact for 'gang_scheduling': e2e.log ("),
      "Invalid test artifact for 'gang_scheduling': JUNIT.XML (parsing JUnit XML: no <testcase> elements found)",
    ]);
  });
  test("beyond the validator: another requirement's test, two runs, prose, another release", async () => {
    const files = artifacts({ TestGangScheduling: "pass", TestMine: "pass" });
    const text = linked("gang_scheduling", "junit.xml#TestGangScheduling", "e2e.log#TestMine");
    expect(await ours("test-names", text, files)).toEqual([
      "warn",
      "gang_scheduling: the upstream suite has no test TestMine: e2e.log#TestMine",
    ]);
    const swapped = linked("ai_inference", "junit.xml#TestGangScheduling");
    expect(await ours("test-names", swapped, files)).toEqual([
      "warn",
      "ai_inference: TestGangScheduling is the test of gang_scheduling",
    ]);
    const later = {
      ...files,
      "e2e.log": "v1.36.2\n--- PASS: TestGangScheduling (9.00s)\n--- PASS: TestMine (1.5s)\n",
    };
    expect(await ours("one-run", text, later)).toEqual([
      "warn",
      "TestGangScheduling took 1.5 s in junit.xml and 9 s in e2e.log: two different runs",
      "e2e.log names Kubernetes v1.36, and not v1.37",
    ]);
    const prose = linked("ai_inference", "a.md");
    expect(await ours("evidence-shows", prose, { "a.md": "# Gateway\n\nIt works.\n" })).toEqual([
      "warn",
      "a.md is only prose: it has no output, no link and no picture",
    ]);
    expect((await ours("evidence-shows", linked("ai_inference", "we support it fully")))[0]).toBe("fail");
  });
  test("secrets are refused, internal addresses asked about; neither is printed", async () => {
    const secret = "ghp_0123456789abcdefghijABCDEFGHIJ456789";
    const text = linked("ai_inference", "a.md");
    const found = await ours("no-secrets", text, {
      "a.md": `x\ntoken ${secret}\nat 10.0.0.7 and 10.0.0.8\n`,
    });
    expect(found).toEqual(["fail", "a.md:2: a token of GitHub", "a.md:3,3: an internal address"]);
    expect(found.join()).not.toContain(secret);
  });
});

test("texts, release, evidence and logo are compared with the checklist and the folder", async () => {
  const text = product((whole) =>
    [
      answer("ai_inference", (block) =>
        block.replace("level: MUST", "level: SHOULD").replace(/description: .*/, 'description: "short"'),
      ),
      answer("pod_autoscaling", (block) => block.replace(/evidence:\n.*/, "evidence: []")),
      set("kubernetesVersion", "  kubernetesVersion: v1.36"),
      set("productLogoUrl", "  productLogoUrl: https://acme.test/logo.png"),
      set(
        "k8sConformanceUrl",
        "  k8sConformanceUrl: https://github.com/cncf/k8s-conformance/tree/main/v1.36/acme",
      ),
    ].reduce((edited, edit) => edit(edited), whole),
  );
  expect(await errors(text)).toEqual([]);
  expect(await ours("texts-unaltered", text)).toEqual([
    "warn",
    'level of ai_inference is "SHOULD", in the checklist MUST',
    "description of ai_inference differs from the checklist",
  ]);
  expect(await ours("release", text)).toEqual([
    "fail",
    "kubernetesVersion is v1.36, the folder is for v1.37",
    "k8sConformanceUrl names the conformance of v1.36, the folder is for v1.37",
  ]);
  expect(await ours("evidence-given", text)).toEqual([
    "warn",
    "pod_autoscaling is Implemented without any evidence",
  ]);
  expect(await ours("logo", text)).toEqual([
    "warn",
    "productLogoUrl is not an .svg, .eps or .ai: https://acme.test/logo.png",
  ]);
});

test("marks of a merge are found although the file is not YAML", async () => {
  const { checks } = await report({ "PRODUCT.yaml": `<<<<<<< HEAD\n${product()}` });
  const failed = checks.filter((check) => check.ours === "fail").map(({ id }) => id);
  expect(failed).toEqual(["product-readable", "no-conflict-markers"]);
});

test("a FIFO in the evidence is not waited for, and a folder without PRODUCT.yaml is refused", async () => {
  mkdirSync(path.join(cwd, "v1.37/acme"), { recursive: true });
  Bun.spawnSync(["mkfifo", path.join(cwd, "v1.37/acme/junit.xml")]);
  writeFileSync(
    path.join(cwd, "v1.37/acme/PRODUCT.yaml"),
    product((text) => text.replace("https://acme.test/evidence", "junit.xml")),
  );
  const opened = await openSubmission("v1.37/acme", { isOffline: true, checklistOf: heldChecklist }, io());
  expect(reportOf(opened).validator.errors).toEqual([
    "Invalid test artifact for 'ai_inference': junit.xml (is a FIFO)",
  ]);
  await expect(
    openSubmission("v1.37", { isOffline: true, checklistOf: heldChecklist }, io()),
  ).rejects.toThrow("v1.37 contains no PRODUCT.yaml");
});
