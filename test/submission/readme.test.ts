import { describe, expect, test } from "bun:test";
import { carryReadme } from "../../src/submission/carry-readme.ts";
import { newReadme } from "../../src/submission/readme.ts";
import { sample } from "../results/sample.ts";

describe("a new README", () => {
  const { text, toCheck } = newReadme(sample, { name: "Turbo", version: "v1.7.4" });

  test("has the steps: the tool, the exact command, and what the cluster was", () => {
    expect(text).toStartWith("# Conformance results for v1.35: Turbo v1.7.4\n");
    expect(text).toContain("```sh\nkubectl conformance run --focus '\\[Conformance\\]' --parallel 12\n```");
    expect(text).toContain("kubectl krew install conformance");
    expect(text).toContain("| node-1 | v1.35.4 | Ubuntu 24.04.3 LTS | amd64 | 6.8.0 | containerd://2.1.4 |");
  });

  test("has what was run, when, and the checksums of the two results", () => {
    expect(text).toContain("| image | registry.k8s.io/conformance:v1.35.4, sha256:cdcd");
    expect(text).toContain("| random seed | 1795212957 |");
    expect(text).toContain("440 of 441 tests passed, 1 failed. The run began at 2026-11-20T22:15:57Z");
    expect(text).toContain(`| e2e.log | 1234 | ${"ab".repeat(32)} |`);
    expect(text).toContain("| junit\\_01.xml | 1234 |");
  });

  test("asks for what only the vendor knows", () => {
    expect(text).toContain("fill in: the commands that create the cluster");
    expect(toCheck).toEqual(["README.md: write the commands that create the cluster into step 1"]);
  });

  test("stands without a product's name", () => {
    expect(newReadme(sample, { name: "" }).text).toStartWith("# Conformance results for v1.35\n");
  });
});

describe("an earlier README", () => {
  const check = (line: string) =>
    carryReadme(`# acme\n\n\`\`\`sh\nacme up\n\`\`\`\n${line}\n`, sample).toCheck;

  test("is taken over as it is", () => {
    const text = "# acme\r\n\r\n    acme up --version v1.35.4\r\n";
    expect(carryReadme(text, sample)).toEqual({ text, toCheck: [] });
  });

  test.each([
    ["Install Kubernetes v1.34.1", "README.md:6: names v1.34.1, and these results are of v1.35"],
    ["<<<<<<< HEAD", "README.md:6: is left over from a merge"],
    ["![logo](logo.svg)", "README.md:6: shows a picture beside it, and no other file may be submitted"],
    ["--ginkgo.flake-attempts=10", "README.md:6: tries failed tests again, which reviewers refuse"],
    [
      "sonobuoy run --mode=certified-conformance",
      "README.md:6: runs sonobuoy, and these results were made with: kubectl conformance run --focus '\\[Conformance\\]' --parallel 12",
    ],
  ])("with «%s» is told of", (line, told) => {
    expect(check(line)).toEqual([told]);
  });

  test("tells the same thing of several lines once", () => {
    expect(check("Sonobuoy does it.\nsonobuoy retrieve")).toEqual([
      expect.stringMatching(/^README\.md:6,7: runs sonobuoy, /),
    ]);
  });

  test("without commands is told of", () => {
    expect(carryReadme("See [the docs](https://acme.test).\n", sample).toCheck).toEqual([
      "README.md: has no commands, and reviewers ask for the exact steps",
    ]);
  });

  test.each(["Kubernetes v1.35.4", "![logo](https://acme.test/logo.svg)", "10.1.20.3", "acme 0.57.2"])(
    "with «%s» is not told of",
    (line) => {
      expect(check(line)).toEqual([]);
    },
  );
});
