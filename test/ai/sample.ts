import { heldChecklist } from "../../src/ai/checklist/held.ts";

/** Metadata that the validator accepts. */
export const metadata = `metadata:
  kubernetesVersion: v1.37
  platformName: "Acme Platform"
  platformVersion: "2.4.0"
  vendorName: "Acme"
  websiteUrl: "https://acme.test/platform"
  documentationUrl: "https://acme.test/docs"
  productLogoUrl: "https://acme.test/logo.svg"
  description: "Runs models."
  contactEmailAddress: "ai@acme.test"
  k8sConformanceUrl: "https://github.com/cncf/k8s-conformance/tree/master/v1.37/acme"
`;

/** The checklist of a release that the program contains. */
export function checklist(release = "v1.37") {
  const found = heldChecklist(release);
  if (found === undefined) throw new Error(`no checklist of ${release}`);
  return found;
}

/** A file of v1.37 that the validator accepts: every MUST Implemented, with a URL. `edit` changes its text. */
export function product(edit: (text: string) => string = (text) => text): string {
  const { text } = checklist();
  const spec = text.slice(text.indexOf("\nspec:"));
  const answered = spec.replace(
    /level: MUST\n(\s+)status: ""\n\s+evidence: \[\]/g,
    'level: MUST\n$1status: "Implemented"\n$1evidence:\n$1  - "https://acme.test/evidence"',
  );
  return edit(`${metadata}${answered}`);
}

/** `edit` for the answer of one requirement. */
export function answer(id: string, change: (block: string) => string): (text: string) => string {
  return (text) => {
    const from = text.indexOf(`    - id: ${id}\n`);
    const next = text.slice(from + 1).search(/\n {4}- id: |\n {2}\w+:\n/);
    const to = next < 0 ? text.length : from + 1 + next;
    return text.slice(0, from) + change(text.slice(from, to)) + text.slice(to);
  };
}

/** Results of one run with these tests, in the three forms. */
export function artifacts(tests: Readonly<Record<string, "pass" | "fail" | "skip">>): Record<string, string> {
  const all = Object.entries(tests);
  const inside = {
    pass: "",
    fail: '<failure message="x"></failure>',
    skip: '<skipped message="x"></skipped>',
  };
  return {
    "junit.xml": `<testsuites><testsuite name="t">${all.map(([name, end]) => `<testcase name="${name}" time="1.5">${inside[end]}</testcase>`).join("")}</testsuite></testsuites>`,
    "results.json": all
      .map(([Test, Action]) => `${JSON.stringify({ Action, Package: "t", Test, Elapsed: 1.5 })}\n`)
      .join(""),
    "e2e.log": all.map(([name, end]) => `--- ${end.toUpperCase()}: ${name} (1.50s)\n`).join(""),
  };
}
