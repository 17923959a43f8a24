import { describe, expect, test } from "bun:test";
import { type CertifyInput, deviationsOf } from "../../src/results/certify.ts";
import type { SpecState } from "../../src/suite/spec.ts";
import { sample } from "./sample.ts";

const spec = (name: string, state: SpecState = "passed") => ({ name, state, seconds: 1 });

const good: CertifyInput = {
  server: "v1.35.4+k3s1",
  mode: "certified-conformance",
  focus: "\\[Conformance\\]",
  skip: "",
  dryRun: false,
  replayed: false,
  ginkgoArgs: ["-v", "--procs=12"],
  suiteArgs: [],
  suiteVersion: "v1.35.4",
  finished: true,
  planned: 2,
  specs: [spec("a [Conformance]"), spec("b [Conformance]"), spec("c", "skipped")],
  flaked: 0,
  verbose: true,
  files: sample.files,
};

test("a whole run, all passed, certifies", () => {
  expect(deviationsOf(good)).toEqual([]);
  expect(deviationsOf({ ...good, required: ["a [Conformance]", "b [Conformance]"] })).toEqual([]);
  expect(deviationsOf({ ...good, suiteVersion: undefined })).toEqual([]);
});

describe("what keeps a run from certifying", () => {
  test.each<[string, Partial<CertifyInput>, string[]]>([
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
    ["another minor", { suiteVersion: "v1.34.9" }, ["the suite is v1.34.9, the server v1.35.4+k3s1"]],
    ["no end", { finished: false }, ["the suite did not come to its end"]],
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
    ["flakes", { flaked: 2 }, ["2 tests passed only when tried again"]],
    ["a quiet log", { verbose: false }, ["e2e.log does not tell each test (Ginkgo's -v)"]],
    [
      "files",
      { files: sample.files.slice(0, 1).map((file) => ({ ...file, verified: false })) },
      ["e2e.log was not compared with the file in the pod", "junit_01.xml is missing"],
    ],
  ])("%s", (_, change, deviations) => {
    expect(deviationsOf({ ...good, ...change })).toEqual(deviations);
  });

  test("a newer patch of the same minor does not, nor one attempt", () => {
    expect(deviationsOf({ ...good, suiteVersion: "v1.35.6" })).toEqual([]);
    expect(deviationsOf({ ...good, ginkgoArgs: ["--flake-attempts=1", "--skip="] })).toEqual([]);
    expect(deviationsOf({ ...good, ginkgoArgs: ["--dry-run=false", "--flake-attempts", "1"] })).toEqual([]);
  });

  test("the suite's own flags are no business of Ginkgo's", () => {
    expect(deviationsOf({ ...good, suiteArgs: ["--skip=a", "--ginkgo.v", "--provider=skeleton"] })).toEqual(
      [],
    );
  });
});
