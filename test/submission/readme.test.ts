import { describe, expect, test } from "bun:test";
import { factsOf, newReadme } from "../../src/submission/readme.ts";
import { sample } from "../results/sample.ts";

describe("a new README", () => {
  const { text, toCheck } = newReadme(factsOf(sample, { name: "Turbo", version: "v1.7.4" }));

  test("has the steps: the tool, the exact command, and what the cluster was", () => {
    expect(text).toStartWith("# Conformance results for v1.35: Turbo v1.7.4\n");
    expect(text).toContain("```sh\nkubectl conformance run --focus '\\[Conformance\\]' --parallel 12\n```");
    expect(text).toContain("kubectl krew install conformance");
    expect(text).toContain("| node-1 | v1.35.4 | Ubuntu 24.04.3 LTS | amd64 | 6.8.0 | containerd://2.1.4 |");
  });

  test("holds no secret that another version left in the record", () => {
    const command = ["kubectl", "conformance", "run", "--server", "https://u:p@s3cret@host"];
    const readme = newReadme(factsOf({ ...sample, command }, {}));
    expect(readme.text).toContain("--server 'https://…@host'");
    expect(readme.text).not.toContain("s3cret");
  });

  test("has what was run, when, and the checksums of the two results", () => {
    expect(text).toContain("| image | registry.k8s.io/conformance:v1.35.4, sha256:cdcd");
    expect(text).toContain("| random seed | 1795212957 |");
    expect(text).toContain("440 of 441 tests passed, 1 failed. The run began at 2026-11-20T22:15:57Z");
    expect(text).toContain(`| e2e.log | 1234 | ${"ab".repeat(32)} |`);
    expect(text).toContain("| junit\\_01.xml | 1234 |");
  });

  test("says why the results cannot certify, where they cannot", () => {
    expect(text).toContain("They cannot certify: 1 required test failed.\n");
    const fine = newReadme(factsOf({ ...sample, deviations: [] }, {}));
    expect(fine.text).not.toContain("certify");
  });

  test("asks for what only the vendor knows", () => {
    expect(text).toContain("fill in: the commands that create the cluster");
    expect(toCheck).toEqual(["README.md: write the commands that create the cluster into step 1"]);
  });

  test("stands without a product's name", () => {
    expect(newReadme(factsOf(sample, { name: "" })).text).toStartWith("# Conformance results for v1.35\n");
  });
});
