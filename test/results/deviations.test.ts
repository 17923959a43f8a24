import { describe, expect, test } from "bun:test";
import { type Choice, type DeviationInput, deviationsOf } from "../../src/results/deviations.ts";
import type { SpecState } from "../../src/suite/spec.ts";

const spec = (name: string, state: SpecState = "passed") => ({ name, state, seconds: 1 });

const choice: Choice = {
  mode: "certified-conformance",
  focus: "\\[Conformance\\]",
  skip: "",
  dryRun: false,
  ginkgoArgs: ["-v", "--procs=12"],
  suiteArgs: [],
};
const suite: DeviationInput["suite"] = {
  version: "v1.35.4",
  planned: 2,
  specs: [spec("a [Conformance]"), spec("b [Conformance]"), spec("c", "skipped")],
  finished: { success: true, flaked: 0 },
};
const good: DeviationInput = {
  server: "v1.35.4+k3s1",
  choice,
  replayed: false,
  unfinished: undefined,
  suite,
  required: undefined,
  files: [
    { name: "e2e.log", verified: true },
    { name: "junit_01.xml", verified: true },
  ],
};

type Change = Partial<DeviationInput & Choice & DeviationInput["suite"] & { flaked: number }>;

/** The deviations of a good run in which one thing, of it or of its choice or suite, is another. */
function deviationsWith({ flaked, ...change }: Change): string[] {
  const end = flaked === undefined ? {} : { finished: { success: true, flaked } };
  const changed = <T extends object>(whole: T): T => ({
    ...whole,
    ...Object.fromEntries(Object.entries({ ...change, ...end }).filter(([key]) => key in whole)),
  });
  return deviationsOf({ ...changed(good), choice: changed(choice), suite: changed(suite) });
}

test("a whole run, all passed, certifies", () => {
  expect(deviationsOf(good)).toEqual([]);
  expect(deviationsWith({ required: ["a [Conformance]", "b [Conformance]"] })).toEqual([]);
  expect(deviationsWith({ version: undefined })).toEqual([]);
});

describe("what keeps a run from certifying", () => {
  test.each<[string, Change, string[]]>([
    ["a focus", { focus: "Pods" }, ["--focus Pods instead of all required tests"]],
    ["a skip", { skip: "Serial" }, ["--skip Serial leaves tests out"]],
    ["a replay", { replayed: true }, ["replayed by the sandbox, not run on a cluster"]],
    ["a dry run", { dryRun: true }, ["a dry run runs no tests"]],
    [
      "a mode, with its own focus and skip",
      { mode: "non-disruptive-conformance", skip: "\\[Disruptive\\]|NoExecuteTaintManager" },
      ["--mode non-disruptive-conformance leaves out required tests"],
    ],
    ["tries again", { ginkgoArgs: ["-v", "--flake-attempts=3"] }, ["--flake-attempts=3 hides failures"]],
    ["a label filter", { ginkgoArgs: ["--label-filter=!Slow"] }, ["--label-filter=!Slow leaves tests out"]],
    ["a dry run of Ginkgo 1", { ginkgoArgs: ["-dryRun"] }, ["a dry run runs no tests"]],
    ["tries again of Ginkgo 1", { ginkgoArgs: ["--flakeAttempts=2"] }, ["--flakeAttempts=2 hides failures"]],
    ["a value that stands by itself", { ginkgoArgs: ["--skip", "Slow"] }, ["--skip Slow leaves tests out"]],
    ["a dry run behind Ginkgo", { suiteArgs: ["--ginkgo.dry-run"] }, ["a dry run runs no tests"]],
    ["a skip behind Ginkgo", { suiteArgs: ["-ginkgo.skip=Slow"] }, ["-ginkgo.skip=Slow leaves tests out"]],
    [
      "tries again behind Ginkgo",
      { suiteArgs: ["--ginkgo.flakeAttempts", "3"] },
      ["--ginkgo.flakeAttempts 3 hides failures"],
    ],
    ["another minor", { version: "v1.34.9" }, ["the suite is v1.34.9, the server v1.35.4+k3s1"]],
    ["no end", { unfinished: "the suite did not finish" }, ["the suite did not finish"]],
    [
      "a failure",
      { specs: [spec("a [Conformance]"), spec("b [Conformance]", "timedout")] },
      ["1 required test failed"],
    ],
    ["specs that did not run", { planned: 4 }, ["2 required tests did not run"]],
    [
      "a required spec that is not there, though as many ran as planned",
      { required: ["a [Conformance]", "z [Conformance]"] },
      ["1 required test did not run"],
    ],
    [
      "a choice of specs, which says by itself that required ones did not run",
      { focus: "Pods", planned: 3, required: ["a [Conformance]", "z [Conformance]"] },
      ["--focus Pods instead of all required tests", "1 required test did not run"],
    ],
    [
      "another mode, likewise",
      { mode: "quick", focus: "Pods should be submitted and removed", required: ["z [Conformance]"] },
      ["--mode quick leaves out required tests"],
    ],
    ["flakes", { flaked: 2 }, ["2 tests passed only on a retry"]],
    [
      "files",
      { files: [{ name: "e2e.log", verified: false }] },
      ["e2e.log was not compared with the file in the pod", "junit_01.xml is missing"],
    ],
  ])("%s", (_, change, deviations) => {
    expect(deviationsWith(change)).toEqual(deviations);
  });

  test("a newer patch of the same minor does not, nor one attempt", () => {
    expect(deviationsWith({ version: "v1.35.6" })).toEqual([]);
    expect(deviationsWith({ ginkgoArgs: ["--flake-attempts=1", "--skip="] })).toEqual([]);
    expect(deviationsWith({ ginkgoArgs: ["--dry-run=false", "--flake-attempts", "1"] })).toEqual([]);
  });

  test("the suite's own flags are no business of Ginkgo's", () => {
    expect(deviationsWith({ suiteArgs: ["--skip=a", "--ginkgo.v", "--provider=skeleton"] })).toEqual([]);
  });
});
