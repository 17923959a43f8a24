import { describe, expect, test } from "bun:test";
import { carryForward } from "../../../src/ai/init/carry.ts";
import { blocksOf, setMetadata } from "../../../src/ai/init/edit.ts";
import { readProduct } from "../../../src/ai/product/product.ts";
import { answersOf } from "../../../src/ai/validator/requirements.ts";
import { checklist, product } from "../sample.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
function answers(text: string, release: string) {
  const reading = readProduct(bytes(text));
  if (reading.kind === "unreadable") throw new Error(reading.why);
  return answersOf(reading.product, checklist(release));
}
const move = (text: string, release: string) =>
  carryForward(text, checklist(release), { from: "v1.36/acme", to: `${release}/acme` });

describe("carrying a file over to another release", () => {
  test("to its own release changes nothing", () => {
    expect(move(product(), "v1.37")).toEqual({ text: product(), toCheck: [] });
  });
  test("keeps comments, order and answers, adds what is new, removes what is gone", () => {
    const before = `# ours\n${checklist("v1.35").text}`
      .replace("    - id: gpu_sharing", "    # about sharing\n    - id: gpu_sharing")
      .replace(
        /(id: gpu_sharing[\s\S]*?)status: ""\n\s+evidence: \[\]/,
        '$1status: "Implemented"\n      evidence:\n        - "file://v1.36/acme/a.md" # mine',
      );
    const { text, toCheck } = move(before, "v1.37");
    expect(text).toStartWith("# ours\n");
    expect(text).toContain("    # about sharing\n    - id: gpu_sharing");
    expect(text).toContain('        - "file://v1.37/acme/a.md" # mine');
    expect(text).not.toContain("dra_support");
    const found = answers(text, "v1.37");
    expect(found.filter(({ given }) => given === undefined)).toEqual([]);
    expect(found.filter(({ listed, given }) => given?.description !== listed.description)).toEqual([]);
    expect(found.filter(({ listed, given }) => given?.level !== listed.level)).toEqual([]);
    expect(found.find(({ listed }) => listed.id === "gpu_sharing")?.given?.status).toBe("Implemented");
    expect(toCheck).toEqual([
      "accelerators.dra_support is no longer a requirement, and was removed",
      "networking.advanced_inference_ingress is new: answer it",
      "networking.high_performance_networking is new: answer it",
      "networking.disaggregated_inference is new: answer it",
      "security.workload_sandboxing is new: answer it",
    ]);
  });
  test("every release can follow every other", () => {
    for (const from of ["v1.33", "v1.34", "v1.35", "v1.36", "v1.37"])
      for (const to of ["v1.33", "v1.34", "v1.35", "v1.36", "v1.37"]) {
        const { text } = move(checklist(from).text, to);
        expect(answers(text, to).filter(({ given }) => given === undefined)).toEqual([]);
      }
  });
  test("a requirement with the same text and another id is renamed", () => {
    const { text, toCheck } = move(
      product((whole) => whole.replace("id: robust_controller", "id: sturdy_controller")),
      "v1.37",
    );
    expect(text).toBe(product());
    expect(toCheck).toEqual(["operator.sturdy_controller is now operator.robust_controller"]);
  });
  test("a level that changed, and results of old tests, are told", () => {
    const text = product((whole) =>
      whole
        .replace(/(id: gpu_sharing[\s\S]*?)level: SHOULD/, "$1level: MUST")
        .replace("https://acme.test/evidence", "junit.xml"),
    );
    expect(move(text, "v1.37").toCheck).toEqual([
      "accelerators.gpu_sharing is now SHOULD, it was MUST",
      "junit.xml: run the tests of this release: ai run",
    ]);
  });
});

describe("the metadata", () => {
  const text = "# a\nmetadata:\n  platformName: Old # name\n  vendor_name: Acme\nspec: {}\n";
  test("is set in its line, in either spelling, and a new field comes after those before it", () => {
    expect(setMetadata(text, { platformName: "New", vendorName: "Other", platformVersion: "1.30" })).toBe(
      '# a\nmetadata:\n  platformName: "New" # name\n  platformVersion: "1.30"\n  vendor_name: "Other"\nspec: {}\n',
    );
  });
  test("stays as it is written where the value is the same, and is removed for undefined", () => {
    expect(setMetadata(text, { platformName: "Old", vendorName: undefined })).toBe(
      text.replace("  vendor_name: Acme\n", ""),
    );
  });
  test("with CRLF, and at the end of the file", () => {
    expect(setMetadata("metadata:\r\n  platformName: a", { vendorName: "b" })).toBe(
      'metadata:\r\n  platformName: a\r\n  vendorName: "b"\r\n',
    );
  });
  test("that is no map, or in braces, is refused", () => {
    expect(() => setMetadata("metadata: {a: b}\n", { vendorName: "x" })).toThrow(
      "no metadata that can be edited",
    );
    expect(() => setMetadata("- a\n", { vendorName: "x" })).toThrow("has no metadata and no spec");
    expect(() => blocksOf("spec:\n  a: [{id: x}]\n")).toThrow(
      "a is not a list with each entry on its own lines",
    );
  });
});
