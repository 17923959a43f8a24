import { describe, expect, test } from "bun:test";
import { carryReadme } from "../../src/submission/carry-readme.ts";
import { draftedReadme } from "../../src/submission/init.ts";
import { creation, factsOf, newReadme, type ReadmeFacts } from "../../src/submission/readme.ts";
import { sample } from "../results/sample.ts";

const product = { name: "Turbo", version: "1.30" };
const facts = factsOf(sample, product);
const command = "kubectl conformance run --focus '\\[Conformance\\]' --parallel 12";

describe("a README of the vendor's own", () => {
  const check = (line: string) =>
    carryReadme(`# acme\n\n\`\`\`sh\nacme up\n${command}\n\`\`\`\n${line}\n`, facts).toCheck;

  test("is taken over byte for byte", () => {
    const text = `# acme\r\n\r\n    acme up --version v1.35.4\r\n    ${command}\r\n`;
    expect(carryReadme(text, facts)).toEqual({ text, toCheck: [] });
    const broken = text.replace(" --parallel", " \\\r\n      --parallel");
    expect(carryReadme(broken, facts)).toEqual({ text: broken, toCheck: [] });
  });

  test("without the command as it was run is reported, and stays as it is", () => {
    const text = "# Conformance results for v1.35: Mine\n\n    acme up\n    kubectl conformance run\n";
    expect(carryReadme(text, facts)).toEqual({
      text,
      toCheck: [`README.md: does not give the command as it was run: ${command}`],
    });
  });

  test.each([
    ["Install Kubernetes v1.34.1", "README.md:7: names v1.34.1, and these results are of v1.35"],
    ["<<<<<<< HEAD", "README.md:7: is left over from a merge"],
    [
      "![logo](logo.svg)",
      "README.md:7: shows a picture from another file, but no other file may be submitted",
    ],
    ["--ginkgo.flake-attempts=10", "README.md:7: retries failed tests, which reviewers refuse"],
    [
      "sonobuoy run --mode=certified-conformance",
      "README.md:7: runs sonobuoy, and these results were made with: kubectl conformance run --focus '\\[Conformance\\]' --parallel 12",
    ],
  ])("with «%s» is reported", (line, reported) => {
    expect(check(line)).toEqual([reported]);
  });

  test("reports the same thing in several lines once", () => {
    expect(check("Sonobuoy does it.\nsonobuoy retrieve")).toEqual([
      expect.stringMatching(/^README\.md:7,8: runs sonobuoy, /),
    ]);
  });

  test("without commands is reported", () => {
    expect(carryReadme("See [the docs](https://acme.test).\n", facts).toCheck).toEqual([
      "README.md: has no commands, but reviewers ask for the exact steps",
    ]);
  });

  test.each([
    "Kubernetes v1.35.4",
    "![logo](https://acme.test/logo.svg)",
    "10.1.20.3",
    "acme 0.57.2",
    "# Turbo 1.30",
    "turbo v1.30",
  ])("with «%s» is not reported", (line) => {
    expect(check(line)).toEqual([]);
  });
});

/** What the vendor writes into the step that is left to them. */
const withSteps = (text: string) => text.replace(creation, "```sh\nturbo up --kubernetes 1.35\n```");

describe("a README that this program wrote", () => {
  const full = withSteps(newReadme(facts).text);
  const drafted = withSteps(draftedReadme({ text: "", fields: product }, undefined, undefined));

  test("by init has all of the run's facts after it, and the vendor's steps", () => {
    expect(drafted).not.toContain(command);
    expect(drafted).toContain("turbo up");
    expect(carryReadme(drafted, facts)).toEqual({ text: full, toCheck: [] });
    for (const fact of [command, "| node-1 |", "sha256:cdcd", "1795212957", "2026-11-20T22:15:57Z", "0.1.0"])
      expect(full).toContain(fact);
  });

  test("of last release has this one's, and whatever was written around them", () => {
    const earlier = factsOf(
      {
        ...sample,
        kubernetes: { server: "v1.34.2", platform: "linux/arm64" },
        command: ["kubectl", "conformance", "run", "--parallel", "3"],
        suite: { ...sample.suite, seed: 7 },
      },
      { name: "Turbo", version: "1.29" },
    );
    const last = `${withSteps(newReadme(earlier).text)}\n## Thanks\n\nto all $& of you\n`;
    const { text, toCheck } = carryReadme(last, facts);
    expect(text).toBe(`${full}\n## Thanks\n\nto all $& of you\n`);
    expect(toCheck).toEqual([]);
  });

  test("keeps its line ends", () => {
    const windows = (text: string) => text.replaceAll("\n", "\r\n");
    expect(carryReadme(windows(drafted), facts).text).toBe(windows(full));
  });

  test("is the vendor's own from where a mark is taken out", () => {
    const own = drafted.replace("<!-- kubectl-conformance: end of run -->", "");
    const { text, toCheck } = carryReadme(own, facts);
    expect(text).toContain("```sh\nkubectl conformance run\n```");
    expect(toCheck).toEqual([`README.md: does not give the command as it was run: ${command}`]);
  });

  test("is reported if the step that only the vendor can write is missing", () => {
    const { toCheck } = carryReadme(newReadme(facts).text, facts);
    expect(toCheck).toEqual(["README.md:5,8: still has to be filled in"]);
  });

  test("is not reported for the versions of the nodes", () => {
    const [node] = sample.nodes;
    const nodes = node === undefined ? [] : [{ ...node, containerRuntime: "cri-o://1.34.2" }];
    expect(carryReadme(drafted, factsOf({ ...sample, nodes }, product)).toCheck).toEqual([]);
  });
});

describe("a README that goes with another runner's results", () => {
  const parts = { cluster: "CLUSTER", tool: "SONOBUOY", run: "sonobuoy run", results: "RESULTS" };
  const sonobuoy: ReadmeFacts = {
    minor: "v1.35",
    product,
    runner: "sonobuoy",
    digests: ["0".repeat(64)],
    parts,
    toCheck: ["see the flags"],
  };
  const drafted = withSteps(draftedReadme({ text: "", fields: product }, undefined, undefined));

  test("loses this program's steps, and says what the results do not show", () => {
    const { text, toCheck } = carryReadme(drafted, sonobuoy);
    for (const part of Object.values(parts)) expect(text).toContain(`\n${part}\n`);
    expect(text).not.toContain("kubectl conformance");
    expect(toCheck).toEqual(["see the flags"]);
  });

  test("keeps the steps that the vendor wrote for it, with the new results", () => {
    const mine = carryReadme(drafted, sonobuoy).text.replace("sonobuoy run", "sonobuoy run --mine");
    const { text, toCheck } = carryReadme(mine, { ...sonobuoy, parts: { ...parts, results: "NEW" } });
    expect(text).toBe(mine.replace("RESULTS", "NEW"));
    expect(toCheck).toEqual([]);
  });

  test("updates the version of Sonobuoy", () => {
    const of = (version: string) => `[Sonobuoy](https://github.com/vmware-tanzu/sonobuoy) v${version}.`;
    const last = carryReadme(drafted, { ...sonobuoy, parts: { ...parts, tool: of("0.57.1") } }).text;
    const { text } = carryReadme(last, { ...sonobuoy, parts: { ...parts, tool: of("0.57.3") } });
    expect(text).toBe(last.replace("v0.57.1", "v0.57.3"));
  });

  test("stays as it is if it describes these very files", () => {
    const files = sample.files.map(({ sha256 }) => sha256);
    const { runner: _, ...bare } = { ...sonobuoy, digests: files };
    const text = withSteps(newReadme(facts).text);
    expect(carryReadme(text, { ...bare, runner: undefined })).toEqual({ text, toCheck: [] });
  });
});
